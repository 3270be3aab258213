// Strips of lashes, cut into short strands. rest: place across the lid (m), root 0 to tip 1
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float x = rp.x * 1500.0 + 0.9 * noise(vec3(rp.x * 700.0, 0.0, 0.0)) - 1.2 * rp.y;
    float reach = 0.42 + 0.22 * noise(vec3(floor(x) * 7.3, 1.0, 0.0));
    float thin = 0.30 * (1.0 - rp.y / reach);
    if (abs(fract(x) - 0.5) > thin) discard;
    return s;
}
