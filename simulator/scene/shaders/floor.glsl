Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    float far = 1.0 - smoothstep(0.004, 0.012, pixel_m());
    float dark = smoothstep(0.35, 0.15, cells(wp * 95.0).x);
    float pale = smoothstep(0.30, 0.10, cells(wp * 61.0 + 9.0).x);
    s.albedo *= 0.96 + 0.10 * fbm(wp * 1.3);
    s.albedo = mix(s.albedo, s.albedo * 0.62, dark * 0.55 * far);
    s.albedo = mix(s.albedo, s.albedo * 1.35, pale * 0.5 * far);
    float weld = abs(fract(wp.x / 1.2 + 0.5) - 0.5) * 1.2;
    s.albedo *= 1.0 - 0.25 * smoothstep(0.004, 0.0015, weld);
    s.rough += 0.10 * fbm(wp * 4.0);
    return s;
}
