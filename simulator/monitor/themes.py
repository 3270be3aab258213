"""Colors of the monitor. Every meaning also has a word, a sign, or a place: color is never alone.

`okabe_ito` takes its hues from Okabe & Ito, "Color Universal Design" (2008); green and purple are
lightened for contrast on black. `high_contrast` keeps every text at 12:1 or more.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """All colors as ``#rrggbb``; widths in design pixels."""

    background: str
    panel: str
    line: str
    text: str
    faint: str
    traces: dict[str, str]
    nibp: str
    temp: str
    alarm_back: dict[str, str]
    alarm_text: dict[str, str]
    trace_width_px: float


THEMES = {
    "okabe_ito": Theme(
        background="#05080b",
        panel="#0d1319",
        line="#22303a",
        text="#e8eef2",
        faint="#8fa1ad",
        traces={
            "ecg": "#2fd39b",
            "abp": "#f0743a",
            "pleth": "#56b4e9",
            "capno": "#f0e442",
            "resp": "#e0e6ea",
        },
        nibp="#e3a6cc",
        temp="#e8eef2",
        alarm_back={"high": "#d01c1c", "medium": "#f0e442", "low": "#56d4e9"},
        alarm_text={"high": "#ffffff", "medium": "#101010", "low": "#061014"},
        trace_width_px=1.9,
    ),
    "high_contrast": Theme(
        background="#000000",
        panel="#000000",
        line="#ffffff",
        text="#ffffff",
        faint="#d8d8d8",
        traces={
            "ecg": "#7dffca",
            "abp": "#ffb896",
            "pleth": "#9fdcff",
            "capno": "#fff26b",
            "resp": "#ffffff",
        },
        nibp="#ffd0ec",
        temp="#ffffff",
        alarm_back={"high": "#ffffff", "medium": "#fff26b", "low": "#9fdcff"},
        alarm_text={"high": "#000000", "medium": "#000000", "low": "#000000"},
        trace_width_px=3.0,
    ),
}
