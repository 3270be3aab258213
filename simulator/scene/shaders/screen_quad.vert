in vec4 p3d_Vertex;
out vec2 uv;
void main() {
    gl_Position = vec4(p3d_Vertex.x, p3d_Vertex.z, 0.0, 1.0);
    uv = gl_Position.xy * 0.5 + 0.5;
}
