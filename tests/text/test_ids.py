"""Every text id that the code names exists: a typo is found here and not by a learner."""

import ast
import re
from pathlib import Path

from simulator.text import catalog

KEYS = set(catalog("en"))
AREAS = {key.split(".")[0] for key in KEYS if "." in key}
ID = re.compile(rf"^({'|'.join(sorted(AREAS))})\.[a-z0-9_.]+$")
FILES = re.compile(r"\.(toml|py|md|txt|csv|json|jsonl|png|html|msgpack)$")


def ids(file):
    """Whole ids, and beginnings of ids that are completed at run time."""
    whole, begun = set(), set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            first = node.values[0]
            if isinstance(first, ast.Constant) and ID.match(f"{first.value}x"):
                begun.add(str(first.value))
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and ID.match(node.value)
        ):
            whole.add(node.value)
    return whole - begun, begun


def test_every_named_id_exists():
    unknown = {}
    for file in Path("simulator").rglob("*.py"):
        whole, begun = ids(file)
        lost = {key for key in whole if key not in KEYS and not FILES.search(key)}
        lost -= {key for key in lost if any(k.startswith(key) for k in KEYS)}
        lost |= {key for key in begun if not any(k.startswith(key) for k in KEYS)}
        if lost:
            unknown[str(file)] = sorted(lost)
    assert unknown == {}
