"""Ways for people and scripts to have hands in the room. Each fulfils `simulator.core.records.Rig`.

>>> from simulator.rigs.choose import NAMES
>>> "offscreen" in NAMES
True
"""
