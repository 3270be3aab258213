// An eyeball: paint.rgb sclera; rest holds the direction from the ball's center (room frame)
uniform vec3 gaze;
uniform float pupil;  // 0 pinpoint, 1 wide
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    vec3 d = normalize(rp);
    vec3 across = normalize(cross(vec3(0.0, 1.0, 0.0), gaze));
    float r = acos(clamp(dot(d, gaze), -1.0, 1.0));
    float a = atan(dot(d, cross(gaze, across)), dot(d, across));
    float ring = noise(vec3(cos(a) * 9.0, sin(a) * 9.0, r * 14.0)) * 0.5 + noise(vec3(cos(a) * 26.0, sin(a) * 26.0, r * 6.0)) * 0.5;
    vec3 iris = mix(vec3(0.045, 0.020, 0.008), vec3(0.13, 0.062, 0.024), ring);
    iris *= mix(1.0, 0.35, smoothstep(0.44, 0.52, r));
    vec3 white = s.albedo * (0.92 + 0.1 * fbm(rp * 7.0));
    white = mix(white, vec3(0.55, 0.20, 0.17), smoothstep(0.6, 0.75, noise(vec3(a * 9.0, r * 3.0, 1.0))) * smoothstep(0.7, 1.2, r) * 0.3);
    s.albedo = mix(iris, white, smoothstep(0.47, 0.54, r));
    s.albedo *= mix(0.02, 1.0, smoothstep(0.0, 0.025, r - mix(0.10, 0.30, pupil)));
    s.rough = 0.10;
    s.wrap = vec3(0.2, 0.12, 0.1);
    return s;
}
