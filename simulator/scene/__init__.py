"""The room and its drawing (Panda3D, own GLSL 330). Reads snapshots, never changes them.

>>> from simulator.scene.stage import StageOptions, open_stage
>>> stage = open_stage(StageOptions(), offscreen=True, size=(1280, 720))  # doctest: +SKIP
>>> stage.draw(snapshot); stage.screenshot("bay.png"); stage.close()      # doctest: +SKIP

Order of a frame: subsystems (`stage.py`) read the snapshot and move vertices and nodes; then the
passes of `passes.py`: shadow, main, veil (order-independent transparency), mark (outline), bloom,
tone, and on top the 2D `hud`.
"""
