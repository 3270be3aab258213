layout(location = 0) out vec4 color;
void main() { color = vec4(self_lit(), 1.0); }
