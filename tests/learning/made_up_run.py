"""A run built by hand: a good one, whose marks are worked out on paper, and ways to spoil it."""

import csv
import dataclasses
import hashlib
import math
from pathlib import Path

from learning.events import Event, EventLog
from learning.poses import PoseWriter

TICKS_PER_S = 500
ZERO_S = 20.0  # handover lasts so long
RELEASE_S = 150.0  # seconds from the end of handover, as all times below
END_S = 420.0
NEEDLE = "cannula_14g_50"


def event(at_s, kind, source="trainee", **data):
    return Event(
        round((ZERO_S + at_s) * TICKS_PER_S),
        source,
        kind,
        data,
        "one" if source == "trainee" else "",
    )


def truth(at_s, release_s=RELEASE_S):
    """One sample: sinking until release, then coming back; simple on purpose."""
    ill = min(1.0, 0.55 + max(at_s, 0.0) / 600.0) if release_s is None or at_s < release_s else None
    if ill is None:
        ill = (0.55 + release_s / 600.0) * math.exp(-(at_s - release_s) / 60.0)
    return {
        "outcome": "alive",
        "cause": "",
        "rhythm": "sinus",
        "hr_per_min": 84.0 + 60.0 * ill,
        "sbp_mmhg": 128.0 - 50.0 * ill,
        "dbp_mmhg": 78.0 - 25.0 * ill,
        "map_mmhg": 95.0 - 33.0 * ill,
        "cvp_mmhg": 5.0 + 13.0 * ill,
        "sao2_pct": 98.0 - 16.0 * ill,
        "rr_per_min": 18.0 + 22.0 * ill,
        "pleural_gas_left_ml": 2400.0 * ill,
        "pleural_gas_right_ml": 0.0,
        "pleural_pressure_left_mmhg": -3.0 + 18.0 * ill,
        "pleural_pressure_right_mmhg": -3.0,
        "mediastinal_shift_ml": 380.0 * ill,
        "lung_left_ml": 1600.0 - 1100.0 * ill,
        "lung_right_ml": 1900.0 - 250.0 * ill,
        "fatigue_fraction": 0.5 * ill,
        "consciousness_fraction": 1.0 - 0.2 * ill,
    }


def good_run(release_s=RELEASE_S, end_s=END_S):
    """A run that earns every mark (75 of 75), with an awake man and the gas on the left."""
    t = release_s
    hands = [
        event(
            -20,
            "header",
            "session",
            dt_s=0.002,
            hand_ticks=8,
            language="en",
            trainee="expert",
            rig="offscreen",
            case={
                "id": "tension_pneumothorax",
                "title": {"en": "Left tension pneumothorax, awake", "zh": "左侧张力性气胸（清醒）"},
                "procedures": ["needle_decompression"],
            },
            seed=1,
            layers_mm={"skin": 2.0, "fat": 11.0, "muscle": 25.0},
            patient_name={"en": "Li Wei", "zh": "李伟"},
            patient={"age_y": 34, "sex": "male", "height_cm": 176, "weight_kg": 80},
        ),
        event(-20, "phase", "session", phase="brief", reason="start"),
        event(
            -20,
            "deed",
            "scenario",
            action="OpenLung",
            side="left",
            area_mm2=3.0,
            valve="in",
            opening="tear",
        ),
        event(0, "phase", "session", phase="running", reason="handover ended"),
        event(3, "said", phrase="team.safety", group="team", is_true=None),
        event(6, "help_called"),
        event(
            10, "said", phrase="finding.no_catastrophic_bleeding", group="findings", is_true=True
        ),
        event(16, "said", phrase="ask_name", group="talk", is_true=None),
        event(20, "said", phrase="team.inline_hold", group="team", is_true=None),
        event(32, "deed", action="GiveOxygen", device="nonrebreather_mask", flow_l_per_min=15.0),
        event(40, "looked", at="chest_left", for_s=2.0),
        event(
            50,
            "listened",
            side="left",
            site="fifth_intercostal_anterior_axillary",
            loudness_fraction=0.02,
            for_s=4.0,
        ),
        event(
            58,
            "listened",
            side="right",
            site="fifth_intercostal_anterior_axillary",
            loudness_fraction=0.8,
            for_s=3.0,
        ),
        event(66, "percussed", side="left", note="hyperresonant"),
        event(70, "percussed", side="right", note="resonant"),
        event(78, "felt", what="trachea", finding="midline", value=1.0),
        event(95, "said", phrase="finding.left_tension", group="findings", is_true=True),
        event(105, "said", phrase="explain_needle", group="talk", is_true=None),
    ]
    hands += [
        *needle(t),
        event(
            t + 40,
            "listened",
            side="left",
            site="fifth_intercostal_anterior_axillary",
            loudness_fraction=0.4,
            for_s=4.0,
        ),
        event(t + 50, "looked", at="monitor", for_s=2.0),
        event(t + 70, "said", phrase="finding.better", group="findings", is_true=True),
        event(t + 90, "ordered", order="second_line", ready_tick=0),
        event(t + 110, "ordered", order="chest_drain", ready_tick=0),
        event(t + 140, "ordered", order="call_surgeon", ready_tick=0),
        *(
            event(
                t + 150 + 5 * i, "said", phrase=f"handover.{part}", group="handover", is_true=None
            )
            for i, part in enumerate(("situation", "background", "assessment", "recommendation"))
        ),
        event(end_s, "outcome", "session", outcome="alive", cause="", death_policy="on"),
        event(end_s, "phase", "session", phase="over", reason="handed over"),
    ]
    body = [event(s, "truth", "twin", **truth(s, release_s)) for s in range(-20, int(end_s) + 1)]
    return in_order(hands + body)


def needle(at_s, side="left", tool=NEEDLE, length_mm=50.0, attempt=1):
    """A needle that meets the pleura at 38 mm at `at_s` and stops 8 mm beyond it."""
    way = [
        ("intercostal_muscles", "muscle", 30.0),
        ("parietal_pleura", "pleura", 38.0),
    ]
    common = {"tool": tool, "side": side}
    return [
        event(
            at_s - 4,
            "skin_punctured",
            **common,
            hand="right",
            site="second_intercostal_midclavicular",
            site_offset_mm={"along": 2.0, "across": 1.0},
            angle_deg=6.0,
            lateral_mm=62.0,
            midclavicular_mm=4.0,
            rib_below="rib_3",
            above_rib_mm=4.0,
            under_rib_mm=13.0,
            attempt=attempt,
            length_mm=length_mm,
            gauge=14,
        ),
        *(
            event(
                at_s - 4 + 0.1 * d,
                "crossing",
                **common,
                part="needle",
                structure=s,
                tissue=k,
                is_entering=True,
                depth_mm=d,
                force_n=4.0,
            )
            for s, k, d in way
        ),
        event(
            at_s, "deed", action="OpenPleura", side=side, area_mm2=1.6, valve="none", opening=tool
        ),
        event(at_s + 0.2, "breath_of_gas", tool=tool, heard=True),
        event(
            at_s + 1,
            "tip",
            **common,
            part="needle",
            **{"in": "pleural_space"},
            depth_mm=46.0,
            past_pleura_mm=8.0,
            gas_ml=2300.0,
        ),
        event(at_s + 6, "catheter_advanced", tool=tool, depth_mm=48.0, tip_in="pleura"),
        event(at_s + 8, "steel_removed", tool=tool, depth_mm=48.0, tip_in="pleura"),
    ]


def in_order(events):
    return sorted(events, key=lambda e: (e.tick, e.kind != "header"))


def without(events, kind, **where):
    """The run with some events taken out; at least one must have been there."""
    kept = [e for e in events if not (e.kind == kind and _is(e, where))]
    assert len(kept) < len(events), f"no {kind} with {where} in the run"
    return kept


def changed(events, kind, where, **data):
    """The run with fields of some events changed."""
    hit = [e for e in events if e.kind == kind and _is(e, where)]
    assert hit, f"no {kind} with {where} in the run"
    return [dataclasses.replace(e, data=e.data | data) if e in hit else e for e in events]


def moved(events, kind, where, to_s):
    """The run with some events at another time."""
    hit = [e for e in events if e.kind == kind and _is(e, where)]
    assert hit, f"no {kind} with {where} in the run"
    tick = round((ZERO_S + to_s) * TICKS_PER_S)
    return in_order([dataclasses.replace(e, tick=tick) if e in hit else e for e in events])


def added(events, *more):
    return in_order([*events, *more])


def sick_truth(events):
    """The run with a body that never got better."""
    kept = [e for e in events if e.kind != "truth"]
    end_s = max(e.tick for e in kept) / TICKS_PER_S - ZERO_S
    body = [event(s, "truth", "twin", **truth(s, None)) for s in range(-20, int(end_s) + 1)]
    return in_order(kept + body)


def write_run(folder: Path, events, hz=90):
    """A run folder as `play` writes it: log, poses, vitals."""
    folder.mkdir(parents=True)
    log = EventLog(folder / "log.jsonl")
    writer = PoseWriter(folder / "poses.msgpack")
    end_s = max(e.tick for e in events) / TICKS_PER_S
    for i in range(int(end_s * hz)):
        writer.add(round(i / hz * TICKS_PER_S), hand_path(i / hz))
    chunk = writer.flush()
    writer.close()
    for one in events:
        log.append(one)
    last = events[-1].tick
    log.append(Event(last, "session", "poses", chunk))
    _write_vitals(folder / "vitals.csv", events)
    sha = hashlib.sha256((folder / "vitals.csv").read_bytes()).hexdigest()
    log.append(
        Event(
            last,
            "session",
            "end",
            {"events": len(events) + 2, "ticks": last, "reason": "done", "vitals_sha256": sha},
        )
    )
    log.close()
    return folder


def hand_path(at_s):
    """Two hands that reach to and fro now and then, and a head that stays."""
    phase = min(1.0, max(0.0, (at_s % 20.0) / 1.5))
    s = phase**3 * (10.0 - 15.0 * phase + 6.0 * phase**2)  # minimum jerk
    out = s if int(at_s / 20.0) % 2 == 0 else 1.0 - s
    right = (0.7 - 0.5 * out, 0.1 + 0.2 * out, 1.0 + 0.05 * math.sin(math.pi * s))
    still = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    return {
        "head:one": (0.95, 0.35, 1.62, *still),
        "hand:one:right": (*right, *still),
        "hand:one:left": (0.7, 0.3, 1.0, *still),
    }


def _write_vitals(path, events):
    names = [
        "tick",
        "hr_per_min",
        "spo2_pct",
        "nibp_sys_mmhg",
        "nibp_dia_mmhg",
        "nibp_state",
        "rr_per_min",
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.DictWriter(file, names)
        rows.writeheader()
        samples = [e for e in events if e.kind == "truth"]
        for i, e in enumerate(samples):
            late = samples[max(0, i - 35)].data
            cuff = samples[i - i % 60].data
            is_on = e.tick > (ZERO_S + 30) * TICKS_PER_S
            rows.writerow(
                {
                    "tick": e.tick,
                    "hr_per_min": round(e.data["hr_per_min"], 1) if is_on else "",
                    "spo2_pct": round(late["sao2_pct"], 1) if is_on else "",
                    "nibp_sys_mmhg": round(cuff["sbp_mmhg"], 1) if is_on else "",
                    "nibp_dia_mmhg": round(cuff["dbp_mmhg"], 1) if is_on else "",
                    "nibp_state": "idle" if is_on else "off",
                    "rr_per_min": round(e.data["rr_per_min"], 1) if is_on else "",
                }
            )


def _is(one, where):
    return all(one.data.get(key) == value for key, value in where.items())
