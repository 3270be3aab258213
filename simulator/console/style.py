"""One style sheet for all windows: quiet dark surfaces, one accent, large targets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Palette:
    """Colors as ``#rrggbb``."""

    back: str
    side: str
    card: str
    line: str
    text: str
    faint: str
    accent: str
    on_accent: str
    good: str
    warn: str
    bad: str
    border_px: int


PALETTES = {
    "okabe_ito": Palette(
        back="#10171d", side="#0b1116", card="#19232b", line="#2a3842", text="#eef3f6",
        faint="#9db0bc", accent="#3cc1ac", on_accent="#06201b", good="#3cc1ac", warn="#e69f00",
        bad="#ff8a5c", border_px=1,
    ),
    "high_contrast": Palette(
        back="#000000", side="#000000", card="#000000", line="#ffffff", text="#ffffff",
        faint="#e2e2e2", accent="#fff26b", on_accent="#000000", good="#7dffca", warn="#fff26b",
        bad="#ffb08a", border_px=2,
    ),
}  # fmt: skip

_SHEET = """
* {{ color: {text}; font-size: {base}px; }}
QMainWindow, QDialog, QWidget#page, QScrollArea,
QScrollArea > QWidget > QWidget {{ background: {back}; }}
QWidget#side {{ background: {side}; border-right: {border}px solid {line}; }}
QLabel#brand {{ font-size: {big}px; font-weight: 600; }}
QLabel#brandsub, QLabel#faint {{ color: {faint}; font-size: {small}px; }}
QLabel#title {{ font-size: {huge}px; font-weight: 600; }}
QLabel#lead {{ color: {faint}; font-size: {base}px; }}
QLabel#cardtitle {{ font-size: {big}px; font-weight: 600; }}
QLabel#section {{ font-size: {big}px; font-weight: 600; color: {accent}; }}
QLabel#chip {{ background: {back}; border: {border}px solid {line}; border-radius: {radius}px;
  padding: 3px 10px; font-size: {small}px; color: {faint}; }}
QLabel#good {{ color: {good}; font-weight: 600; }}
QLabel#warn {{ color: {warn}; font-weight: 600; }}
QLabel#bad {{ color: {bad}; font-weight: 600; }}
QFrame#card {{ background: {card}; border: {border}px solid {line}; border-radius: 12px; }}
QFrame#banner {{ background: {card}; border: 2px solid {warn}; border-radius: 8px; }}
QPushButton {{ background: {card}; border: {border}px solid {line}; border-radius: 8px;
  padding: 8px 18px; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:focus {{ border: 2px solid {accent}; }}
QPushButton:disabled {{ color: {faint}; }}
QPushButton#primary {{ background: {accent}; color: {on_accent}; border: none; font-weight: 600;
  padding: 10px 26px; }}
QPushButton#primary:disabled {{ background: {line}; color: {faint}; }}
QPushButton#primary:focus {{ border: 2px solid {text}; }}
QPushButton#nav {{ text-align: left; padding: 11px 16px; border: none; background: transparent; }}
QPushButton#nav:hover {{ background: {card}; }}
QPushButton#nav:checked {{ background: {card}; border-left: 4px solid {accent}; font-weight: 600; }}
QPushButton#nav:focus {{ border: 2px solid {accent}; }}
QPushButton#choice {{ font-size: {big}px; padding: 26px 40px; min-width: 190px; }}
QPushButton#choice:checked {{ background: {accent}; color: {on_accent}; border: 2px solid {accent};
  font-weight: 600; }}
QPushButton#choice:focus {{ border: 2px solid {text}; }}
QPushButton#lang {{ padding: 6px 12px; font-size: {small}px; }}
QPushButton#lang:checked {{ background: {accent}; color: {on_accent}; border: none; }}
QComboBox, QLineEdit, QDoubleSpinBox {{ background: {back}; border: {border}px solid {line};
  border-radius: 6px; padding: 6px 10px; min-height: 24px; }}
QComboBox:focus, QLineEdit:focus, QDoubleSpinBox:focus {{ border: 2px solid {accent}; }}
QComboBox QAbstractItemView {{ background: {card}; selection-background-color: {accent};
  selection-color: {on_accent}; }}
QCheckBox {{ spacing: 10px; }}
QCheckBox::indicator {{ width: 20px; height: 20px; border: 2px solid {faint}; border-radius: 5px;
  background: {back}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent};
  image: url("{tick}"); }}
QSlider::groove:horizontal {{ height: 6px; background: {line}; border-radius: 3px; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 3px; }}
QSlider::handle:horizontal {{ width: 18px; margin: -7px 0; border-radius: 9px;
  background: {text}; }}
QProgressBar {{ background: {line}; border: none; border-radius: 4px; max-height: 8px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 4px; }}
QTextBrowser {{ background: {card}; border: {border}px solid {line}; border-radius: 12px;
  padding: 14px; }}
QScrollArea {{ border: none; }}
QScrollBar:vertical {{ background: {back}; width: 12px; }}
QScrollBar::handle:vertical {{ background: {line}; border-radius: 6px; min-height: 40px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QToolTip {{ background: {card}; color: {text}; border: 1px solid {line}; }}
"""


def style_sheet(theme: str, text_size_fraction: float = 1.0) -> str:
    """The whole sheet for a theme and a text size."""
    colors = PALETTES[theme]
    sizes = {"small": 12.5, "base": 14.5, "big": 18.0, "huge": 28.0}
    pixels = {name: round(size * text_size_fraction) for name, size in sizes.items()}
    shown = {
        name: getattr(colors, name) for name in colors.__dataclass_fields__ if name != "border_px"
    }
    radius = round(pixels["small"] * 0.9)
    tick = (Path(__file__).parents[2] / "assets" / "icons" / "tick.png").as_posix()
    return _SHEET.format(tick=tick, **shown, **pixels, border=colors.border_px, radius=radius)
