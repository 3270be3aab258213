// The back wall of a pleural cavity, seen through its front: gas is dark
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(-N);
    float rim = pow(1.0 - abs(dot(N, V)), 3.0);
    s.albedo = mix(vec3(0.004, 0.006, 0.010), vec3(0.05, 0.10, 0.14), rim);
    s.rough = 0.9;
    s.f0 = 0.004;
    return s;
}
