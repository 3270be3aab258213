in vec4 p3d_Vertex;
in vec3 p3d_Normal;
in vec4 paint;
in vec4 trait;
in vec4 light;
in vec3 rest;
#if defined(KIND_SCREEN) || defined(KIND_POSTER) || defined(KIND_LASH)
in vec2 place;
#else
const vec2 place = vec2(0.0);  // keeps the skin under the 16 attributes that every card has
#endif
#ifdef KIND_SKIN
in vec4 zone;
in vec4 area;
out vec4 ma;
out vec4 zo;
#endif
#ifdef KIND_HAIR
in vec4 zone;
uniform float shell;  // 0 at the scalp, 1 at the tips
uniform vec3 hair_fall;
out vec4 zo;
#endif
#ifdef MORPH
uniform vec4 manner;  // jaw, lids, worry, effort
in vec3 jaw;
in vec3 lids;
in vec3 worry;
in vec3 effort;
#endif
#ifdef KIND_SKIN
in vec3 jaw_turn;
in vec3 worry_turn;
in vec3 effort_turn;
#endif
uniform mat4 p3d_ModelViewProjectionMatrix;
uniform mat4 p3d_ModelMatrix;
out vec3 wp;
out vec3 wn;
out vec4 pa;
out vec4 tr;
out vec4 li;
out vec2 uv;
out vec3 rp;

void main() {
    vec4 p = p3d_Vertex;
    vec3 n = p3d_Normal;
#ifdef MORPH
    // a lid goes round the ball, not through it: half way it stands out by a tenth of its way
    float round_ball = 0.4 * manner.y * (1.0 - manner.y) * step(0.0, manner.y);
    p.xyz += jaw * manner.x + lids * manner.y + worry * manner.z + effort * manner.w;
    p.z += round_ball * length(lids);
#endif
#ifdef KIND_SKIN
    n = normalize(n + jaw_turn * manner.x + worry_turn * manner.z + effort_turn * manner.w);
#endif
#ifdef KIND_HAIR
    float h = shell * 0.013;
    p.xyz += p3d_Normal * h + hair_fall * h * h * 30.0;
#endif
#if defined(KIND_SKIN) || defined(KIND_HAIR)
    zo = zone;
#endif
#ifdef KIND_SKIN
    ma = area;
#endif
    wp = (p3d_ModelMatrix * p).xyz;
    wn = mat3(p3d_ModelMatrix) * n;
    pa = paint;
    tr = trait;
    li = light;
    uv = place;
    rp = rest;
    gl_Position = p3d_ModelViewProjectionMatrix * p;
}
