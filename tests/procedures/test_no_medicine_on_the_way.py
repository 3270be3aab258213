"""From the needle to the twin flow places and holes, never numbers of a patient's state."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ON_THE_WAY = [
    *sorted((ROOT / "simulator" / "tissue").glob("*.py")),
    *sorted((ROOT / "simulator" / "procedures").glob("needle_*.py")),
    *(ROOT / "simulator" / "core" / f"{name}.py" for name in ("hands", "tools", "needles")),
    *sorted((ROOT / "scenarios" / "procedures").glob("needle_decompression.toml")),
]
FORBIDDEN = (
    r"\bhr_per_min|\brr_per_min|spo2|sao2|sbp|dbp|map_mmhg|cvp|etco2|mmhg|vitals|truth|outcome(?!\b[:.])"
    r"|severity|\bdead\b|\balive\b|survival|lactate|conscious|fatigue|blood_pressure|heart_rate"
)


def code(path):
    """The file without docstrings and comments: words may explain, numbers may not flow."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'""".*?"""', "", text, flags=re.DOTALL)
    return "\n".join(line.partition("#")[0] for line in text.splitlines())


@pytest.mark.parametrize("path", ON_THE_WAY, ids=lambda path: path.name)
def test_no_vital_severity_or_outcome(path):
    found = re.search(FORBIDDEN, code(path).lower())
    assert found is None, f"{path.name} speaks of {found[0]!r}: that is for physiology to know"


def test_the_test_would_see_one():
    assert re.search(FORBIDDEN, "if truth.sbp_mmhg < 80: bleed = severity")
