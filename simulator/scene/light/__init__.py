"""Baked light: rays through a tree of triangles give every vertex its soft light and occlusion."""
