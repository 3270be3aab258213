"""Gloved hands: a skeleton, a skin made from a distance field, and the poses of grip and pinch."""
