"""The resuscitation bay: walls, trolley, fittings, as meshes in the room frame (metres)."""
