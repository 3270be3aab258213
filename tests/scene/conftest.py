"""One small stage for all scene tests, with a real body and real moments of the twin."""

from dataclasses import dataclass, replace

import pytest

from physiology import Patient, Twin
from physiology.actions import OpenLung
from simulator.anatomy.library import load_body
from simulator.anatomy.living import LivingBody
from simulator.core.records import Snapshot
from simulator.scene.stage import StageOptions, open_stage
from simulator.scene.views import head_looking

SIZE = (320, 180)
STAND = head_looking((0.95, 0.35, 1.62), (0.0, 0.45, 0.95), "one")


@dataclass
class Bay:
    stage: object
    snapshot: Snapshot

    def shown(self, head=STAND, fov_deg=60.0, truth=None, **changes):
        """Pixels (h, w, 3) of the snapshot with changes, `truth` fields among them."""
        snapshot = replace(self.snapshot, heads=(head,), **changes)
        if truth:
            snapshot = replace(snapshot, truth=snapshot.truth._replace(**truth))
        self.stage.camera_pose = None
        self.stage.world.fov_deg = fov_deg
        self.stage.draw(snapshot)
        self.stage.draw(snapshot)
        return self.stage.pixels().astype(float)


@pytest.fixture(scope="session", autouse=True)
def _qt_application():
    """The kind of Qt application that tests/monitor needs, too: a process has one for all."""
    from simulator.console import app

    app.application()


@pytest.fixture(scope="session")
def bay():
    patient = Patient(34.0, "male", 176.0, 80.0)
    twin = Twin(patient)
    living = LivingBody(load_body(patient))
    twin.apply(OpenLung("left", 4.0, "in", "tear"))
    twin.step(1000)
    stage = open_stage(
        StageOptions(quality="low", rays_fraction=0.05), offscreen=True, size=SIZE, body=living
    )
    snapshot = Snapshot(
        tick=twin.tick, sim_time_s=20.0, truth=twin.truth(), vitals=twin.vitals(), body=living,
        hands=(), heads=(STAND,), tools=(), captions=(), sounds=(), choices=(),
        listening_at=None, needle_force_n=0.0, phase="running", waveform=twin.waveform,
    )  # fmt: skip
    yield Bay(stage, snapshot)
    stage.close()
