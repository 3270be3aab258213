Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float px = pixel_m();
    float weave = sin(rp.x * 2600.0) * sin(rp.y * 2600.0);
    // cellular cotton: small raised squares, lost in the distance
    float waffle = sin(rp.x * 900.0) * sin(rp.y * 900.0) * (1.0 - smoothstep(0.0010, 0.0024, px));
    float fade = 1.0 - smoothstep(0.0004, 0.0012, px);
    s.albedo *= (1.0 + 0.10 * weave * fade) * (0.97 + 0.06 * fbm(rp * 9.0)) * (1.0 + 0.03 * waffle);
    s.N = bumped(s.N, 0.00022 * waffle + 0.00006 * weave * fade, 1.0);
    s.sheen = 0.35;
    s.wrap = vec3(0.18);
    return s;
}
