"""How true the body is: published ranges as data, experiments that reproduce their conditions.

>>> from physiology.validation.score import rows
>>> rows()[0].group
'rest_male'
"""
