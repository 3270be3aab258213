"""Watch a twin closely: samples of its state, and what a catheter laboratory reads from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from physiology import actions
from physiology import layout as lay
from physiology.clocks import DT_S
from physiology.layout import place
from physiology.organs import blood
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.vitals import Truth

Array = NDArray[np.float64]
MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)
WOMAN = Patient(age_y=30, sex="female", height_cm=165, weight_kg=60)
OLD = Patient(age_y=75, sex="male", height_cm=172, weight_kg=70)
BRAIN_100G = 14.0  # brain 1400 g
HEART_100G = 3.0  # heart muscle 300 g


def do(twin: Twin, *deeds: str) -> None:
    """Apply deeds written in the ordinary grammar."""
    for text in deeds:
        twin.apply(actions.parse(text)[1])


def run(twin: Twin, seconds: float) -> Twin:
    """Let time pass; returns the twin."""
    if round(seconds / DT_S) > 0:
        twin.step(round(seconds / DT_S))
    return twin


def samples(twin: Twin, seconds: float, every: int = 5) -> Array:
    """State at every `every`-th tick, shape (n, states)."""
    n = round(seconds / DT_S / every)
    out = np.empty((n, lay.N_STATE))
    for k in range(n):
        twin.step(every)
        out[k] = twin.state
    return out


def col(rec: Array, name: str) -> Array:
    """One named state over time."""
    return rec[:, place(name)]


def per_beat(rec: Array, values: Array, how: str) -> float:
    """Mean over whole beats of each beat's max or min."""
    beat = np.floor(col(rec, "heart.beat"))
    whole = np.unique(beat)[1:-1]
    pick = {"max": np.max, "min": np.min}[how]
    found = [pick(values[beat == b]) for b in whole]
    return float(np.mean(found)) if found else float(values.mean())


def hemodynamics(rec: Array, every: int = 5) -> dict[str, float]:
    """What pressure lines and an echo would say, averaged over the record."""
    ao, pa, lv = col(rec, "out.p_ao"), col(rec, "out.p_pa"), col(rec, "out.p_lv")
    v_lv, v_rv = col(rec, "heart.v_lv"), col(rec, "heart.v_rv")
    q = col(rec, "out.q_aortic")
    edv, esv = per_beat(rec, v_lv, "max"), per_beat(rec, v_lv, "min")
    red, res = per_beat(rec, v_rv, "max"), per_beat(rec, v_rv, "min")
    sbp, dbp = per_beat(rec, ao, "max"), per_beat(rec, ao, "min")
    beat = np.floor(col(rec, "heart.beat"))
    starts = np.flatnonzero(np.diff(beat) > 0) + 1
    ends = np.array([lv[i - 1] for i in starts]) if starts.size else lv[:1]
    hr = float((60.0 / col(rec, "held.t_beat")).mean())
    sv = float(
        col(rec, "beat.sv").mean()
    )  # whole beats: a window's mean flow depends on where it cuts
    co = sv * hr / 1000.0
    ejecting = float((q > 0).mean()) * 60.0 / hr * 1000.0
    dt = every * DT_S
    return {
        "HR": hr, "SBP": sbp, "DBP": dbp, "MAP": float(ao.mean()), "pulse_pressure": sbp - dbp,
        "CO": co, "SV": sv, "RVSP": per_beat(rec, col(rec, "out.p_rv"), "max"),
        "PA_systolic": per_beat(rec, pa, "max"), "PA_diastolic": per_beat(rec, pa, "min"),
        "PA_mean": float(pa.mean()), "PCWP": float(col(rec, "out.p_la").mean()),
        "CVP": float(col(rec, "out.p_ra").mean()), "RAP": float(col(rec, "out.p_ra").mean()),
        "LVEDV": edv, "LVESV": esv, "LVEF": 100.0 * (edv - esv) / edv, "LVEDP": float(ends.mean()),
        "RVEDV": red, "RVESV": res, "RVEF": 100.0 * (red - res) / red,
        "ejection_time": ejecting, "dPdt_max": per_beat(rec, np.gradient(lv, dt), "max"),
        "IVRT": _ivrt(rec, every), "stroke_work": (sbp * 0.9 - 8.0) * sv * 0.0136,
        "Ea": 0.9 * sbp / sv,
    }  # fmt: skip


def _ivrt(rec: Array, every: int) -> float:
    """Aortic closure to mitral opening (ms)."""
    q_out, q_in = col(rec, "out.q_aortic"), col(rec, "out.q_mitral")
    closes = np.flatnonzero((q_out[:-1] > 0) & (q_out[1:] <= 0))
    opens = np.flatnonzero((q_in[:-1] <= 0) & (q_in[1:] > 0))
    gaps = [int(opens[opens > c][0] - c) for c in closes if (opens > c).any()]
    return float(np.median(gaps)) * every * DT_S * 1000.0 if gaps else float("nan")


def breathing(rec: Array) -> dict[str, float]:
    """What a spirometer and a blood-gas machine would say."""
    v = col(rec, "out.v_left") + col(rec, "out.v_right")
    last = rec[-1]

    def now(name: str) -> float:
        return float(last[place(name)])

    hb = now("held.hb")
    p_dry = 713.0
    o2 = col(rec, "lung_left.o2") + col(rec, "lung_right.o2")
    p_o2 = float((o2 / v).mean()) * p_dry
    pao2, paco2 = (
        float(col(rec, "exchange.p_ao2").mean()),
        float(col(rec, "exchange.p_aco2").mean()),
    )
    rr = float(col(rec, "breath.rr").mean())
    vt = float(col(rec, "breath.tidal").mean())
    x = col(rec, "out.x_pleura_left")
    return {
        "RR": rr, "VT": vt, "VE": rr * vt / 1000.0, "FRC": float(v.min()),
        "PaO2": pao2, "PaCO2": paco2, "pH_a": now("blood.ph"), "BE": now("blood.be"),
        "SaO2": 100.0 * float(blood.saturation_of(now("exchange.c_ao2"), pao2, hb)),
        "SvO2": 100.0 * float(blood.saturation_of(now("exchange.c_vo2"), 40.0, hb)),
        "PvO2_mixed": po2_of(now("exchange.c_vo2"), hb), "PAO2": p_o2,
        "EtCO2": float(col(rec, "breath.etco2").mean()), "A-a_O2_gradient": p_o2 - pao2,
        "Ppl_end_exp": float(np.percentile(x, 90)), "lactate": now("lactate.0"),
    }  # fmt: skip


def po2_of(content: float, hb: float) -> float:
    """PO2 (mmHg) of venous blood (pH 7.37) with this oxygen content."""
    grid = np.linspace(5.0, 120.0, 400)
    held = [float(blood.o2_content(p, blood.saturation(p, 7.37, 37.0, 0.0), hb)) for p in grid]
    return float(np.interp(content, held, grid))


def oxygen_use(twin: Twin, seconds: float) -> tuple[float, float]:
    """Oxygen used and carbon dioxide given off (mL STPD/min) over a while."""
    before = twin.state[lay.LEDGER : lay.LEDGER + 2].copy()
    run(twin, seconds)
    used, made = twin.state[lay.LEDGER : lay.LEDGER + 2] - before
    return float(used / seconds * 60.0), float(made / seconds * 60.0)


def until(twin: Twin, done: Callable[[Truth], bool], limit_s: float, every_s: float = 1.0) -> float:
    """Seconds until `done(truth)` is true; the limit when it never is."""
    start = twin.tick
    while (twin.tick - start) * DT_S < limit_s:
        run(twin, every_s)
        if done(twin.truth()):
            break
    return (twin.tick - start) * DT_S


def bleed(twin: Twin, volume_ml: float, over_s: float, name: str = "median_cubital_vein") -> None:
    """Let out a volume at an even rate through one opening whose size is adjusted."""
    lost = twin.truth().blood_lost_ml
    area = 2.0
    steps = max(int(over_s / 5.0), 1)
    for k in range(steps):
        want = lost + volume_ml * (k + 1) / steps
        before = twin.truth().blood_lost_ml
        do(twin, f"OpenVessel name={name} side=left area_mm2={area:.4f}")
        run(twin, over_s / steps)
        got = twin.truth().blood_lost_ml - before
        need = want + volume_ml / steps - twin.truth().blood_lost_ml
        area = min(max(area * need / max(got, 0.05 * abs(need) + 1e-3), 0.02), 500.0)
    do(twin, f"OpenVessel name={name} side=left area_mm2=0")


def branch(twin: Twin) -> Twin:
    """An independent copy."""
    return Twin.restore(twin.save())
