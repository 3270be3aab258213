"""Both languages say the same things, and the font can draw every word of both."""

import re
import string
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from simulator.errors import MachineError
from simulator.text import LANGUAGES, catalog, fonts, text

FOLDER = Path("simulator/text")
# Drawn by the monitor and the windows besides the catalogs.
SYMBOLS = "0123456789.,:;/%()+-±<>=°·…—–“”‘’?!▲▼♥♪✓●○■◆⚠→←×≥≤μ①②③④⑤⑥"


def fields(words):
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def test_both_languages_have_the_same_ids():
    assert set(catalog("en")) == set(catalog("zh"))


def test_every_file_has_its_twin():
    names = {tuple(p.name.split(".")[:2]) for p in FOLDER.glob("*.toml")}
    areas = {area for area, _ in names}
    assert names == {(area, language) for area in areas for language in LANGUAGES}


def test_an_id_is_defined_in_one_file_only():
    for language in LANGUAGES:
        roots = [
            root
            for p in FOLDER.glob(f"*.{language}.toml")
            for root in flat(tomllib.loads(p.read_text("utf-8")))
        ]
        assert len(roots) == len(set(roots))


def flat(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key


# "words" shows a sentence that a case file brings along in both languages.
@pytest.mark.parametrize("key", sorted(set(catalog("en")) - {"words"}))
def test_the_same_fields_are_filled_in(key):
    assert fields(catalog("en")[key]) == fields(catalog("zh")[key])


def test_chinese_is_chinese():
    """An untranslated sentence is one with English words and not one Chinese character."""
    same = [
        key
        for key, words in catalog("zh").items()
        if not re.search(r"[\u4e00-\u9fff]", words) and re.search(r"[a-z]{3,} [a-z]{3,}", words)
    ]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_draws_every_word(language):
    path = fonts.cjk_font_path()
    lacking = {
        key: fonts.missing_glyphs(words, path)
        for key, words in catalog(language).items()
        if fonts.missing_glyphs(words, path)
    }
    assert lacking == {}


def test_the_font_draws_every_symbol_of_the_screens():
    assert fonts.missing_glyphs(SYMBOLS, fonts.cjk_font_path()) == ""


def test_coverage_agrees_with_qt():
    """The own cmap reader against Qt's, over the common ideographs and Latin."""
    from simulator.monitor import qt

    qt.family()
    from PySide6.QtGui import QRawFont

    path = fonts.cjk_font_path()
    raw = QRawFont(str(path), 20)
    for point in [*range(0x20, 0x250), *range(0x2000, 0x2800), *range(0x4E00, 0x9FA0, 37)]:
        assert raw.supportsCharacter(point) == (point in fonts.covered_codepoints(path)), hex(point)


def test_missing_glyphs_are_named():
    assert fonts.missing_glyphs("胸 SpO₂ ⏸", fonts.cjk_font_path()) == "₂⏸"


def test_text_fills_fields_and_refuses_unknown_ids():
    assert text("monitor.age_min", "zh", minutes=2) == "2 分钟前"
    with pytest.raises(KeyError):
        text("monitor.no_such_id", "en")


def test_a_missing_font_is_said_with_the_way_out(monkeypatch):
    monkeypatch.setattr(fonts, "_FILE", "Gone.otf")
    with pytest.raises(MachineError, match="uv sync"):
        fonts.cjk_font_path()


@pytest.mark.qt
def test_the_monitor_paints_without_our_font():
    code = (
        "from simulator.text import fonts; fonts._PACKAGE = 'no_such_package'\n"
        "import sys; sys.path.insert(0, 'tests/monitor')\n"
        "from monitor_screen import Screen\n"
        "from monitor_signals import snapshot\n"
        "from simulator.monitor import qt\n"
        "Screen(640, 400, 'en').paint(snapshot(1.0))\n"
        "assert qt.is_font_missing()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_panda_loads_the_font_too():
    code = (
        "from panda3d.core import DynamicTextFont, Filename\n"
        "from simulator.text.fonts import cjk_font_path\n"
        "font = DynamicTextFont(Filename.fromOsSpecific(str(cjk_font_path())))\n"
        "assert font.isValid() and font.getGlyph(ord('胸')) is not None\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
