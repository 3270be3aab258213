// Wet tissue. trait.z: 0 smooth (heart, vessel), 1 lung, 2 liver and spleen, 3 muscle, 4 membrane, 5 fat
uniform float blood_blue;   // 0 saturated, 1 venous
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float pattern = tr.z;
    float fine = 1.0 - smoothstep(0.0006, 0.0025, pixel_m());
    float b = fbm(rp * 60.0), height = 0.0006 * b;
    if (pattern > 0.5 && pattern < 1.5) {           // lobules with soot in their borders
        vec2 c = cells(rp * 95.0);
        float border = smoothstep(0.16, 0.02, c.y - c.x);
        s.albedo = mix(s.albedo, s.albedo * vec3(0.62, 0.58, 0.62), border * 0.55 * fine);
        s.albedo = mix(s.albedo, vec3(0.16, 0.13, 0.14), smoothstep(0.62, 0.85, fbm(rp * 130.0 + 4.0)) * 0.35);
        height -= border * 0.0004 * fine;
        s.rough += 0.06;
    } else if (pattern > 2.5 && pattern < 3.5) {    // fascicles
        float f = fbm(vec3(rp.x * 420.0, rp.y * 60.0, rp.z * 420.0));
        s.albedo = mix(s.albedo * (0.75 + 0.5 * f), vec3(0.62, 0.46, 0.38), smoothstep(0.66, 0.8, f) * 0.6);
        height = 0.0007 * f * fine;
    } else if (pattern > 4.5) {
        vec2 c = cells(rp * 260.0);
        s.albedo *= 0.85 + 0.25 * smoothstep(0.0, 0.3, c.y - c.x);
        height = -0.0005 * smoothstep(0.2, 0.0, c.y - c.x) * fine;
    } else {
        s.albedo *= 0.84 + 0.32 * b;
    }
    float grey = dot(s.albedo, vec3(0.3, 0.5, 0.2));
    s.albedo = mix(s.albedo, grey * vec3(1.05, 0.72, 1.02), 0.45 * blood_blue);
    s.N = bumped(s.N, height, 0.8);
    s.wrap = vec3(0.36, 0.14, 0.10);
    return s;
}
