"""The font that holds both languages: Noto Sans SC (SIL OFL 1.1), from a package.

The file is OpenType (`.otf`); Qt and Panda3D both load it. Qt lives elsewhere: this module only
says where the file is and which characters it holds.
"""

from __future__ import annotations

import functools
import importlib.util
import struct
from pathlib import Path

from simulator.errors import MachineError

FAMILY = "Noto Sans SC"
_PACKAGE = "pylopdf_fonts_zh_cn"
_FILE = "NotoSansSC-Regular.otf"


def cjk_font_path() -> Path:
    """Where the font file is.

    Raises
    ------
    MachineError
        The package or its file is gone; the message says how to bring it back.
    """
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise MachineError(
            f"font: package {_PACKAGE} is not installed, so Chinese text would show as boxes;"
            " run 'uv sync' in the project folder"
        )
    path = Path(found.origin).with_name(_FILE)
    if not path.is_file():
        raise MachineError(
            f"font: {path.name} is missing from package {_PACKAGE}, so Chinese text would show as"
            " boxes; run 'uv sync --reinstall-package pylopdf-fonts-zh-cn'"
        )
    return path


@functools.cache
def covered_codepoints(path: Path) -> frozenset[int]:
    """Every Unicode code point the font can draw, read from its `cmap` table.

    Formats 4 and 12 are read (OpenType specification 1.9, `cmap`); other subtables add nothing
    that these two lack in the fonts used here.
    """
    data = path.read_bytes()
    table = _table(data, b"cmap")
    count = struct.unpack_from(">H", data, table + 2)[0]
    points: set[int] = set()
    for index in range(count):
        offset = struct.unpack_from(">I", data, table + 4 + 8 * index + 4)[0]
        start = table + offset
        layout = struct.unpack_from(">H", data, start)[0]
        if layout == 4:
            points |= _format_4(data, start)
        elif layout == 12:
            points |= _format_12(data, start)
    return frozenset(points)


def missing_glyphs(text: str, path: Path) -> str:
    """The characters of `text` that the font lacks, each once, in order of code point."""
    covered = covered_codepoints(path)
    return "".join(sorted({c for c in text if not c.isspace() and ord(c) not in covered}))


def _table(data: bytes, tag: bytes) -> int:
    count = struct.unpack_from(">H", data, 4)[0]
    for index in range(count):
        record = 12 + 16 * index
        if data[record : record + 4] == tag:
            return struct.unpack_from(">I", data, record + 8)[0]
    raise MachineError(
        f"font: no {tag.decode()} table; the file is damaged, run 'uv sync --reinstall'"
    )


def _format_4(data: bytes, start: int) -> set[int]:
    segments = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", data, start + 14)
    starts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
    return {
        point
        for first, last in zip(starts, ends)
        for point in range(first, last + 1)
        if point != 0xFFFF
    }


def _format_12(data: bytes, start: int) -> set[int]:
    groups = struct.unpack_from(">I", data, start + 12)[0]
    points: set[int] = set()
    for index in range(groups):
        first, last, _ = struct.unpack_from(">III", data, start + 16 + 12 * index)
        points.update(range(first, last + 1))
    return points
