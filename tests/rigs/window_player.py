"""Plays a case through a real window with real mouse and key events; prints what came of it.

Run by test_desktop_window.py in a process of its own: ``python window_player.py CASE``, on an X
server that belongs to the test. The room itself is not drawn until the end: the hands need only the
camera, and a processor that draws would take minutes.
"""

import json
import subprocess
import sys

from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.rigs.desktop import DesktopRig
from simulator.scene.stage import StageOptions, open_stage

SIZE = (640, 360)
SPEED = 0.3  # of real time: events take frames, and the body need not run as long
PATIENCE = 400  # frames


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True)


class Player:
    """Frames of a session, and a mouse that aims at places in the room."""

    def __init__(self, case):
        setup = build(Wish(case), None)
        options = StageOptions(quality="low", rays_fraction=0.05)
        self.stage = open_stage(options, size=SIZE, body=setup.living)
        self.stage.base.render.hide()
        self.rig = DesktopRig(setup.room, setup.living, SPEED)
        self.session = Session(setup, self.rig, self.stage)
        self.session.prepare()
        self.rig.start(self.stage)
        found = subprocess.check_output(["xdotool", "search", "--name", "Theatrum"], text=True)
        self.window = found.split()[0]
        self.frame()

    def frame(self):
        frame = self.rig.step_begin()
        self.session.take(frame)
        self.session.advance(frame)
        self.snapshot = self.session.snapshot()
        self.rig.step_end(self.snapshot)

    def until(self, is_so, what):
        for _ in range(PATIENCE):
            if is_so():
                return
            self.frame()
        raise SystemExit(f"never: {what}")

    def frames(self, count):
        for _ in range(count):
            self.frame()

    def point_at(self, place_m):
        """Move the real mouse over a place of the room."""
        from panda3d.core import LPoint2, LPoint3

        self.frame()
        passes = self.stage.world.passes
        eye = passes.cameras[0]
        seen = LPoint2()
        near = eye.getRelativePoint(self.stage.base.render, LPoint3(*map(float, place_m)))
        assert passes.lens.project(near, seen), f"{place_m} is not in view"
        x, y = (0.5 + 0.5 * seen[0]) * SIZE[0], (0.5 - 0.5 * seen[1]) * SIZE[1]
        xdotool("mousemove", "--window", self.window, round(x), round(y))
        self.frames(6)

    def tool(self, name):
        return next(tool for tool in self.snapshot.tools if tool.id == name)

    def held(self):
        return next((tool.id for tool in self.snapshot.tools if tool.held_by), "")

    def is_in_pleura(self):
        return any(e.kind == "breath_of_gas" for e in self.session.setup.recorder.log.events)


def play(case):
    player = Player(case)
    xdotool("key", "Return")
    player.until(lambda: player.session.phase == "running", "Enter begins")
    xdotool("key", "F4")
    player.frames(3)
    player.point_at(player.tool("cannula_14g_80").position_m)
    xdotool("click", 1)
    player.until(lambda: player.held() == "cannula_14g_80", "a click takes the tool")
    xdotool("key", "F1")
    player.frames(3)
    landmark = player.session.setup.living.body.landmarks[
        "second_intercostal_midclavicular", "left"
    ]
    at = player.session.setup.living.nearest_skin(landmark.skin_m).point_m
    player.point_at(at)
    pointed = player.rig.pointer
    for _ in range(60):
        xdotool("click", 4)  # one notch of the wheel
        player.frames(3)
        if player.is_in_pleura():
            break
    apart(player)
    xdotool("key", "Escape")
    player.until(lambda: player.rig.menu.group == "session", "Escape asks")
    picture = resized(player)
    xdotool("key", "1")
    player.until(lambda: player.session.phase == "over", "the case is ended by its menu")
    player.rig.shutdown()
    player.session.finish()
    player.stage.close()
    log = player.session.setup.recorder.log.events
    return {
        "aim_mm": 1000.0 * sum((a - b) ** 2 for a, b in zip(pointed.point_m, at)) ** 0.5,
        "deeds": [e.data for e in log if e.kind == "deed" and e.source == "trainee"],
        "kinds": [e.kind for e in log],
        "corner": picture,
    }


def apart(player):
    """Right button held: the catheter slides on, then the steel comes out."""
    xdotool("mousedown", 3)
    player.frames(4)
    for _ in range(4):
        xdotool("click", 4)
        player.frames(3)
    xdotool("keydown", "s")
    player.until(lambda: player.held().endswith("steel"), "the steel comes out")
    xdotool("keyup", "s")
    xdotool("mouseup", 3)
    player.until(lambda: not player.rig.pointer.is_locked, "the hand is free again")


def resized(player):
    """Make the window larger; how bright its far corner is in the next picture (0-255)."""
    xdotool("windowsize", player.window, 900, 500)
    player.stage.base.render.show()
    player.frames(2)
    shown = player.stage.pixels()
    player.stage.base.render.hide()
    return [list(shown.shape[:2]), float(shown[20:60, 820:880].mean())]


if __name__ == "__main__":
    print(json.dumps(play(sys.argv[1])))
