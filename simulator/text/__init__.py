"""Every word a user sees, in English and 简体中文, by id. Files: en.toml, zh.toml beside this one.

>>> from simulator.text import text
>>> text("app.name", "en")
'Theatrum'
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from learning.text import read

LANGUAGES = ("en", "zh")
_HERE = Path(__file__).parent


@functools.cache
def catalog(language: str) -> dict[str, str]:
    """All texts of one language, flat: ``{"app.name": "Theatrum", …}``.

    Every file `<area>.<language>.toml` in this folder is part of it; tables nest to dotted ids.
    """
    return read(_HERE, language)


def text(key: str, language: str, **fields: Any) -> str:
    """The text of that id, with its ``{fields}`` filled in.

    Raises
    ------
    KeyError
        No such id in that language; a test keeps both catalogs equal.
    """
    return catalog(language)[key].format(**fields)
