uniform sampler2D picture;
vec3 self_lit() {
    vec3 V = normalize(eye_at - wp);
    vec3 t = texture(picture, uv).rgb;
    t = t * t * (t * 0.3 + 0.7);
    return t * 2.2 + reflected(normalize(wn), V, vec3(0.04), 0.22, 1.0) * 0.26 + vec3(0.004, 0.005, 0.006);
}
