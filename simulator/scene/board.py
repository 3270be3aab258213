"""The whiteboard on the head wall: the order in which a trauma team looks, in either language."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import MachineError
from simulator.scene.materials import paint
from simulator.scene.room.walls import whiteboard_sheet
from simulator.scene.upload import picture_texture, refill
from simulator.scene.world import World, add_mesh
from simulator.text import text
from simulator.text.fonts import cjk_font_path

WIDE_PX, HIGH_PX = 992, 640
LETTERS = "ABCDE"
INKS = {"blue": (36, 62, 128), "red": (178, 40, 36), "grey": (90, 98, 106)}
SHEET = paint("#f7f9f8", 0.16, "poster")


def hang_board(world: World, language: str) -> Any:
    """The written sheet as a node; bare where its font is missing."""
    picture = picture_texture("board", WIDE_PX, HIGH_PX)
    refill(picture, written(language))
    node = add_mesh(world, whiteboard_sheet(SHEET), "board", casts=False)
    node.setShaderInput("picture", picture)
    return node


def written(language: str) -> npt.NDArray[np.uint8]:
    """The board's writing as BGRA rows (HIGH_PX, WIDE_PX, 4), top first."""
    from PIL import Image, ImageDraw, ImageFont

    sheet = Image.new("RGB", (WIDE_PX, HIGH_PX), (247, 249, 248))
    try:
        sizes = {n: ImageFont.truetype(str(cjk_font_path()), n) for n in (64, 50, 44)}
    except MachineError:
        return _bgra(np.asarray(sheet))
    draw = ImageDraw.Draw(sheet)
    draw.text((44, 22), text("scene.board.title", language), INKS["blue"], sizes[64])
    draw.line([(44, 112), (WIDE_PX - 44, 116)], INKS["blue"], 4)
    for k, letter in enumerate(LETTERS):
        y = 134 + 96 * k
        draw.text((52, y), letter, INKS["red"], sizes[64])
        draw.text(
            (132, y + 8), text(f"scene.board.{letter.lower()}", language), INKS["grey"], sizes[50]
        )
    return _bgra(np.asarray(sheet))


def _bgra(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    out = np.full((*rgb.shape[:2], 4), 255, np.uint8)
    out[..., :3] = rgb[..., ::-1]
    return out
