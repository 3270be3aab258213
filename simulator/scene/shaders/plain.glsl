Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    s.albedo *= 0.97 + 0.06 * noise(rp * 9.0);
    if (s.metal > 0.5) s.rough += 0.07 * (noise(vec3(rp.x * 40.0, rp.y * 600.0, rp.z * 600.0)) - 0.5);
    return s;
}
