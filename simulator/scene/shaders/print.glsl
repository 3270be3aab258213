// Printed words: the glyph texture cuts out the ink
uniform sampler2D glyphs;
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(N);
    if (texture(glyphs, uv).a < 0.5) discard;
    return s;
}
