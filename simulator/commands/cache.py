"""How much Theatrum keeps, and forgetting it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from physiology._jit import kernels_folder
from physiology._keeping import remove, size_bytes
from simulator.anatomy.library import cache_folder

HELP = "size or clear what Theatrum can build again"
EXAMPLE = "launcher.py cache size"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Two deeds: size, clear."""
    parser.add_argument(
        "action", choices=("size", "clear"),
        help="size: what is kept and how large it is; clear: remove it (runs and settings stay)",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    kinds = _kinds()
    sizes = {kind: sum(map(size_bytes, paths)) for kind, paths in kinds.items()}
    left: list[Path] = []
    if args.action == "clear":
        left = [path for paths in kinds.values() for path in paths if not remove(path)]
    data = {
        "folder": str(cache_folder()), "action": args.action, "bytes": sum(sizes.values()),
        "kinds": {kind: {"entries": len(kinds[kind]), "bytes": sizes[kind]} for kind in kinds},
        "left": [str(path) for path in left],
    }  # fmt: skip
    if args.json:
        print(json.dumps(data))
        return 0
    done = "cleared" if args.action == "clear" else "holds"
    for kind, paths in kinds.items():
        print(f"{done} {kind:8} {len(paths):3} entries {sizes[kind] / 1e6:8.1f} MB")
    print(f"{done} {sum(sizes.values()) / 1e6:.1f} MB in {cache_folder()}")
    for path in left:
        print(f"in use, and kept: {path}")
    return 0


def _kinds() -> dict[str, list[Path]]:
    """What is kept, by kind: bodies, light and meshes, machine code."""
    places = {
        "bodies": cache_folder() / "anatomy",
        "light": cache_folder() / "scene",
        "kernels": kernels_folder(),
    }
    return {
        kind: sorted(folder.iterdir()) if folder.is_dir() else [] for kind, folder in places.items()
    }
