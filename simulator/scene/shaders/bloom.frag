in vec2 uv;
uniform sampler2D source;
uniform vec2 stride;
uniform float threshold;
out vec4 color;
void main() {
    vec3 s = vec3(0);
    float total = 0.0;
    for (int i = -10; i <= 10; i++) {
        float g = exp(-float(i * i) / 44.0);
        s += min(max(texture(source, uv + stride * float(i)).rgb - threshold, 0.0), vec3(6)) * g;
        total += g;
    }
    color = vec4(s / total, 1.0);
}
