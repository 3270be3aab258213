"""Meshes as plain arrays: solids with bevels, tubes, lathes, cloth; no graphics library here."""
