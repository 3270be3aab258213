Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float fine = 1.0 - smoothstep(0.0005, 0.002, pixel_m());
    float b = fbm(rp * 90.0);
    s.albedo *= 0.86 + 0.26 * b;
    s.albedo = mix(s.albedo, s.albedo * vec3(0.84, 0.70, 0.58), smoothstep(0.55, 0.8, fbm(rp * 34.0 + 5.0)) * 0.6);
    s.N = bumped(s.N, 0.0005 * noise(rp * 420.0) * fine + 0.0004 * b, 0.6);
    s.wrap = vec3(0.20, 0.13, 0.10);
    s.rough += 0.12 * (b - 0.5);
    return s;
}
