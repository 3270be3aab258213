// Weighted blended order-independent transparency (McGuire and Bavoil 2013); additive on both
// targets, the second holds -log(1 - a).
uniform sampler2D solid_depth;
uniform float veil_alpha;
uniform float veil_edge;
uniform vec3 veil_center;
uniform float veil_radius;   // outside it the surface is solid; <= 0: thin everywhere
layout(location = 0) out vec4 sum;
layout(location = 1) out vec4 reveal;
void main() {
    if (gl_FragCoord.z > texelFetch(solid_depth, ivec2(gl_FragCoord.xy), 0).r) discard;
    vec3 V = normalize(eye_at - wp);
    Surface s = surface(normalize(wn), V);
    vec3 c = max(FINISH(lighted(s, V), s, V), 0.0) * 0.9;
    float rim = pow(1.0 - abs(dot(normalize(wn), V)), 2.2);
    float inside = 1.0;
    if (veil_radius > 0.0)
        inside = smoothstep(veil_radius, veil_radius * 0.55, length((wp - veil_center) * vec3(1.0, 1.32, 0.6)));
    float a = clamp(mix(1.0, veil_alpha + rim * veil_edge, inside), 0.0, 0.985);
    float z = length(eye_at - wp);
    float w = clamp(pow(a + 0.01, 2.0) * 3e2 * exp(6.0 - z * 6.0), 1e-2, 3e3);
    sum = vec4(c * a, a) * w;
    reveal = vec4(-log(1.0 - a), 0.0, 0.0, 1.0);
}
