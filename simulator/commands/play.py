"""``play CASE``: play a case, in a window or unseen, and debrief it."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import Any

from learning import debrief
from learning.errors import LearningError
from simulator import settings
from simulator.commands.debrief import speaker
from simulator.commands.opening import Window, labelled, open_window, show_page
from simulator.commands.welcome import ask_once
from simulator.core.library import new_run
from simulator.core.records import Rig, Stage
from simulator.core.room import Room
from simulator.core.scenario import case_ids, load_case
from simulator.core.session import Session
from simulator.core.setup import Wish, build
from simulator.errors import InputError, MachineError
from simulator.procedures import needle_decompression
from simulator.progress import TerminalBar
from simulator.rigs.choose import NAMES, Choice, choose
from simulator.rigs.offscreen import OffscreenRig
from simulator.rigs.paced import PacedRig
from simulator.rigs.plan import Plan, load_plan, plan_ids
from simulator.rigs.scripted import ScriptedRig
from simulator.text import LANGUAGES, text

HELP = "play a case"
EXAMPLE = "launcher.py play tension_pneumothorax"
LETTERS = {
    "age": "A", "time": "T", "mechanism": "M", "injuries": "I", "signs": "S", "treatment": "T",
    "request": "!",
}  # fmt: skip
FPS_HZ = (10, 240)
SPEED = (0.1, 1000)
SEEDS = (0, 2**31 - 1)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which case, with which hands, and where it is written."""
    parser.add_argument("case", metavar="CASE", help=f"an id ({', '.join(case_ids())}), or a file")
    parser.add_argument(
        "--rig", choices=NAMES, default="auto",
        help="hands and eyes: a window with mouse and keyboard (desktop), or unseen (offscreen); "
        "auto, the default, takes the best that works here; vr is not built yet",
    )  # fmt: skip
    parser.add_argument(
        "--trainee", metavar="NAME", help=f"a script plays: {', '.join(plan_ids())}"
    )
    parser.add_argument(
        "--patient",
        metavar="FILE",
        default="",
        help="another patient than the case's: an id of scenarios/patients, or a file",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="another seed than the case's")
    parser.add_argument(
        "--fps",
        type=float,
        metavar="N",
        help="samples of the hands a second, 10 to 240; default: 60, 30 for a script",
    )
    parser.add_argument(
        "--speed",
        type=float,
        metavar="X",
        help="times real time, 0.1 to 1000; default: 1, unseen as fast as it can",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="RUN",
        help="folder of the run, new or empty; default: a new one among `runs list`",
    )
    parser.add_argument("--lang", choices=LANGUAGES, help="language; default: settings")
    parser.add_argument(
        "--frames-every", type=float, default=60.0, metavar="S",
        help="offscreen: simulated seconds between two pictures, 0 for none",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Choose a rig, play, debrief, and say where everything is."""
    language = args.lang or settings.load().language
    _check(args)
    case = load_case(args.case)
    plan = load_plan(args.trainee) if args.trainee is not None else None
    choice = choose(args.rig)
    say = partial(_tell, language)
    if choice.name != "offscreen" and plan is None:
        ask_once()
    window = open_window(language) if choice.name == "desktop" else None
    if isinstance(window, MachineError):
        if args.rig == "desktop":
            raise window
        say("rig.no_window", why=str(window))
        choice, window = Choice("offscreen", "rig.no_driver"), None
    say(f"rig.{choice.name}", why=text(choice.reason_key, language))
    if window is None and plan is None:
        if case.prompts:
            raise MachineError(
                f"case {case.id!r} asks a person's hands for something, and nobody is there "
                "unseen; play it at a screen, or name a --trainee"
            )
        plan = load_plan("expert")
        say("session.expert_alone")
    say("session.notice")
    folder = args.out or new_run(case.id, plan.id if plan else "")
    wish = Wish(
        args.case, args.patient, args.seed, choice.name, plan.id if plan else "",
        _fps_hz(args, plan), language,
    )  # fmt: skip
    session = _played(wish, folder, plan, args, window, say)
    try:
        return _report(session, folder, language, say, window)
    finally:
        if window is not None:
            window.linger()
        _close(session)


def _played(
    wish: Wish, folder: Path, plan: Plan | None, args: Any, window: Window | None, say: Any
) -> Session:
    """Build, let the past happen, play; whoever stops before the case began leaves no run."""
    is_ready = is_played = False
    try:
        session = _ready(wish, folder, plan, args, window, say)
        is_ready = True
    finally:
        if window is not None:
            window.loaded(is_ready)
    try:
        session.play()
        is_played = True
    finally:
        if not is_played:
            _close(session)
    return session


def _close(session: Session) -> None:
    if session.stage is not None:
        session.stage.close()


def _ready(
    wish: Wish, folder: Path, plan: Plan | None, args: Any, window: Window | None, say: Any
) -> Session:
    first, last = TerminalBar(), TerminalBar()
    if window is not None:
        window.warm(wish)
        first, last = window.share(0.0, 0.15), window.share(0.4, 1.0)
    setup = build(wish, folder, labelled(first, "play.building", wish.language))
    if window is None:
        session = _unseen(setup, plan, args, folder, say)
    else:
        session = _seen(setup, plan, args, wish.language, window)
    is_ready = False
    try:
        session.prepare(labelled(last, "play.before", wish.language))
        is_ready = True
    finally:
        if not is_ready:
            setup.recorder.discard()
    return session


def _unseen(setup: Any, plan: Plan | None, args: Any, folder: Path, say: Any) -> Session:
    assert plan is not None
    stage: Stage | None = None
    frames = folder / "frames" if args.frames_every > 0.0 else None
    if frames is not None:
        stage = _offscreen_stage(setup, say)
    hands = _scripted(plan, setup.room, _fps_hz(args, plan), is_skipping=not args.speed)
    rig: Rig = OffscreenRig(hands, frames if stage is not None else None, args.frames_every)
    if args.speed:
        rig = PacedRig(rig, args.speed, lambda: False)
    session = Session(setup, rig, stage)
    session.is_posing = False
    return session


def _offscreen_stage(setup: Any, say: Any) -> Stage | None:
    """A stage without a window; without graphics the case is played all the same."""
    from simulator.scene.stage import of_case, open_stage, options_from

    try:
        options = options_from(
            settings.load(),
            room=setup.room.id,
            age_y=setup.twin.patient.age_y,
            **of_case(setup.case),
        )
        return open_stage(options, offscreen=True, size=(960, 540), body=setup.living)
    except MachineError as error:
        say("play.no_pictures", why=str(error))
        return None


def _seen(setup: Any, plan: Plan | None, args: Any, language: str, window: Window) -> Session:
    from simulator.rigs.desktop import DesktopRig
    from simulator.scene.stage import of_case, open_stage, options_from

    chosen = settings.load()
    options = options_from(
        chosen, room=setup.room.id, language=language, age_y=setup.twin.patient.age_y,
        **of_case(setup.case),
    )  # fmt: skip
    bar = labelled(window.share(0.15, 0.4), "play.building", language)
    stage = open_stage(options, body=setup.living, progress=bar, base=window.base)
    speed = args.speed or 1.0
    if plan is None:
        brief = tuple((LETTERS[s.field], getattr(s, language)) for s in setup.case.handover)
        rig = DesktopRig(setup.room, setup.living, speed, brief, language, chosen.hand)
        return Session(setup, rig, stage)
    watched = _scripted(plan, setup.room, _fps_hz(args, plan))
    return Session(setup, PacedRig(watched, speed, window.is_closing), stage)


def _scripted(plan: Plan, room: Room, fps_hz: float, is_skipping: bool = False) -> ScriptedRig:
    devices = needle_decompression.load().devices
    lengths_m = {name: device.reach_mm / 1000.0 for name, device in devices.items()}
    return ScriptedRig(plan, room, fps_hz, lengths_m, is_skipping)


def _report(session: Session, folder: Path, language: str, say: Any, window: Window | None) -> int:
    truth = session.now.truth
    if session.clock.time_s <= 0.0:
        session.setup.recorder.discard()
        say("play.not_begun")
        return 0
    say(f"play.{truth.outcome}", minutes=round(session.clock.time_s / 60.0, 1))
    if not session.setup.case.procedures:
        say("play.unmarked")
        return 0
    if window is not None and not window.base.win.isClosed():
        window.leaving()
    try:
        page = debrief.write(folder, language, speaker(language))
        say("play.debrief", file=str(page))
        if window is not None and show_page(page):
            say("play.debrief_shown")
    except LearningError as error:
        say("play.no_debrief", why=str(error))
    return 0


def _fps_hz(args: Any, plan: Plan | None) -> float:
    return args.fps or (30.0 if plan is not None else 60.0)


def _check(args: Any) -> None:
    rules = {"fps": (args.fps, FPS_HZ), "speed": (args.speed, SPEED), "seed": (args.seed, SEEDS)}
    for name, (value, (low, high)) in rules.items():
        if value is not None and not low <= value <= high:
            raise InputError(f"--{name} is {value}; it must be a number from {low} to {high}")
    if args.out is not None and args.out.absolute() == Path.cwd():
        raise InputError("--out is the current folder; name a folder of its own for the run")
    if not 0.0 <= args.frames_every <= 86400.0:
        raise InputError(f"--frames-every is {args.frames_every}; it must be 0 to 86400 seconds")


def _tell(language: str, key: str, **fields: Any) -> None:
    print(text(key, language, **fields), file=sys.stderr)
