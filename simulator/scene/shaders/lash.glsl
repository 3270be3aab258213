// Strips of lashes: strands cut out along the strip
Surface surface(vec3 N, vec3 V) {
    Surface s = plain_surface(dot(N, V) < 0.0 ? -N : N);
    float strand = noise(vec3(rp.x * 2600.0, rp.y * 300.0, rp.z * 300.0));
    if (strand < 0.60) discard;
    return s;
}
