"""From Vitals to what stands in each box: text, unit, limits, reason when there is no number."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from physiology.units import degf_from_degc, kpa_from_mmhg
from physiology.vitals import Vitals
from simulator.monitor.alarms import Alarm, bounds
from simulator.monitor.calling import RHYTHMS
from simulator.monitor.watch import Status
from simulator.text import text

_BREATH = ("rr_per_min", "breath_age_s")
NO_NUMBER = "---"


@dataclass(frozen=True)
class Reading:
    """The content of one numeric box, in words; equal readings need no repaint."""

    box: str  # "ecg", "abp", "pleth", "capno", "resp", "nibp", "temp", "vent"
    label: str
    unit: str
    value: str
    second: str = ""  # mean pressure, respiratory rate, perfusion index
    second_name: str = ""
    calls_second: bool = False  # the alarm is the companion's
    note: str = ""  # why there is no number, age of the reading, state
    limits: tuple[str, str] = ("", "")  # high, low
    priority: str = ""
    technical: str = ""  # priority of what is wrong with the device
    arrow: str = ""  # "▲" above its limit, "▼" below
    is_attached: bool = True
    history: tuple[str, ...] = ()  # older cuff readings with their time


def readings(
    vitals: Vitals,
    status: Status,
    language: str,
    pressure: str,
    temperature: str = "degc",
    now_s: float = math.nan,
) -> dict[str, Reading]:
    """All boxes by name. `pressure` is "mmhg" or "kpa", `temperature` "degc" or "degf"."""
    made = (
        _heart(status, language),
        _spo2(vitals, status, language),
        _abp(vitals, status, language, pressure),
        _co2(vitals, status, language, pressure),
        _resp(vitals, status, language),
        _nibp(vitals, status, language, pressure, now_s),
        _temp(vitals, status, language, temperature),
        _vent(vitals, language),
    )
    return {reading.box: reading for reading in made}


def _heart(status: Status, language: str) -> Reading:
    note = ""
    if status.is_from_pulse:
        note = text("monitor.from_pulse", language)
    elif status.is_lead_off:
        note = text("monitor.lead_off", language)
    elif "ecg" not in status.attached:
        note = text("monitor.not_attached", language)
    return Reading(
        "ecg",
        text("monitor.hr", language),
        text("monitor.unit.per_min", language),
        _whole(status.hr_per_min),
        note=note,
        is_attached="ecg" in status.attached,
        **_calls(status, "hr_per_min", *RHYTHMS),
    )


def _spo2(vitals: Vitals, status: Status, language: str) -> Reading:
    is_attached = "pleth" in status.attached
    note = ""
    if not is_attached:
        note = text("monitor.not_attached", language)
    elif math.isnan(vitals.spo2_pct):
        why = "searching" if "pleth" in status.searching else "no_pulse_found"
        note = text(f"monitor.{why}", language)
    has_index = is_attached and not math.isnan(vitals.spo2_pct + vitals.pleth_fraction)
    return Reading(
        "pleth",
        "SpO2",
        "%",
        _whole(vitals.spo2_pct),
        second=f"{vitals.pleth_fraction:.2f}" if has_index else "",
        second_name="PI",
        note=note,
        is_attached=is_attached,
        **_calls(status, "spo2_pct"),
    )


def _abp(vitals: Vitals, status: Status, language: str, pressure: str) -> Reading:
    return Reading(
        "abp",
        text("monitor.abp", language),
        _pressure_unit(pressure),
        _pair(vitals.abp_sys_mmhg, vitals.abp_dia_mmhg, pressure),
        second=f"({_pressure(vitals.abp_map_mmhg, pressure)})",
        is_attached="abp" in status.attached,
        **_calls(status, "abp_sys_mmhg", shown=_shown_pressure(pressure)),
    )


def _co2(vitals: Vitals, status: Status, language: str, pressure: str) -> Reading:
    shown = _shown_pressure(pressure)
    calls = _calls(status, "etco2_mmhg", "rr_per_min", "breath_age_s", shown=shown)
    worst = next((a for a in status.alarms if a.field in ("etco2_mmhg", *_BREATH)), None)
    return Reading(
        "capno",
        text("monitor.etco2", language),
        _pressure_unit(pressure),
        _pressure(vitals.etco2_mmhg, pressure),
        second=_whole(vitals.rr_per_min),
        second_name=text("monitor.rr", language),
        is_attached="capno" in status.attached,
        calls_second=worst is not None and worst.field in _BREATH,
        **calls,
    )


def _resp(vitals: Vitals, status: Status, language: str) -> Reading:
    return Reading(
        "resp",
        text("monitor.rr", language),
        text("monitor.unit.per_min", language),
        _whole(vitals.rr_per_min),
        is_attached="resp" in status.attached,
        **_calls(status, "rr_per_min", "breath_age_s"),
    )


def _nibp(vitals: Vitals, status: Status, language: str, pressure: str, now_s: float) -> Reading:
    state = vitals.nibp_state
    is_known = not math.isnan(vitals.nibp_sys_mmhg) and state != "failed"
    if state in ("off", "measuring", "failed"):
        note = text(f"monitor.nibp_{state}", language)
        if state == "measuring":
            note += " " + "·" * (1 + vitals.tick // 250 % 3)  # it moves, so it is at work
    elif is_known:
        note = age(vitals.nibp_age_s, language)
    else:
        note = text("monitor.nibp_none_yet", language)
    return Reading(
        "nibp",
        text("monitor.nibp", language),
        _pressure_unit(pressure),
        _pair(vitals.nibp_sys_mmhg, vitals.nibp_dia_mmhg, pressure) if is_known else NO_NUMBER,
        second=f"({_pressure(vitals.nibp_map_mmhg, pressure)})" if is_known else "",
        note=note,
        is_attached=state != "off",
        history=_older(status, now_s, pressure),
        **_calls(status, "nibp_sys_mmhg", shown=_shown_pressure(pressure)),
    )


def _older(status: Status, now_s: float, pressure: str) -> tuple[str, ...]:
    """Cuff readings before the one that is shown: when, pressures, mean."""
    rows: list[str] = []
    for cuff in status.cuffs[1:] if not math.isnan(now_s) else ():
        minutes = max(int((now_s - cuff.at_s) // 60.0), 0)
        pair = _pair(cuff.sys_mmhg, cuff.dia_mmhg, pressure)
        rows.append(f"−{minutes}′  {pair} ({_pressure(cuff.map_mmhg, pressure)})")
    return tuple(rows)


def _temp(vitals: Vitals, status: Status, language: str, temperature: str) -> Reading:
    def shown(degc: float) -> str:
        return f"{degf_from_degc(degc) if temperature == 'degf' else degc:.1f}"

    is_attached = not math.isnan(vitals.temp_degc)
    return Reading(
        "temp",
        text("monitor.temp", language),
        "°F" if temperature == "degf" else "°C",
        shown(vitals.temp_degc) if is_attached else NO_NUMBER,
        is_attached=is_attached,
        **_calls(status, "temp_degc", shown=shown),
    )


def _vent(vitals: Vitals, language: str) -> Reading:
    """What the ventilator measures, as soon as there is one."""
    is_attached = not math.isnan(vitals.paw_peak_cmh2o)
    return Reading(
        "vent",
        text("monitor.paw_peak", language),
        "cmH2O",
        _whole(vitals.paw_peak_cmh2o),
        second=_whole(vitals.vt_exp_ml) if is_attached else "",
        second_name=text("monitor.vt_exp", language),
        is_attached=is_attached,
    )


def age(seconds_s: float, language: str) -> str:
    """How old a cuff reading is, in words; steps of ten seconds, then minutes."""
    if math.isnan(seconds_s):
        return ""
    if seconds_s < 60.0:
        return text("monitor.age_s", language, seconds=int(seconds_s // 10) * 10)
    return text("monitor.age_min", language, minutes=int(seconds_s // 60))


def _calls(
    status: Status, *fields: str, shown: Callable[[float], str] = "{:.0f}".format
) -> dict[str, Any]:
    """Limits, priority and arrow of a box from its first field's limits and all its alarms."""
    low, high = bounds(fields[0], status.age_y)
    alarm = next((a for a in status.alarms if a.field in fields and not a.is_technical), None)
    device = next((a for a in status.alarms if a.field in fields and a.is_technical), None)
    return {
        "limits": tuple("" if bound is None else shown(bound) for bound in (high, low)),
        "priority": alarm.priority if alarm else "",
        "technical": device.priority if device else "",
        "arrow": _arrow(alarm),
    }


def _arrow(alarm: Alarm | None) -> str:
    """Above its limit or below; what is no number (a rhythm, apnea) has no direction."""
    if alarm is None or alarm.field not in Vitals._fields:
        return ""
    return "▼" if alarm.is_low else "▲"


def _whole(value: float) -> str:
    return NO_NUMBER if math.isnan(value) else f"{value:.0f}"


def _pressure(value_mmhg: float, pressure: str) -> str:
    if math.isnan(value_mmhg):
        return NO_NUMBER
    return f"{kpa_from_mmhg(value_mmhg):.1f}" if pressure == "kpa" else f"{value_mmhg:.0f}"


def _shown_pressure(pressure: str) -> Callable[[float], str]:
    return lambda value_mmhg: _pressure(value_mmhg, pressure)


def _pair(high_mmhg: float, low_mmhg: float, pressure: str) -> str:
    return f"{_pressure(high_mmhg, pressure)}/{_pressure(low_mmhg, pressure)}"


def _pressure_unit(pressure: str) -> str:
    return "kPa" if pressure == "kpa" else "mmHg"
