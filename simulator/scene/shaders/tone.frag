// Veil over solid, outline, AgX (T. Sobotka), vignette, dither. Tone mapping per sample, then the
// samples of a pixel are averaged: bright edges stay smooth. The picture may be drawn at another
// size than the window's: then it is filtered.
in vec2 uv;
uniform sampler2D solid;
uniform sampler2D bloom;
uniform sampler2D veil_sum;
uniform sampler2D veil_reveal;
uniform sampler2D mark;
uniform int has_veil;
uniform int has_mark;
uniform float exposure;
uniform vec2 one_pixel;
out vec4 color;

vec3 agx(vec3 v) {
    const mat3 to_agx = mat3(0.842479062253094, 0.0423282422610123, 0.0423756549057051,
                             0.0784335999999992, 0.878468636469772, 0.0784336,
                             0.0792237451477643, 0.0791661274605434, 0.879142973793104);
    const mat3 from_agx = mat3(1.19687900512017, -0.0528968517574562, -0.0529716355144438,
                               -0.0980208811401368, 1.15190312990417, -0.0980434501171241,
                               -0.0990297440797205, -0.0989611768448433, 1.15107367264116);
    v = to_agx * v;
    v = (clamp(log2(max(v, 1e-10)), -12.47393, 4.026069) + 12.47393) / 16.5;
    vec3 x2 = v * v, x4 = x2 * x2;
    v = 15.5 * x4 * x2 - 40.14 * x4 * v + 31.96 * x4 - 6.868 * x2 * v + 0.4298 * x2 + 0.1191 * v - 0.00232;
    v = pow(max(v, 0.0), vec3(1.22));
    v = mix(vec3(dot(v, vec3(0.2126, 0.7152, 0.0722))), v, 1.14);
    return clamp(from_agx * v, 0.0, 1.0);
}

float edge_of_mark(ivec2 p) {
    float inside = 0.0;
    for (int x = -2; x <= 2; x++) for (int y = -2; y <= 2; y++)
        inside += texelFetch(mark, p + ivec2(x, y) * SAMPLES, 0).r;
    inside /= 25.0;
    return 4.0 * inside * (1.0 - inside);
}

void main() {
    vec3 total = vec3(0);
    vec3 halo = texture(bloom, uv).rgb;
    vec2 off = uv - 0.5;
    for (int x = 0; x < SAMPLES; x++) for (int y = 0; y < SAMPLES; y++) {
        vec2 at = uv + ((vec2(x, y) + 0.5) / float(SAMPLES) - 0.5) * one_pixel;
        vec3 c = texture(solid, at).rgb;
        if (has_veil == 1) {
            vec4 sum = texture(veil_sum, at);
            float clear = exp(-texture(veil_reveal, at).r);
            c = c * clear + (1.0 - clear) * sum.rgb / max(sum.a, 1e-5);
        }
        total += agx((c + halo * 0.05) * exposure * (1.0 - 0.5 * dot(off, off)));
    }
    total /= float(SAMPLES * SAMPLES);
    ivec2 first = ivec2(uv * vec2(textureSize(mark, 0)) / float(SAMPLES)) * SAMPLES;
    if (has_mark == 1) total = mix(total, vec3(0.10, 0.95, 1.0), 0.9 * edge_of_mark(first));
    float grain = fract(sin(dot(gl_FragCoord.xy, vec2(12.9898, 78.233))) * 43758.5453) - 0.5;
    color = vec4(total + grain * 0.006, 1.0);
}
