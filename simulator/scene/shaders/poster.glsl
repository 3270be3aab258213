// Something written on: the picture is its color
uniform sampler2D picture;
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    vec3 t = texture(picture, uv).rgb;
    s.albedo = min(1.35 * t * t * (t * 0.3 + 0.7), 0.95);
    return s;
}
