Surface surface(vec3 N, vec3 V) { return plain_surface(dot(N, V) < 0.0 ? -N : N); }
vec3 finished(vec3 c, Surface s, vec3 V) {
    float f = pow(1.0 - max(dot(s.N, V), 0.0), 2.0);
    return mix(c, room(wp, refract(-V, s.N, 0.9), 0.75) * s.albedo * 1.04, 0.45) + f * 0.1;
}
