"""The flat layer over the room: captions, menu, hints, names of structures, the notice."""
