// Teeth and tongue: wet, and dark towards the throat. rest: from the middle of the part's front (m)
uniform float cyanosis;  // central: it is the tongue that tells
const float GAPS[5] = float[5](0.0, 0.0085, 0.0150, 0.0205, 0.0245);  // incisors, canine, premolar
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    s.albedo *= 0.9 + 0.2 * fbm(rp * 120.0);
    float flesh = smoothstep(1.5, 2.5, s.albedo.r / max(s.albedo.g, 0.01));
    vec3 dusky = vec3(0.85, 0.70, 1.0) * dot(s.albedo, vec3(0.4, 0.4, 0.2));
    s.albedo = mix(s.albedo, dusky, 0.9 * cyanosis * flesh);
    float gap = 1.0;
    for (int k = 0; k < 5; k++)
        gap = min(gap, smoothstep(0.0001, 0.0009, abs(abs(rp.x) - GAPS[k])));
    s.albedo *= mix(mix(vec3(0.52, 0.42, 0.36), vec3(1.0), gap), vec3(1.0), flesh);
    s.albedo *= mix(1.0, 0.12, smoothstep(0.002, 0.022, -rp.z)) * mix(0.72, 1.0, flesh);
    s.rough = mix(0.30, 0.22, flesh);
    s.wrap = vec3(0.25, 0.12, 0.10);
    return s;
}
