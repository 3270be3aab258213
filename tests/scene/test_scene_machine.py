"""Without a graphics driver the stage says so in one sentence, with the way out."""

import os
import subprocess
import sys

import pytest

from simulator.scene.labels import name_of
from simulator.text import catalog

OPEN = """
from simulator.errors import MachineError
from simulator.scene.window import open_base
try:
    open_base(True, (64, 36))
except MachineError as error:
    print(f"said: {error}")
"""


def test_a_machine_without_graphics_is_told_in_one_sentence(tmp_path):
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    env["__EGL_VENDOR_LIBRARY_DIRS"] = str(tmp_path)  # glvnd then finds no driver at all
    done = subprocess.run(
        [sys.executable, "-c", OPEN], capture_output=True, text=True, timeout=90, check=False,
        env=env,
    )  # fmt: skip
    said = [line for line in done.stdout.splitlines() if line.startswith("said: ")]
    assert len(said) == 1, done.stdout + done.stderr[-800:]
    assert "OpenGL 3.3" in said[0]
    assert "apt-get install" in said[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_structure_of_a_body_has_a_name(bay, language):
    body = bay.stage.world.patient.living.body
    names = {name_of(structure, language) for structure in body.structures}
    assert all(names)
    assert len(names) == len({(s.id, s.side) for s in body.structures})
    assert "structure.lung" in catalog(language)
