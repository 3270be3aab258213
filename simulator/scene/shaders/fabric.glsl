Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float px = pixel_m();
    float weave = sin(rp.x * 2600.0) * sin(rp.y * 2600.0);
    float fade = 1.0 - smoothstep(0.0004, 0.0012, px);
    s.albedo *= (1.0 + 0.10 * weave * fade) * (0.95 + 0.10 * fbm(rp * 22.0));
    s.N = bumped(s.N, 0.0004 * noise(rp * 160.0) * (1.0 - smoothstep(0.001, 0.005, px)) + 0.00006 * weave * fade, 1.0);
    s.sheen = 0.35;
    s.wrap = vec3(0.18);
    return s;
}
