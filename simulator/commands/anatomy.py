"""The body: build it, list it, show a structure, write it to a file."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from physiology.patient import Patient
from simulator.anatomy.body import Body, Side, Structure
from simulator.anatomy.library import body_digest, load_body
from simulator.errors import InputError, MachineError
from simulator.progress import TerminalBar, silent

HELP = "build, list, show or export the body"
EXAMPLE = "uv run launcher.py anatomy list --json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Subverbs and the person whose body it is."""
    parser.add_argument("action", choices=("build", "list", "show", "export"))
    parser.add_argument("id", nargs="?", help="structure id (show, export)")
    parser.add_argument("--side", choices=("left", "right"))
    parser.add_argument("--out", type=Path, help="file to write (export): .obj")
    parser.add_argument("--age", type=float, default=34, metavar="YEARS")
    parser.add_argument("--sex", choices=("male", "female"), default="male")
    parser.add_argument("--height", type=float, default=176, metavar="CM")
    parser.add_argument("--weight", type=float, default=80, metavar="KG")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(args: argparse.Namespace) -> int:
    """Do it."""
    _check(args)
    patient = Patient(args.age, args.sex, args.height, args.weight)
    body = load_body(patient, silent if args.json else TerminalBar())
    if args.action == "export":
        return _export(body, args)
    if args.action == "build":
        data: dict[str, Any] = {
            "digest": body_digest(patient), "structures": len(body.structures),
            "triangles": len(body.triangles), "vertices": len(body.vertices_m),
        }  # fmt: skip
        print(json.dumps(data) if args.json else _sentence(data))
        return 0
    chosen = _chosen(body, args.id, args.side)
    rows = [_row(part) for part in chosen]
    if args.json:
        print(json.dumps({"structures": rows}, ensure_ascii=False))
    else:
        for row in rows:
            names = " · ".join(row["names"].values())
            side = row["side"] or "-"
            print(f"{row['id']:34} {side:6} {row['triangles']:7}  {names}  [{row['source']}]")
    return 0


def _check(args: argparse.Namespace) -> None:
    """Refuse before anything is built."""
    if args.action == "show" and not args.id:
        raise InputError(
            "anatomy show: which structure? Give its id, for example `anatomy show lung`"
        )
    if args.action == "export" and args.out is None:
        raise InputError("anatomy export: where to? Give --out FILE, a name that ends in .obj")
    if args.action == "export" and args.out.suffix.lower() != ".obj":
        raise InputError(
            f"anatomy export: --out is {str(args.out)!r}; name a file that ends in .obj"
        )


def _sentence(data: dict[str, Any]) -> str:
    return f"{data['structures']} structures, {data['triangles']} triangles, key {data['digest']}"


def _chosen(body: Body, id: str | None, side: Side | None) -> list[Structure]:
    if id is None:
        return list(body.structures)
    found = [p for p in body.structures if p.id == id and side in (None, p.side)]
    return found or [body.structure(id, side)]  # raises with the nearest id


def _row(part: Structure) -> dict[str, Any]:
    return {
        "id": part.id, "side": part.side, "system": part.system, "names": part.names,
        "concept": part.concept, "triangles": part.triangles.stop - part.triangles.start,
        "source": part.source, "license": part.license,
    }  # fmt: skip


def _export(body: Body, args: argparse.Namespace) -> int:
    parts = _chosen(body, args.id, args.side)
    lines = ["# Theatrum anatomy, meters, room frame. Licenses of the parts:"]
    lines += sorted({f"#   {p.source}: {p.license}" for p in parts})
    offset = 1
    for part in parts:
        lines.append(f"o {part.id}{'_' + part.side if part.side else ''}")
        v = body.vertices_m[part.vertices]
        f = body.triangles[part.triangles] - part.vertices.start + offset
        lines += [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in v.tolist()]
        lines += [f"f {a} {b} {c}" for a, b, c in np.asarray(f).tolist()]
        offset += len(v)
    temporary = args.out.with_suffix(".part")
    try:
        temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
        temporary.replace(args.out)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise MachineError(
            f"anatomy export: {args.out} cannot be written ({problem.strerror}); give another --out"
        ) from None
    print(
        json.dumps({"file": str(args.out), "structures": len(parts)})
        if args.json
        else f"{args.out}: {len(parts)} structures"
    )
    return 0
