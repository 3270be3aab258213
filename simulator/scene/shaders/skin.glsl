// Living skin. rp: place at rest in the room frame. zo: redness, cyanosis share, beard, hand.
in vec4 zo;
in vec4 ma;                     // lips, areolae, nails, lids
uniform vec3 face_at;          // between the eyes, at the depth of the eyeballs
uniform float cyanosis;        // 0-1
uniform float pallor;          // 0-1
uniform float sweat;           // 0-1
uniform vec3 bruise_at;
uniform float bruise_radius;
uniform vec3 vein[4];          // left external jugular from jaw to clavicle; mirrored for the right
uniform float vein_fill;       // 0 flat, 1 standing out
uniform vec3 dimple_at;        // where a tool presses or enters
uniform float dimple_red;

float bump_at(vec3 d, vec3 c, vec3 r) { vec3 q = (d - c) / r; return exp(-dot(q, q)); }

float along_vein() {
    vec3 p = vec3(abs(rp.x) + 0.0015 * sin(rp.y * 260.0 + sign(rp.x)), rp.yz);
    float nearest = 1.0;
    for (int k = 0; k < 3; k++) {
        vec3 e = vein[k + 1] - vein[k], q = p - vein[k];
        q -= e * clamp(dot(q, e) / dot(e, e), 0.0, 1.0);
        nearest = min(nearest, dot(q, q));
    }
    return exp(-nearest / (0.0038 * 0.0038));
}

vec3 tinted(vec3 a, vec3 d, vec4 m, float face, float f2, float f3, float blotch) {
    float red = zo.x;
    red += 0.75 * face * bump_at(d, vec3(0.043, -0.042, -0.005), vec3(0.022, 0.022, 0.05));
    red += 0.80 * face * bump_at(d, vec3(0.0, -0.042, 0.035), vec3(0.014, 0.016, 0.03));
    red += zo.w * (0.30 + 0.5 * blotch);
    a = mix(a, a * vec3(1.12, 0.70, 0.66), clamp(red, 0.0, 1.0));
    a = mix(a, a * vec3(0.82, 0.74, 0.80), m.a * 0.45 * face);
    // the hollow under the eye: darker the paler the rest
    a = mix(a, a * vec3(0.74, 0.66, 0.74), (0.55 + 0.4 * pallor) * face * bump_at(d, vec3(0.031, -0.020, 0.0), vec3(0.019, 0.008, 0.05)));
    a = mix(a, a * vec3(0.80, 0.66, 0.64), 0.8 * face * bump_at(d, vec3(0.032, -0.004, 0.0), vec3(0.020, 0.012, 0.05)) * m.a);
    float beard = zo.z * (1.0 - m.r);
    float stubble = smoothstep(0.50, 0.2, cells(rp * 1100.0).x) * (1.0 - smoothstep(0.0004, 0.0012, pixel_m()));
    a = mix(a, a * vec3(0.50, 0.51, 0.57), beard * (0.62 + 0.38 * stubble));
    float mole = smoothstep(0.16, 0.06, cells(rp * 22.0 + 3.0).x) * smoothstep(0.62, 0.8, noise(rp * 5.0));
    a = mix(a, vec3(0.16, 0.075, 0.045), mole * 0.5);
    a = mix(a, vec3(0.46, 0.205, 0.185) * (0.85 + 0.35 * f2 + 0.35 * f3), m.r * 0.80);
    a = mix(a, vec3(0.40, 0.20, 0.155) * (0.9 + 0.35 * f3), m.g * 0.9);
    return mix(a, vec3(0.66, 0.40, 0.34), m.b * 0.75);
}

float brow(vec3 d, float face) {
    float x = (d.x - 0.0135) / 0.040;
    float y = 0.0205 + 0.0075 * sin(clamp(x, 0.0, 1.0) * 2.2) - 0.0035 * x;
    float w = mix(0.0072, 0.0026, clamp(x, 0.0, 1.0));
    float strand = noise(vec3((d.x * 0.55 + d.y * 1.2) * 2600.0, (d.y - d.x * 0.5) * 420.0, 0.0));
    return face * smoothstep(-0.06, 0.10, x) * smoothstep(1.12, 0.92, x)
         * smoothstep(w, w * 0.35, abs(d.y - y) + 0.0016 * (strand - 0.5))
         * smoothstep(0.05, 0.50, strand + 0.25) * smoothstep(-0.05, -0.01, d.z);
}

vec3 bruised(vec3 a) {
    float r = length((rp - bruise_at) * vec3(1.0, 0.72, 1.0)) / bruise_radius;
    r += 0.55 * (fbm(rp * 26.0) - 0.5) + 0.25 * (fbm(rp * 80.0) - 0.5);
    float core = smoothstep(0.85, 0.15, r), rim = smoothstep(1.15, 0.75, r);
    float spots = smoothstep(0.45, 0.75, fbm(rp * 170.0));
    a = mix(a, a * vec3(0.86, 0.62, 0.60), rim * 0.75);
    a = mix(a, vec3(0.23, 0.088, 0.125) * (0.8 + 0.5 * spots), core * (0.45 + 0.25 * spots));
    float graze = smoothstep(0.72, 0.86, noise(vec3(rp.x * 60.0, rp.y * 700.0, rp.z * 60.0))) * core;
    return mix(a, vec3(0.36, 0.07, 0.06), graze * 0.5);
}

vec3 perfused(vec3 a, vec4 m, float face) {
    float lip = m.r + 0.95 * m.b;
    float share = clamp(cyanosis * (1.25 * lip + 0.55 * face + 1.7 * zo.y), 0.0, 1.0);
    float grey = dot(a, vec3(0.3, 0.5, 0.2));
    // cold skin first loses its red, then its warmth: waxen, a little yellow-grey
    vec3 waxen = mix(vec3(grey), a, 0.42) * mix(vec3(1.06, 1.02, 0.93), vec3(0.52, 0.44, 0.45), min(lip, 1.0));
    a = mix(a, waxen, pallor);
    // dark blood shows through: bluer, and darker where the skin is thin
    vec3 slate = vec3(0.82, 0.74, 1.02) * dot(a, vec3(0.3, 0.5, 0.2));
    return mix(a, mix(slate, vec3(0.120, 0.066, 0.104) * (0.75 + 2.2 * grey), 0.85 * min(lip, 1.0)), share);
}

float beads(float px, float where) {  // drops of sweat: on brow, lip and chest first
    vec3 p = rp * 430.0 + 0.8 * noise(rp * 160.0);
    vec2 c = cells(p);
    float pick = smoothstep(0.0, 0.18, noise(rp * 210.0 + 4.0) - 1.0 + 0.80 * sweat * where);
    return smoothstep(0.30, 0.08, c.x) * pick * (1.0 - smoothstep(0.0005, 0.0016, px));
}

Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    vec4 m = ma;
    vec3 d = vec3(abs(rp.x), rp.yz - face_at.yz);
    float face = smoothstep(-0.16, -0.05, d.y) * smoothstep(-0.09, -0.03, d.z);
    float blotch = fbm(rp * 16.0) - 0.5, f2 = fbm(rp * 70.0) - 0.5, f3 = fbm(rp * 260.0) - 0.5;
    vec3 a = s.albedo * vec3(0.90, 0.95, 0.97) * (1.0 + 0.20 * blotch + 0.14 * f2 + 0.10 * f3);
    a = mix(a, a * vec3(1.12, 0.88, 0.84), smoothstep(0.02, 0.30, fbm(rp * 9.0 + 5.0) - 0.40) * 0.8);
    a = tinted(a, d, m, face, f2, f3, blotch);
    a = bruised(a);
    float vein = along_vein() * vein_fill;
    a = mix(a, a * vec3(0.72, 0.78, 0.98), vein * 0.55);
    float hair = brow(d, face);
    // short hair shows its roots: the hairline is painted, the shells only stand on it
    float line = tr.z + 0.20 * (fbm(rp * vec3(420.0, 180.0, 420.0)) - 0.5);
    hair = max(hair, smoothstep(0.40, 0.66, line) * (0.78 + 0.2 * f3));
    a = mix(perfused(a, m, face), vec3(0.030, 0.019, 0.012), hair * 0.92);
    float hurt = exp(-dot(rp - dimple_at, rp - dimple_at) / (0.006 * 0.006));
    a = mix(a, a * vec3(0.95, 0.55, 0.5), hurt * dimple_red);

    float px = length(dFdx(rp)) + length(dFdy(rp));
    float near = 1.0 - smoothstep(0.0003, 0.0013, px);
    float pores = smoothstep(0.0, 0.5, cells(rp * 1500.0).x) * 0.5 + smoothstep(0.0, 0.6, cells(rp * 620.0).x) * 0.5;
    float chest = smoothstep(0.10, 0.03, abs(rp.x)) * smoothstep(-0.42, -0.24, d.y);
    float brow_lip = face * max(smoothstep(0.012, 0.030, d.y), bump_at(d, vec3(0.0, -0.056, 0.03), vec3(0.022, 0.008, 0.04)));
    float drop = beads(px, clamp(0.55 + 0.45 * max(chest, brow_lip), 0.0, 1.0));
    float film = sweat * (0.55 + 0.45 * max(chest, face));  // a film before drops
    float height = pores * 0.000085 * near + noise(rp * 120.0) * 0.00016 * (1.0 - smoothstep(0.001, 0.004, px));
    height += m.r * 0.0002 * noise(vec3(rp.x * 1400.0, rp.y * 120.0, 0.0)) + vein * 0.0011 + drop * 0.00028;
    s.albedo = a;
    s.N = bumped(N, height, 1.0);
    s.rough = 0.43 + 0.10 * blotch + 0.06 * f2 - 0.10 * face * smoothstep(0.02, 0.0, d.x);
    s.rough = mix(s.rough, 0.30, m.r * 0.8);
    s.rough = mix(s.rough, 0.26, m.b * 0.8);
    s.rough = mix(s.rough, 0.24 + 0.10 * (f2 + 0.5), film * 0.85);
    s.rough = mix(s.rough, 0.10, drop);
    s.f0 = mix(0.028, 0.034, film) * (1.0 - 0.8 * hair);
    s.wrap = vec3(0.42, 0.16, 0.08) * (0.35 + 0.9 * tr.y);
    s.skin = 1.0;
    return s;
}
