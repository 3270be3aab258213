"""Pictures of a run as SVG text: no library, no network, the same bytes for the same run.

>>> from learning.pictures.svg import tag
>>> tag("circle", cx=1, cy=2, r=3.14159)
'<circle cx="1" cy="2" r="3.14"/>'
"""
