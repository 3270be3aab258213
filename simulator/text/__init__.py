"""Every word a user sees, in English and 简体中文, by id. Files: en.toml, zh.toml beside this one.

>>> from simulator.text import text
>>> text("app.name", "en")
'Theatrum'
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).parent


@functools.cache
def catalog(language: str) -> dict[str, str]:
    """All texts of one language, flat: ``{"app.name": "Theatrum", …}``.

    Every file `<area>.<language>.toml` in this folder is part of it; tables nest to dotted ids.
    """
    words: dict[str, str] = {}
    for file in sorted(_HERE.glob(f"*.{language}.toml")):
        _flatten("", tomllib.loads(file.read_text(encoding="utf-8")), words)
    return words


def text(key: str, language: str, **fields: Any) -> str:
    """The text of that id, with its ``{fields}`` filled in.

    Raises
    ------
    KeyError
        No such id in that language; a test keeps both catalogs equal.
    """
    return catalog(language)[key].format(**fields)


def _flatten(prefix: str, table: dict[str, Any], out: dict[str, str]) -> None:
    for key, value in table.items():
        if isinstance(value, dict):
            _flatten(f"{prefix}{key}.", value, out)
        else:
            out[f"{prefix}{key}"] = value
