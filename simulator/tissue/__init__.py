"""A tool path in, forces and breached structures out. Knows geometry and newtons, no medicine.

>>> from simulator.tissue.path import Surface, location
>>> way = [Surface("parietal_pleura", "left", "pleura", True, 40.0)]
>>> location(way, 43.0)
(('parietal_pleura', 'left'),)
"""
