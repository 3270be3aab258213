// A chest film: little loss is black, much is white
in vec2 uv;
uniform sampler2D film;
out vec4 color;
void main() {
    float t = texture(film, uv).r;
    float v = clamp((t - 0.90) / 3.9, 0.0, 1.0);
    v = pow(v, 0.86);
    v = mix(v, v * v * (3.0 - 2.0 * v), 0.45);
    color = vec4(vec3(0.012, 0.014, 0.018) + v * vec3(0.93, 0.96, 1.0), 1.0);
}
