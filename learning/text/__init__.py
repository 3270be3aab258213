"""The words of debriefs, in English and 简体中文, by id; the simulator's own texts live elsewhere.

>>> from learning.text import text
>>> text("outcome.alive", "en")
'The patient lived'
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any, cast

from learning.errors import LearningError

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).parent


@functools.cache
def catalog(language: str) -> dict[str, str]:
    """All texts of one language, flat: ``{"outcome.alive": "The patient lived", …}``.

    Raises
    ------
    LearningError
        No such language.
    """
    if language not in LANGUAGES:
        raise LearningError(f"language {language!r} is unknown; use {' or '.join(LANGUAGES)}")
    return read(_HERE, language)


def read(folder: Path, language: str) -> dict[str, str]:
    """Every file ``<area>.<language>.toml`` of a folder, flat; tables nest to dotted ids."""
    words: dict[str, str] = {}
    for file in sorted(folder.glob(f"*.{language}.toml")):
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
            _flatten(f"{prefix}{key}.", cast("dict[str, Any]", value), out)
        else:
            out[f"{prefix}{key}"] = str(value)
