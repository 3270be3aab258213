in vec4 p3d_Vertex;
uniform mat4 p3d_ModelViewProjectionMatrix;
#ifdef MORPH
uniform vec4 manner;  // jaw, lids, worry, effort
in vec3 jaw;
in vec3 lids;
in vec3 worry;
in vec3 effort;
#endif
void main() {
    vec4 p = p3d_Vertex;
#ifdef MORPH
    p.xyz += jaw * manner.x + lids * manner.y + worry * manner.z + effort * manner.w;
#endif
    gl_Position = p3d_ModelViewProjectionMatrix * p;
}
