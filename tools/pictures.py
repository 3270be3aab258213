"""Make the README's pictures: the patient, listening, the x-ray view, the monitor; both languages.

uv run python tools/pictures.py docs/pictures [--lang en] [--only patient,ecg] [--size 1920x1080]

The body is the case's own, at its own moments; only hands, tools and camera are placed by hand.
The debrief page's picture comes from the debrief itself.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from physiology import DT_S
from simulator.anatomy.living import LivingBody, SkinHit
from simulator.audio.hearing import Listener
from simulator.core.records import Caption, Hand, Quat, Snapshot, ToolState, Vec3, quat_between
from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.procedures import examination
from simulator.progress import TerminalBar
from simulator.rigs.menu import Menu
from simulator.rigs.plan import load_plan
from simulator.rigs.scripted import ScriptedRig
from simulator.scene.patient.manner import manner
from simulator.scene.stage import RoomStage, StageOptions, of_case, open_stage
from simulator.scene.views import head_looking

CASE = "tension_pneumothorax"
SEAT = "one"
FORWARD = np.array([0.0, 1.0, 0.0])
STEP_TICKS = 50
WAIT_S = 60.0  # he gets worse for a while, and the monitor sees it
A_BREATH_S = 4.0
SHOWN_PX = (1280, 720)
JPEG_QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """A camera, and what is staged before it."""

    name: str
    eye_m: Vec3
    at_m: Vec3
    fov_deg: float
    staged: str = ""  # "listen", "needle"
    views: tuple[str, ...] = ()
    caption: str = ""
    has_menu: bool = False
    head_m: Vec3 | None = None  # of the one whose hands are seen, where the camera is not his


PICTURES = (
    Picture("patient", (0.44, 0.30, 1.56), (0.02, 0.655, 1.065), 42, caption="say"),
    Picture(
        "listening", (0.40, 0.02, 1.50), (0.09, 0.58, 1.06), 48, "listen", caption="sound",
        head_m=(0.98, 0.12, 1.60),
    ),
    Picture("xray", (0.30, 0.0, 1.72), (0.03, 0.42, 0.95), 38, "needle", ("xray",)),
    Picture("room", (1.30, -0.95, 1.72), (-0.25, 0.62, 1.29), 71, caption="say", has_menu=True),
    Picture("monitor", (0.10, 0.62, 1.63), (-0.60, 1.04, 1.64), 46),
)  # fmt: skip
# What ``launcher.py monitor`` writes, by language and name.
_DEMO = ("--size", "1280x720", "--at", "14")
MONITORS = {
    "en": {
        "monitor_vt": ("--demo", "vt", "--skin", "anesthesia", *_DEMO, "--screenshot"),
        "ecg": (
            "--do", "Develop disease=myocardial_infarction_anterior severity_fraction=1 @0",
            "--at", "120", "--print",
        ),
    },
    "zh": {"monitor_vf": ("--demo", "vf", "--skin", "transport", *_DEMO, "--screenshot")},
}  # fmt: skip


def main() -> None:
    """One process per language: each has its own window and monitor."""
    args = _arguments()
    if args.lang is None:
        for language in ("en", "zh"):
            subprocess.run(
                [sys.executable, __file__, *sys.argv[1:], "--lang", language], check=True
            )
        return
    args.folder.mkdir(parents=True, exist_ok=True)
    _monitors(args)
    wanted = [p for p in PICTURES if _is_wanted(args, p.name)]
    if wanted:
        _room(args, wanted)


def _is_wanted(args: argparse.Namespace, name: str) -> bool:
    return args.only is None or name in args.only.split(",")


def _monitors(args: argparse.Namespace) -> None:
    for name, words in MONITORS[args.lang].items():
        if _is_wanted(args, name):
            path = args.folder / f"{name}_{args.lang}.png"
            command = [sys.executable, "launcher.py", "monitor", "--lang", args.lang, *words]
            subprocess.run([*command, str(path)], check=True)


def _room(args: argparse.Namespace, pictures: list[Picture]) -> None:
    session = _session(args.lang)
    width, height = (int(n) for n in args.size.split("x"))
    options = StageOptions(language=args.lang, quality=args.quality, **of_case(session.setup.case))
    body = session.setup.living
    stage = open_stage(options, True, (width, height), body=body, progress=TerminalBar())
    _wait(stage, session)
    for picture in pictures:
        path = args.folder / f"{picture.name}_{args.lang}.jpg"
        _take(stage, session, picture, path)
        print(path, flush=True)
    stage.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=("en", "zh"))
    parser.add_argument("--only")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--quality", default="medium", choices=("low", "medium", "high"))
    return parser.parse_args()


def _session(language: str) -> Session:
    setup = build(Wish(CASE, language=language), None, TerminalBar())
    session = Session(setup, ScriptedRig(load_plan("idle"), setup.room, 30.0, {}))
    session.prepare()
    return session


def _wait(stage: RoomStage, session: Session) -> None:
    """Let a minute pass under the eyes of the monitor: its alarms have delays, its traces sweep."""
    twin = session.setup.twin
    for _ in range(round(WAIT_S / (STEP_TICKS * DT_S))):
        twin.step(STEP_TICKS)
        session.now.tick = twin.tick
        stage.watch(_at_its_time(session.snapshot()))


def _at_its_time(seen: Snapshot) -> Snapshot:
    return replace(seen, sim_time_s=seen.sim_time_s + seen.tick * DT_S)


def _take(stage: RoomStage, session: Session, picture: Picture, path: Path) -> None:
    stage.world.fov_deg = picture.fov_deg
    stage.camera_pose = head_looking(picture.eye_m, picture.at_m)
    snapshot = _staged(session, picture)
    rows = Menu(True).rows(session.talk.choices("running")) if picture.has_menu else []
    stage.hud.show_menu(rows)
    snapshot = replace(snapshot, sim_time_s=_eyes_open(snapshot))
    for _ in range(2):  # the second draw has every texture in place
        stage.draw(snapshot)
    _write_small(stage, path)


def _eyes_open(snapshot: Snapshot) -> float:
    """A time within half a second at which he does not blink."""
    times = snapshot.sim_time_s + np.arange(0.0, 0.6, 0.05)
    return float(min(times, key=lambda t: manner(snapshot.truth, float(t)).lids))


def _heard(session: Session) -> str:
    """Text id of what the stethoscope's caption says after a breath at that place."""
    living, twin = session.setup.living, session.setup.twin
    hit = _listened_at(living)
    ear = examination.hearing(
        living, examination.load(), np.array(hit.point_m), -np.array(hit.normal)
    )
    where = {
        "site": "listened", "gain_left_fraction": ear.left_fraction,
        "gain_right_fraction": ear.right_fraction, "gain_heart_fraction": ear.heart_fraction,
    }  # fmt: skip
    listener, key = Listener(), None
    for _ in range(round(A_BREATH_S / (STEP_TICKS * DT_S))):
        twin.step(STEP_TICKS)
        session.now.tick = twin.tick
        key = listener.heard(replace(_at_its_time(session.snapshot()), listening_at=where))
    return key or "sound.listening"


def _write_small(stage: RoomStage, path: Path) -> None:
    """A JPEG that a README may carry, smaller than it was drawn: its edges are smooth."""
    from PIL import Image

    whole = path.with_suffix(".png")
    stage.screenshot(whole)
    with Image.open(whole) as drawn:
        small = drawn.convert("RGB").resize(SHOWN_PX, Image.Resampling.LANCZOS)
        small.save(path, quality=JPEG_QUALITY)
    whole.unlink()


def _staged(session: Session, picture: Picture) -> Snapshot:
    living = session.setup.living
    living.update(session.now.truth)
    seen = _at_its_time(session.snapshot())
    mouth = (
        tuple(living.body.landmarks[("mouth", None)].skin_m)
        if ("mouth", None) in living.body.landmarks
        else (0.0, 0.7, 1.05)
    )
    tools = {tool.id: tool for tool in seen.tools}
    if "oxygen_mask" in tools:
        tools["oxygen_mask"] = replace(tools["oxygen_mask"], place="patient", position_m=mouth)
    hands: tuple[Hand, ...] = ()
    if picture.staged:
        used = _placed(living, tools, picture.staged)
        tools[used.id] = used
        hands = (_hand(used),) if used.held_by else ()
    return replace(
        seen, tools=tuple(tools.values()), hands=hands,
        heads=(head_looking(picture.head_m or picture.eye_m, picture.at_m, SEAT),),
        captions=_captions(session, picture, seen.tick),
        views=frozenset(picture.views), phase="running",
    )  # fmt: skip


def _placed(living: LivingBody, tools: dict[str, ToolState], staged: str) -> ToolState:
    marks = living.body.landmarks
    if staged == "listen":
        hit = _listened_at(living)
        inward = -np.array(hit.normal)
        return replace(
            tools["stethoscope"], position_m=hit.point_m, orientation=_toward(inward),
            held_by=(SEAT, "right"), place="hand",
        )  # fmt: skip
    site = marks["second_intercostal_midclavicular", "left"]
    inward = np.array(site.inward)
    start = np.array(site.skin_m) - inward * 0.08
    hit = living.skin_at(start, inward)
    assert hit is not None
    tip = np.array(hit.point_m) + inward * (site.pleura_depth_mm + 12.0) / 1000.0
    name = "cannula_14g_80"
    return replace(
        tools[name], position_m=tuple(tip.tolist()), orientation=_toward(inward), place="patient"
    )


def _listened_at(living: LivingBody) -> SkinHit:
    site = living.body.landmarks["fourth_intercostal_anterior_axillary", "left"]
    hit = living.skin_at(np.array(site.skin_m) + np.array([0.10, 0, 0.25]), (-0.36, 0, -0.93))
    assert hit is not None
    return hit


def _toward(direction: np.ndarray) -> Quat:
    return quat_between(FORWARD, direction)


def _hand(tool: ToolState) -> Hand:
    return Hand(SEAT, "right", tool.position_m, tool.orientation, 1.0, 0.0)


def _captions(session: Session, picture: Picture, tick: int) -> tuple[Caption, ...]:
    if picture.caption == "say":
        line = session.setup.case.handover[-1]
        return (Caption("words", {"en": line.en, "zh": line.zh}, "nurse", tick),)
    if picture.caption == "sound":
        return (Caption(_heard(session), {}, "sound", tick),)
    return ()


if __name__ == "__main__":
    main()
