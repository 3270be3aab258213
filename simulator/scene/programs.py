"""GLSL programs: one specialized program per material kind, put together from `shaders/`.

A software renderer runs both sides of every branch, and a graphics card keeps registers for them:
so each kind has its own text and no program asks what kind it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.scene.materials import KINDS

_FOLDER = Path(__file__).parent / "shaders"
SELF_LIT = ("glow", "screen")
FINISHED = ("glass", "hair")
MORPHED = ("skin", "lining", "lash", "mouth")  # kinds of a face that moves
VEILED = ("skin", "organ", "bone", "glass", "plain", "gas")  # kinds that may be drawn transparent


def source(name: str) -> str:
    """The text of one file in `shaders/`."""
    return (_FOLDER / name).read_text(encoding="utf-8")


def surface_texts(kind: str, target: str, shadow_taps: int) -> tuple[str, str]:
    """Vertex and fragment text of a kind for a target ("opaque" or "veil")."""
    head = (
        "#version 330\n"
        f"#define KIND_{kind.upper()} 1\n#define SHADOW_TAPS {shadow_taps}\n"
        f"{'#define MORPH 1' if kind in MORPHED else ''}\n"
        f"#define FINISH(c, s, V) {'finished(c, s, V)' if kind in FINISHED else '(c)'}\n"
    )
    ending = "glowing.frag" if kind in SELF_LIT else f"{target}.frag"
    fragment = head + source("common.glsl") + source(f"{kind}.glsl") + source(ending)
    return head + source("surface.vert"), fragment


def quad_texts(name: str, samples: int = 1) -> tuple[str, str]:
    """Vertex and fragment text of a full-screen pass."""
    head = f"#version 330\n#define SAMPLES {samples}\n"
    return head + source("screen_quad.vert"), head + source(f"{name}.frag")


def place_texts(name: str, is_morphed: bool = False) -> tuple[str, str]:
    """Texts of a pass that only places vertices ("nothing" for depth, "mark" for the outline)."""
    head = "#version 330\n" + ("#define MORPH 1\n" if is_morphed else "")
    return head + source("place.vert"), head + source(f"{name}.frag")


def shader(texts: tuple[str, str], name: str) -> Any:
    """The compiled-on-first-use Panda3D shader of two texts."""
    from panda3d.core import Shader

    made = Shader.make(Shader.SL_GLSL, *texts)
    made.setFilename(Shader.ST_none, name)
    return made


def surface_programs(shadow_taps: int) -> dict[tuple[str, str], Any]:
    """Every surface program by (kind, target)."""
    pairs = [(kind, "opaque") for kind in KINDS] + [(kind, "veil") for kind in VEILED]
    return {
        (kind, target): shader(surface_texts(kind, target, shadow_taps), f"{kind}_{target}")
        for kind, target in pairs
    }
