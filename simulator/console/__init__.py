"""The windows: launcher, first start, settings. Qt only, in a process of its own; never Panda3D."""

TUTORIAL = "tutorial_hands"
CLOSED, TUTORIAL_WANTED = 1, 10  # how the first start's process ends, when not by 0
