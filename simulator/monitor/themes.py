"""Colors of the monitor. Every meaning also has a word, a sign, or a place: color is never alone.

`okabe_ito` takes its hues from Okabe & Ito, "Color Universal Design" (2008); green and purple are
lightened for contrast on black. `classic` has the hues that theaters are used to: green ECG, red
pressure, cyan saturation, yellow carbon dioxide. `day` is for bright light: ink on white.
`high_contrast` keeps every text at 12:1 or more.
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
    vent: str
    alarm_back: dict[str, str]
    alarm_text: dict[str, str]
    trace_width_px: float

    @property
    def is_light(self) -> bool:
        """Ink on a light ground: an alarm's color is then a ground, never the ink of a number."""
        return int(self.panel[1:3], 16) > 0x80


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
        vent="#b9c7f0",
        alarm_back={"high": "#d01c1c", "medium": "#f0e442", "low": "#56d4e9"},
        alarm_text={"high": "#ffffff", "medium": "#101010", "low": "#061014"},
        trace_width_px=1.9,
    ),
    "classic": Theme(
        background="#000000",
        panel="#070a0d",
        line="#28323a",
        text="#f2f5f7",
        faint="#93a3ad",
        traces={
            "ecg": "#3fe36f",
            "abp": "#ff5f57",
            "pleth": "#38d6f5",
            "capno": "#ffe04a",
            "resp": "#f2f5f7",
        },
        nibp="#ef9bdc",
        temp="#f0b27a",
        vent="#b9c7f0",
        alarm_back={"high": "#d01c1c", "medium": "#f0e442", "low": "#56d4e9"},
        alarm_text={"high": "#ffffff", "medium": "#101010", "low": "#061014"},
        trace_width_px=1.7,
    ),
    "day": Theme(
        background="#fbfcfa",
        panel="#f1f4f1",
        line="#b4beb8",
        text="#101816",
        faint="#4c5854",
        traces={
            "ecg": "#00603a",
            "abp": "#a3211b",
            "pleth": "#00548f",
            "capno": "#6b5200",
            "resp": "#3b4450",
        },
        nibp="#8a1f6a",
        temp="#101816",
        vent="#3b3f8f",
        alarm_back={"high": "#c41414", "medium": "#ffd21f", "low": "#7fdcf0"},
        alarm_text={"high": "#ffffff", "medium": "#101010", "low": "#061014"},
        trace_width_px=2.2,
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
        vent="#ffffff",
        alarm_back={"high": "#ffffff", "medium": "#fff26b", "low": "#9fdcff"},
        alarm_text={"high": "#000000", "medium": "#000000", "low": "#000000"},
        trace_width_px=3.0,
    ),
}


def ink_of(theme: Theme, box: str) -> str:
    """The color of one parameter."""
    own = {"nibp": theme.nibp, "temp": theme.temp, "vent": theme.vent}
    return own.get(box) or theme.traces[box]
