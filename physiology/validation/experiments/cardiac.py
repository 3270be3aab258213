"""The heart by itself: arrest and what hands bring, failure, filling, tilt, straining, work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from physiology import layout as lay
from physiology.devices import defibrillator
from physiology.organs import defibrillation, rhythm
from physiology.twin import Twin
from physiology.validation import record as rec
from physiology.validation.experiments.subjects import Result, Subjects, change, state
from physiology.validation.record import MAN, OLD, branch, col, do, run, samples
from physiology.validation.record import until as seconds_until

TUBED = (
    "PlaceTube site=trachea",
    "Ventilate mode=volume_control rr_per_min=10 vt_ml=500 peep_cmh2o=0 fio2_fraction=1",
)
HANDS = "Compress depth_cm=5 rate_per_min=110"
SURFACE_M2 = 1.92  # of the man of the table (Du Bois)


def vf(s: Subjects) -> Result:
    """Fibrillation of a healthy heart; nobody helps."""
    twin = s.fresh()
    do(twin, "SetRhythm rhythm=vf")
    gone = seconds_until(branch(twin), lambda t: t.gcs <= 8, 120)
    run(twin, 14)
    low = float(col(samples(twin, 2), "out.p_ao").mean())
    return {"MAP_at_15s": low, "loss_of_consciousness": gone}


def _compressed(s: Subjects, wait_s: float = 60.0) -> Twin:
    twin = s.fresh()
    do(twin, "SetRhythm rhythm=vf")
    run(twin, wait_s)
    do(twin, *TUBED, HANDS)
    return twin


def hands(s: Subjects) -> Result:
    """A minute of compressions 5 cm deep, 110 a minute, one minute into fibrillation."""
    normal = s.fresh().truth().cardiac_output_l_per_min
    twin = _compressed(s)
    run(twin, 60)
    flow = float(col(samples(twin, 20), "out.q_aortic").mean()) * 0.06
    return {"CO_fraction_of_normal": flow / normal}


def poor_hands(s: Subjects) -> Result:
    """Ten minutes late, 4 cm deep."""
    twin = s.fresh()
    do(twin, "SetRhythm rhythm=vf")
    run(twin, 360)
    do(twin, *TUBED, "Compress depth_cm=4 rate_per_min=100")
    run(twin, 120)
    return {"MAP": float(col(samples(twin, 20), "out.p_ao").mean())}


def return_of_circulation(s: Subjects) -> Result:
    """Compressions until a standing heart beats again; the best perfusion pressure on the way."""
    twin = s.fresh()
    do(twin, "SetRhythm rhythm=asystole")
    run(twin, 120)
    do(twin, *TUBED, HANDS)
    best = 0.0
    for _ in range(120):
        run(twin, 2)
        t = twin.truth()
        if t.rhythm != "asystole":
            break
        best = max(best, t.coronary_perfusion_mmhg)
    return {"max_CPP": best if twin.truth().rhythm != "asystole" else float("nan")}


def interrupted(s: Subjects) -> Result:
    """What ten seconds without hands cost the coronaries."""
    twin = _compressed(s)
    run(twin, 60)
    before = twin.truth().coronary_perfusion_mmhg
    do(twin, "Compress depth_cm=0")
    run(twin, 8)
    r = samples(twin, 2)
    left = float((col(r, "out.p_ao") - col(r, "out.p_ra")).mean())
    return {"CPP_loss_fraction": (before - left) / before}


def adrenaline(s: Subjects) -> Result:
    """One milligram into a vein, five minutes into the arrest."""
    twin = _compressed(s, 180)
    run(twin, 60)
    plain = branch(twin)
    do(twin, "GiveDrug drug=epinephrine dose_mg=1 route=iv")
    run(plain, 90)
    run(twin, 90)
    gain = twin.truth().coronary_perfusion_mmhg - plain.truth().coronary_perfusion_mmhg
    return {"CPP_change": gain}


def shock_soon(s: Subjects) -> Result:
    """People for whom 200 J suffice half a minute into fibrillation."""
    twin = s.fresh()
    do(twin, "SetRhythm rhythm=vf")
    run(twin, 30)

    def block(name: str, kind: type[Any]) -> Any:
        at = lay.PARAM_NAMES.index(f"{name}.{kind._fields[0]}")
        return kind(*twin.par[at : at + len(kind._fields)])

    p = block("defibrillation", defibrillation.Params)
    f = float(twin.state[rec.place("rhythm.f_fibrillation")])
    p_now = float(twin.state[rec.place("coronary.p_perfusion")])
    f_perfused = rhythm.perfused(p_now, block("rhythm", rhythm.Params))
    seen = defibrillation.Seen(rhythm.VF, f, f_perfused, 0.0, 0.0, 1.0, 1.0)
    j = defibrillation.density(defibrillator.pulse(200.0, 75.0).peak_a, 1.0, p)
    least = defibrillation.threshold(seen, p)
    return {"first_shock_success": defibrillation.share(j, least, p.s_people)}


def cardiogenic(s: Subjects) -> Result:
    """A quarter of an hour of a left ventricle that fails."""
    twin = s.fresh()
    do(twin, "Develop disease=cardiogenic_shock severity_fraction=0.9")
    run(twin, 900)
    after = state(twin, 20)
    return {"CI": after["CO"] / SURFACE_M2, "SBP": after["SBP"]}


def embolism(s: Subjects) -> Result:
    """A massive embolus, ten minutes, breathing by himself."""
    twin = s.fresh()
    do(twin, "Develop disease=pulmonary_embolism severity_fraction=0.75")
    run(twin, 600)
    after = state(twin, 30)
    return {"EtCO2_PaCO2_gap": after["PaCO2"] - after["EtCO2"]}


def _filled(s: Subjects) -> tuple[Twin, float]:
    """A patient whose output a slow tamponade has halved, and his output before."""
    twin = s.fresh()
    normal = twin.truth().cardiac_output_l_per_min
    do(twin, "GiveFluid fluid=crystalloid volume_ml=750 over_s=1200")
    run(twin, 1200)
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=6 into=pericardium")
    seconds_until(twin, lambda t: t.cardiac_output_l_per_min < 0.52 * normal, 900)
    do(twin, "OpenVessel name=heart_right_ventricle side=none area_mm2=0 into=pericardium")
    run(twin, 60)
    return twin, normal


def tapped(s: Subjects) -> Result:
    """The same, drained; ten minutes later."""
    twin, normal = _filled(s)
    low = state(branch(twin), 20)["CO"]
    do(twin, "Drain space=pericardium volume_ml=1000")
    run(twin, 600)
    after = state(twin, 20)
    return {"RAP": after["RAP"], "CO": after["CO"], "CO_change": 100.0 * (low / normal - 1.0)}


def tilt(angle_deg: float, who_old: bool = False) -> Callable[[Subjects], Result]:
    """Head up, as long as the row says."""

    def trial(s: Subjects) -> Result:
        twin = s.fresh(OLD if who_old else MAN)
        before = state(branch(twin), 30)
        do(twin, f"Tilt angle_deg={angle_deg}")
        run(twin, 180)
        after = state(twin, 30)
        return change(before, after) | {"CO_change": after["CO"] - before["CO"]}

    return trial


def valsalva(s: Subjects) -> Result:
    """Forty millimeters for a quarter of a minute."""
    twin = s.fresh()
    rest = float(col(samples(branch(twin), 10), "out.p_ao").mean())
    do(twin, "Strain effort_mmhg=40")
    r = samples(twin, 15)
    do(twin, "Strain effort_mmhg=0")
    after = samples(twin, 30)
    t = np.arange(len(r)) * 0.01
    p = col(r, "out.p_ao")

    def mean(low: float, high: float) -> float:
        return float(p[(t >= low) & (t < high)].mean())

    rate = 60.0 / np.concatenate([col(r, "held.t_beat"), col(after, "held.t_beat")])
    early = min(mean(k, k + 1.5) for k in (4.0, 5.0, 6.0, 7.0))
    return {
        "MAP_change": mean(0.5, 2.5) - rest, "MAP_change_II": early - rest,
        "MAP_change_from_IIe": mean(12.5, 14.5) - early,
        "ratio_HRmax_HRmin": rate.max() / rate.min(),
    }  # fmt: skip


def valsalva_early(s: Subjects) -> Result:
    """Phase II, when the veins run dry."""
    return {"MAP_change": valsalva(s)["MAP_change_II"]}


def suction(s: Subjects) -> Result:
    """Lower-body suction, 3 mmHg more a minute until 84."""
    twin = s.fresh()
    before = state(branch(twin), 20)
    for k in range(28):
        do(twin, f"LowerBodySuction suction_mmhg={3.0 * (k + 1)}")
        run(twin, 60)
    return change(before, state(twin, 20))


def bicycle(power_w: float) -> Callable[[Subjects], Result]:
    """Minutes of work at one power."""

    def trial(s: Subjects) -> Result:
        twin = s.fresh()
        do(twin, f"Exercise power_w={power_w}")
        run(twin, 300)
        used, _ = rec.oxygen_use(branch(twin), 30)
        after = state(twin, 20)
        vo2 = used / 1000.0 if power_w < 150.0 else used / MAN.weight_kg
        return {"VO2": vo2, "VE": after["VE"], "HR": after["HR"], "CO": after["CO"]}

    return trial


EXPERIMENTS = {
    ("arrest", "VF onset"): vf,
    ("arrest", "standard CPR 5 cm 100-120"): hands,
    ("arrest", "poor CPR late"): poor_hands,
    ("arrest", "CPR with ROSC"): return_of_circulation,
    ("arrest", "compressions interrupted 10 s"): interrupted,
    ("arrest", "epinephrine 1 mg CPR"): adrenaline,
    ("arrest", "VF shock < 1 min"): shock_soon,
    ("shock", "cardiogenic"): cardiogenic,
    ("obstructive", "massive PE"): embolism,
    ("obstructive", "after pericardiocentesis"): tapped,
    ("obstructive", "tamponade dog"): tapped,
    ("manoeuvre", "60 deg head-up tilt"): tilt(60),
    ("manoeuvre", "55 deg head-up tilt"): tilt(55),
    ("manoeuvre", "20 deg head-up tilt"): tilt(20),
    ("manoeuvre", "60 deg HUT older controls"): tilt(60, who_old=True),
    ("manoeuvre", "Valsalva 40 mmHg 15 s, phase I"): valsalva,
    ("manoeuvre", "Valsalva phase II early"): valsalva_early,
    ("manoeuvre", "Valsalva phase II late"): valsalva,
    ("manoeuvre", "Valsalva"): valsalva,
    ("manoeuvre", "exercise 100 W"): bicycle(100),
    ("manoeuvre", "exercise max male 30y"): bicycle(250),
    ("manoeuvre", "exercise max untrained"): bicycle(250),
    ("haemorrhage", "LBNP presyncope 3 mmHg/min"): suction,
}
