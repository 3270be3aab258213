"""The written pages are those that the body of today would write."""

from __future__ import annotations

import pytest

from physiology.validation import page
from physiology.validation.score import Judged, Score, Unsaid
from physiology.validation.table import Row

ROW = Row("rest", "lying", "HR", "1/min", 60.0, 80.0, "", "Guyton", "R")


def test_a_page_by_hand():
    good = Judged(ROW, 71.234, True, False)
    fallen = ROW._replace(quantity="RR", trend="increase", low=None, high=None)
    bad = Judged(fallen, -1.0, False, True, "trend", "own", 12.0)
    text = page.page(Score([good, bad], [Unsaid(ROW, "quantity", "aura")]), Score([], []))
    assert "| ? | lying | HR | 60 to 80 1/min | 71.2 |" in text
    assert "| ✗h? | ″ | RR | increase | -1 from 12 |" in text
    assert "| ours | 3 | 2 | 1 | 50.0 % |" in text


@pytest.mark.slow
def test_pages_are_up_to_date():
    mine, peers = page.both()
    advice = "run `uv run launcher.py twin validate --write`"
    assert page.PAGE.read_text(encoding="utf-8") == page.page(mine, peers), advice
    assert page.UNEXPRESSED.read_text(encoding="utf-8") == page.unexpressed(mine, peers), advice
