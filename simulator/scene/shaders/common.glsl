in vec3 wp;
in vec3 wn;
in vec4 pa;
in vec4 tr;
in vec4 li;
in vec2 uv;
in vec3 rp;
uniform vec3 eye_at;
uniform vec3 key_at;
uniform vec3 key_dir;
uniform vec3 key_color;
uniform mat4 key_clip;
uniform sampler2DShadow key_shadow;
uniform float key_floor;   // least share of key light: lifted on organs seen through the skin
uniform float bake_gain;

const float PI = 3.14159265;

struct Surface {
    vec3 albedo;
    float rough;
    float metal;
    vec3 N;
    float ao;
    vec3 wrap;      // subsurface: how far light creeps round, per channel
    float sheen;
    float f0;
    float curve;    // 0-1, thin and bent skin lets light through
    float skin;     // 1: two lobes, red penumbra, many bounces in the occlusion
    vec3 glow;
};

float hash(vec3 p) {
    p = fract(p * 0.3183099 + 0.1);
    p *= 17.0;
    return fract(p.x * p.y * p.z * (p.x + p.y + p.z));
}

float noise(vec3 x) {
    vec3 i = floor(x), f = fract(x);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(mix(hash(i), hash(i + vec3(1, 0, 0)), f.x),
                   mix(hash(i + vec3(0, 1, 0)), hash(i + vec3(1, 1, 0)), f.x), f.y),
               mix(mix(hash(i + vec3(0, 0, 1)), hash(i + vec3(1, 0, 1)), f.x),
                   mix(hash(i + vec3(0, 1, 1)), hash(i + vec3(1, 1, 1)), f.x), f.y), f.z);
}

float fbm(vec3 p) {
    return 0.5 * noise(p) + 0.28 * noise(p * 2.13 + 3.1) + 0.15 * noise(p * 4.31 + 7.7)
         + 0.07 * noise(p * 8.7);
}

// nearest and second nearest cell center
vec2 cells(vec3 p) {
    vec3 i = floor(p), f = fract(p);
    float a = 9.0, b = 9.0;
    for (int x = -1; x < 2; x++) for (int y = -1; y < 2; y++) for (int z = -1; z < 2; z++) {
        vec3 g = vec3(x, y, z);
        vec3 q = g + vec3(hash(i + g), hash(i + g + 7.0), hash(i + g + 13.0)) - f;
        float d = dot(q, q);
        if (d < a) { b = a; a = d; } else if (d < b) b = d;
    }
    return sqrt(vec2(a, b));
}

float ggx(float nh, float a) {
    float a2 = a * a;
    float d = nh * nh * (a2 - 1.0) + 1.0;
    return a2 / (PI * d * d);
}

float visibility(float nl, float nv, float a) {
    return 0.5 / max(mix(2.0 * nl * nv, nl + nv, a), 0.02);
}

float lit_share(float nl) {
    vec4 c = key_clip * vec4(wp, 1.0);
    vec3 q = c.xyz / c.w * 0.5 + 0.5;
    q.z -= mix(0.0009, 0.00018, nl);
    float turn = fract(52.98 * fract(dot(gl_FragCoord.xy, vec2(0.0671, 0.00584)))) * 6.283;
    float s = 0.0;
    for (int i = 0; i < SHADOW_TAPS; i++) {
        float r = sqrt((float(i) + 0.5) / float(SHADOW_TAPS));
        float a = float(i) * 2.39996 + turn;
        s += texture(key_shadow, q + vec3(cos(a), sin(a), 0.0) * r * 0.0042);
    }
    return s / float(SHADOW_TAPS);
}

// The room as reflections see it: a box with five light panels. No cube map.
uniform vec3 room_low;
uniform vec3 room_high;
uniform vec4 panels[5];  // center xy, half size xy
uniform vec3 panel_glow;

vec3 room(vec3 P, vec3 R, float rough) {
    vec3 inv = 1.0 / (R + vec3(1e-5));
    vec3 t3 = max((room_low - P) * inv, (room_high - P) * inv);
    float t = min(t3.x, min(t3.y, t3.z));
    vec3 Q = P + R * t;
    float blur = rough * rough * t * 0.9 + 0.02;
    vec3 above = vec3(0.42, 0.43, 0.43);
    for (int i = 0; i < 5; i++) {
        vec2 half_size = panels[i].zw;
        vec2 d = abs(Q.xy - panels[i].xy);
        vec2 w = smoothstep(half_size + blur, half_size - blur, d)
               * min(vec2(1), half_size / max(vec2(blur), half_size * 0.5));
        above += panel_glow * w.x * w.y;
    }
    vec3 side = mix(vec3(0.30, 0.32, 0.31), vec3(0.46, 0.47, 0.45), clamp(Q.z / room_high.z, 0.0, 1.0));
    side = mix(side, vec3(0.13, 0.24, 0.28), smoothstep(0.2, 0.35, Q.x - room_high.x + 0.6) * step(-0.8, Q.y));
    vec3 below = vec3(0.17, 0.18, 0.18);
    float e = 0.15 + blur;
    vec3 c = mix(side, above, smoothstep(room_high.z - e, room_high.z - 0.3 * e, Q.z));
    return mix(below, c, smoothstep(0.0, e, Q.z));
}

vec3 reflected(vec3 N, vec3 V, vec3 F0, float rough, float ao) {
    vec3 R = reflect(-V, N);
    float nv = max(dot(N, V), 1e-3);
    vec4 r = rough * vec4(-1, -0.0275, -0.572, 0.022) + vec4(1, 0.0425, 1.04, -0.04);
    float k = min(r.x * r.x, exp2(-9.28 * nv)) * r.x + r.y;
    vec2 AB = vec2(-1.04, 1.04) * k + r.zw;
    float open = clamp(pow(nv + ao, exp2(-16.0 * rough - 1.0)) - 1.0 + ao, 0.0, 1.0);
    return room(wp, normalize(mix(R, N, rough * rough * 0.5)), rough) * (F0 * AB.x + AB.y) * open;
}

vec3 many_bounces(float ao, vec3 albedo) {  // Jimenez 2016
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(ao), ((ao * a + b) * ao + c) * ao);
}

vec3 bumped(vec3 N, float height, float gain) {  // Mikkelsen 2010, from screen derivatives
    vec3 dx = dFdx(wp), dy = dFdy(wp);
    vec3 r1 = cross(dy, N), r2 = cross(N, dx);
    float det = dot(dx, r1);
    vec3 g = sign(det) * (dFdx(height) * r1 + dFdy(height) * r2);
    return normalize(abs(det) * N - gain * g);
}

Surface plain_surface(vec3 N) {
    return Surface(pa.rgb, pa.a, tr.x, N, li.a, vec3(0), 0.0, 0.04, tr.y, 0.0, vec3(0));
}

vec3 lighted(Surface s, vec3 V) {
    vec3 F0 = mix(vec3(s.f0), s.albedo, s.metal);
    vec3 dif = s.albedo * (1.0 - s.metal);
    vec3 amb = li.rgb * bake_gain * (s.ao / max(li.a, 0.02));
    if (s.skin > 0.5) amb *= mix(vec3(1), clamp(many_bounces(s.ao, s.albedo) / max(s.ao, 0.05), 1.0, 1.8), 0.7);
    vec3 c = dif * amb + s.glow;
    vec3 to_key = key_at - wp;
    float d2 = dot(to_key, to_key);
    vec3 L = to_key * inversesqrt(d2);
    float nl = dot(s.N, L), nv = max(dot(s.N, V), 1e-3);
    float cone = smoothstep(0.80, 0.955, dot(-L, key_dir));
    float share = max(key_floor, lit_share(clamp(nl, 0.0, 1.0)));
    vec3 E = key_color * cone / d2;
    vec3 sh = vec3(share);
    if (s.skin > 0.5) sh = pow(vec3(max(share, 1e-4)), vec3(0.62, 1.05, 1.25));
    vec3 creep = clamp((nl + s.wrap) / ((1.0 + s.wrap) * (1.0 + s.wrap)), 0.0, 1.0);
    c += dif * E * sh * creep / PI;
    vec3 H = normalize(L + V);
    float nh = max(dot(s.N, H), 0.0), vh = max(dot(V, H), 0.0);
    nl = max(nl, 0.0);
    float al = max(s.rough * s.rough, 0.03);
    float D = s.skin > 0.5 ? mix(ggx(nh, al * 1.6), ggx(nh, al * 0.55), 0.35) : ggx(nh, al);
    vec3 F = F0 + (1.0 - F0) * pow(1.0 - vh, 5.0);
    c += E * share * nl * D * visibility(nl, nv, al) * F;
    c += reflected(s.N, V, F0, s.rough, s.ao) * (s.sheen > 0.0 ? 0.35 : 1.0);
    if (s.sheen > 0.0) c += s.albedo * (amb * 0.8 + E * share * 0.12) * pow(1.0 - nv, 3.5) * s.sheen;
    if (s.skin > 0.5) {
        c += amb * vec3(0.9, 0.62, 0.5) * pow(1.0 - nv, 4.0) * 0.10;
        vec3 T = vec3(1.0, 0.28, 0.14) * pow(clamp(dot(V, -normalize(L + s.N * 0.45)), 0.0, 1.0), 3.0);
        c += s.albedo * E * T * s.curve * 0.066;
    }
    return c;
}

float pixel_m() { return length(dFdx(wp)) + length(dFdy(wp)); }
