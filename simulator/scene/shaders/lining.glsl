// The inside of the body wall, seen when one looks through the front: without it one sees the bed
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(-N);
    s.albedo = vec3(0.17, 0.040, 0.033) * (0.75 + 0.5 * fbm(rp * 40.0));
    s.rough = 0.42;
    s.ao *= 0.8;
    s.wrap = vec3(0.3, 0.1, 0.08);
    return s;
}
