Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    s.albedo *= 0.98 + 0.04 * fbm(wp * 3.0);
    s.N = bumped(N, 0.00025 * noise(wp * 220.0) * (1.0 - smoothstep(0.001, 0.006, pixel_m())), 1.0);
    return s;
}
