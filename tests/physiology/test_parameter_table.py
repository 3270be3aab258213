"""Every row of the table has value, unit, range and a source that exists."""

import pytest

from physiology import deeds, parameters
from physiology.errors import TwinError
from physiology.layout import NODES, PARAM_NAMES


def test_every_row_is_complete_and_its_source_known(capsys):
    table, sources = parameters.table(), parameters.sources()
    assert set(table) == set(PARAM_NAMES)
    for name, row in table.items():
        assert row.unit, name
        assert row.low <= row.value <= row.high, name
        assert row.source in sources, f"{name}: {row.source}"
    assert {row.source for row in table.values()} | {"bernoulli"} <= set(sources)
    tuned = [name for name, row in table.items() if row.source == "tuned"]
    with capsys.disabled():
        print(f"\n{len(tuned)} of {len(table)} parameters are tuned; the rest name a source")
    assert len(tuned) <= 0.45 * len(table), "the share of tuned rows should fall, not rise"


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("e_lv = ", "e_lw = ", "did you mean 'heart.e_lv'"),
        ("v0_lv = ", "# v0_lv = ", "missing"),
        ("value = 10.0, unit", "value = 1000.0, unit", "range"),
        (', source = "tuned" }', " }", "needs value, unit, range, source"),
    ],
)
def test_broken_tables_are_refused(tmp_path, old, new, word):
    text = (parameters.FOLDER / "parameters.toml").read_text("utf-8")
    path = tmp_path / "parameters.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(TwinError, match=word):
        parameters.table(path)


def test_every_bleeding_structure_has_a_node_and_a_source():
    sources = parameters.sources()
    for name, row in deeds.vessel_table().items():
        assert row["source"] in sources, name
        for side in ("left", "right"):
            assert row["node"].format(side=side) in NODES, name
