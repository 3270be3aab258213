// What a ray loses on its way: every surface adds its distance, those it enters by with a minus.
// The sum over a closed surface is the path through it; buffers add, so order does not matter.
in vec3 wp;
uniform vec3 tube_at;
uniform float middle_m;    // of the body, from the tube: small numbers add without loss
uniform float per_m;       // attenuation against what lies round it, 1/m
uniform float markings;    // vessels of an aired lung, 0-1
out vec4 color;

float hash(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }
float noise(vec2 x) {
    vec2 i = floor(x), f = fract(x);
    f = f * f * (3.0 - 2.0 * f);
    return mix(mix(hash(i), hash(i + vec2(1, 0)), f.x), mix(hash(i + vec2(0, 1)), hash(i + vec2(1, 1)), f.x), f.y);
}
float strands(vec2 p) {
    vec2 bent = p + 0.010 * vec2(noise(p * 60.0), noise(p * 60.0 + 9.0));
    float a = 1.0 - abs(2.0 * noise(bent * 75.0) - 1.0), b = 1.0 - abs(2.0 * noise(bent * 150.0 + 4.0) - 1.0);
    return a * a * a * 0.6 + b * b * b * 0.4;
}

void main() {
    float side = gl_FrontFacing ? -1.0 : 1.0;
    float path = side * (length(wp - tube_at) - middle_m) * per_m;
    if (markings > 0.0 && side < 0.0) path += markings * (strands(wp.xy) - 0.3);
    color = vec4(path, 0.0, 0.0, 1.0);
}
