// Shells of short hair. zo.x: how surely this is scalp, 0-1.
in vec4 zo;
uniform float shell;
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    vec3 p = rp * 800.0 + vec3(0.0, -1.0, 1.0) * shell * 0.9 + 1.6 * noise(rp * 90.0);
    float edge = zo.x + (noise(vec3(rp.x * 1300.0, rp.y * 420.0, rp.z * 1300.0)) - 0.5) * 0.46;
    float thick = mix(0.95, 0.42, shell) * (0.45 + 0.55 * smoothstep(0.3, 0.9, zo.x));
    float keep = smoothstep(thick, thick * 0.7, cells(p).x);
    float length_here = smoothstep(0.25, 0.95, zo.x) * (0.75 + 0.5 * noise(rp * 60.0));
    float a = (shell < length_here ? keep : 0.0) * smoothstep(0.44, 0.72, edge);
    if (a < 0.5) discard;
    s.albedo *= 0.55 + 0.9 * shell + 0.5 * (noise(rp * 420.0) - 0.3);
    s.ao *= mix(0.45, 1.0, shell);
    s.rough = 0.55;
    s.f0 = 0.010;
    return s;
}
vec3 finished(vec3 c, Surface s, vec3 V) {  // Kajiya-Kay streak along the strands
    vec3 T = normalize(vec3(0.0, -0.55, -0.4) + 0.25 * s.N);
    vec3 H = normalize(normalize(key_at - wp) + V);
    float th = dot(T, H);
    float streak = pow(max(1.0 - th * th, 0.0), 60.0) * shell;
    return c + vec3(0.055, 0.047, 0.040) * streak * li.rgb;
}
