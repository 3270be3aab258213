// Teeth and tongue: wet, and dark towards the throat
uniform float cyanosis;  // central: it is the tongue that tells
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    s.albedo *= 0.9 + 0.2 * fbm(rp * 120.0);
    float flesh = smoothstep(1.5, 2.5, s.albedo.r / max(s.albedo.g, 0.01));
    vec3 dusky = vec3(0.85, 0.70, 1.0) * dot(s.albedo, vec3(0.4, 0.4, 0.2));
    s.albedo = mix(s.albedo, dusky, 0.9 * cyanosis * flesh);
    s.rough = 0.22;
    s.wrap = vec3(0.25, 0.12, 0.10);
    return s;
}
