// Strips of lashes: strands cut out along the strip
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float strand = noise(vec3(rp.x * 1500.0, rp.y * 200.0, rp.z * 200.0));
    if (strand < 0.52) discard;
    return s;
}
