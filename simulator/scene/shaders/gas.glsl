// Gas where a lung should be: it dims what lies behind it, most where it is deep
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    s.albedo = vec3(0.0);
    s.rough = 1.0;
    s.f0 = 0.0;
    s.ao = 0.0;
    s.glow = vec3(0.004, 0.010, 0.018);
    return s;
}
