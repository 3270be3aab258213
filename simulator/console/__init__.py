"""The windows: launcher, first start, settings. Qt only, in a process of its own; never Panda3D."""
