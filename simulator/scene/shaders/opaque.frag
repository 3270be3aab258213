layout(location = 0) out vec4 color;
void main() {
    vec3 V = normalize(eye_at - wp);
    Surface s = surface(normalize(wn), V);
    color = vec4(max(FINISH(lighted(s, V), s, V), 0.0), 1.0);
}
