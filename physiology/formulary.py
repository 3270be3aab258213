"""Which drugs there are, and what each is called in every language.

>>> find("Adrenaline").id, find("肾上腺素").id
('epinephrine', 'epinephrine')
"""

from __future__ import annotations

import functools
from pathlib import Path

from physiology import covariates
from physiology.drug import Drug
from physiology.drug_file import read
from physiology.errors import TwinError, UnknownName, near

FOLDER = Path(__file__).parent / "drugs"


@functools.cache
def load(folder: Path = FOLDER) -> dict[str, Drug]:
    """Every drug by id, checked.

    Raises
    ------
    TwinError
        A file with an unknown key, handle, unit or word, or a number out of its range.
    """
    found = {path.stem: read(path) for path in sorted(folder.glob("*.toml"))}
    for id, drug in found.items():
        covariates.tried(drug)
        for binding in drug.binds:
            if binding.drug not in found:
                raise TwinError(f"{id}.toml: binds {binding.drug!r}; {near(binding.drug, found)}")
    return found


def find(name: str, asked: str = "GiveDrug: drug") -> Drug:
    """The drug called `name` in any language, or a sentence that says what is near."""
    word = name.partition(":")[0].casefold()
    id = _by_name().get(word)
    if id is None:
        raise UnknownName(f"{asked} {name!r} is unknown; {near(word, _by_name())}")
    return load()[id]


@functools.cache
def _by_name() -> dict[str, str]:
    """Drug ids by every name in lower case."""
    found: dict[str, str] = {}
    for id, drug in load().items():
        words = [id, drug.names["en"], drug.names["zh"], *drug.names.get("synonyms", ())]
        for word in words:
            if found.setdefault(str(word).casefold(), id) != id:
                raise TwinError(f"{id}.toml: name {word!r} is also {found[word.casefold()]}'s")
    return found
