in vec4 p3d_Vertex;
in vec3 p3d_Normal;
in vec4 paint;
in vec4 trait;
in vec4 light;
in vec2 place;
in vec3 rest;
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
#ifdef KIND_HAIR
    float h = shell * 0.010;
    p.xyz += p3d_Normal * h + hair_fall * h * h * 30.0;
#endif
#if defined(KIND_SKIN) || defined(KIND_HAIR)
    zo = zone;
#endif
#ifdef KIND_SKIN
    ma = area;
#endif
    wp = (p3d_ModelMatrix * p).xyz;
    wn = mat3(p3d_ModelMatrix) * p3d_Normal;
    pa = paint;
    tr = trait;
    li = light;
    uv = place;
    rp = rest;
    gl_Position = p3d_ModelViewProjectionMatrix * p;
}
