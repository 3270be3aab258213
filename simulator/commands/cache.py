"""How much Theatrum keeps, and forgetting it."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from simulator.anatomy.library import cache_folder
from simulator.errors import MachineError

HELP = "size or clear what Theatrum can build again"
EXAMPLE = "uv run launcher.py cache size"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subverbs."""
    parser.add_argument("action", choices=("size", "clear"))
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    folder = cache_folder()
    files = [f for f in folder.rglob("*") if f.is_file()] if folder.exists() else []
    size = sum(f.stat().st_size for f in files)
    if args.action == "clear":
        _clear(folder)
    data = {"folder": str(folder), "files": len(files), "bytes": size, "action": args.action}
    if args.json:
        print(json.dumps(data))
    else:
        done = "cleared" if args.action == "clear" else "holds"
        print(f"{folder}: {done} {len(files)} files, {size / 1e6:.1f} MB")
    return 0


def _clear(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
    except OSError as problem:
        raise MachineError(
            f"cache: {folder} cannot be removed ({problem}); close other Theatrum windows, or "
            "remove the folder by hand"
        ) from problem
