vec3 self_lit() { return pa.rgb * tr.z; }
