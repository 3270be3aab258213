"""Drugs of the operating room: relaxants and their reversal, opioids, gases, pressors."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from physiology import formulary, pharmacy
from physiology import layout as lay
from physiology import pharmacology as kinetics
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation.experiments import airway
from physiology.validation.experiments.drugs import REFERENCE, half_time
from physiology.validation.experiments.subjects import Result, Subjects, state
from physiology.validation.record import MAN, branch, do, run

NO_TWITCH = 0.05  # of the first answer: what a hand no longer sees
SEEN = 0.05  # of one of four
LONGEST_S = 7200
AWAKE_INDEX = 93.0  # Eleveld 2018
TWITCH, FADE = lay.place("handles.twitch"), lay.place("handles.fade")


def until(twin: Twin, done: Callable[[Twin], bool], every_s: float = 1.0) -> float:
    """Seconds until `done`, looked at every `every_s`; not a number when it never is."""
    for k in range(round(LONGEST_S / every_s)):
        if done(twin):
            return k * every_s
        run(twin, every_s)
    return math.nan


def count(twin: Twin) -> int:
    """How many of four stimuli the thumb answers to; they fall evenly from first to fourth."""
    first, ratio = twin.state[TWITCH], twin.state[FADE]
    return sum(first * (1.0 - k / 3.0 * (1.0 - ratio)) > SEEN for k in range(4))


def paralysed(s: Subjects, drug: str, mg_per_kg: float) -> Twin:
    """The man asleep and ventilated, the relaxant just given."""
    twin = s.ventilated()
    do(twin, f"GiveDrug drug={drug} dose_mg={mg_per_kg * MAN.weight_kg}")
    return twin


def relaxant(drug: str, mg_per_kg: float) -> Callable[[Subjects], Result]:
    """Seconds until the thumb is still, minutes until a quarter of its answer is back."""

    def experiment(s: Subjects) -> Result:
        twin = paralysed(s, drug, mg_per_kg)
        onset = until(twin, lambda t: t.state[TWITCH] < NO_TWITCH)
        back = until(twin, lambda t: t.state[TWITCH] > 0.25, 5.0)
        return {"onset_T1_zero": onset, "duration_T1_25": (onset + back) / 60.0}

    return experiment


def reversed_at_two(s: Subjects) -> Result:
    """Rocuronium 0.6 mg/kg, at the second answer of four sugammadex 2 mg/kg."""
    twin = paralysed(s, "rocuronium", 0.6)
    until(twin, lambda t: t.state[TWITCH] < NO_TWITCH)
    until(twin, lambda t: count(t) >= 2, 5.0)
    do(twin, f"GiveDrug drug=sugammadex dose_mg={2.0 * MAN.weight_kg}")
    return {"time_to_TOFR_0.9": until(twin, lambda t: t.state[FADE] >= 0.9) / 60.0}


def rescued(s: Subjects) -> Result:
    """Rocuronium 1.2 mg/kg, three minutes later sugammadex 16 mg/kg; from the relaxant on."""
    twin = run(paralysed(s, "rocuronium", 1.2), 180)
    do(twin, f"GiveDrug drug=sugammadex dose_mg={16.0 * MAN.weight_kg}")
    return {"time_to_T1_90": 3.0 + until(twin, lambda t: t.state[TWITCH] >= 0.9) / 60.0}


def denervated(s: Subjects) -> Result:
    """A week after the cord was cut: suxamethonium 1 mg/kg; highest rise of potassium."""
    twin = s.ventilated()
    do(twin, "Develop disease=spinal_cord_injury severity_fraction=1 over_s=60")
    run(twin, 600)  # its effects brought on at once: a week of nights is not what is asked
    before = twin.truth().potassium_mmol_l
    do(twin, f"GiveDrug drug=suxamethonium dose_mg={1.0 * MAN.weight_kg}")
    top = before
    for _ in range(40):
        top = max(top, run(twin, 15).truth().potassium_mmol_l)
    return {"K_rise": top - before}


def kept_level(drug: str, held_min: float) -> Callable[[Subjects], Result]:
    """As `half_time`, under the name that has no hours in it."""

    def experiment(s: Subjects) -> Result:
        (minutes,) = half_time(drug, held_min)(s).values()
        return {"context_sens_half_time": minutes}

    return experiment


def kinetic(drug: str, who: Patient = REFERENCE) -> Callable[[Subjects], Result]:
    """Clearance (L/min) and the last half-life (min, h, s) of the drug's own model."""

    def experiment(s: Subjects) -> Result:
        it = formulary.load()[drug]
        volumes, clearances, _ = pharmacy.kinetic(it, who)
        row = pharmacy.constants(it, who)
        y = np.zeros(kinetics.N_AMOUNTS)
        y[0] = 1.0
        step = 0.02 * volumes[0] / clearances[0] * 60.0
        seen: list[float] = []
        while len(seen) < 40_000 and (not seen or seen[-1] > 1e-4):
            kinetics.disposition(y, 0, row, 0, 0.0, 1.0, step)
            seen.append(float(y[0]))
        late = np.log(seen[-len(seen) // 4 :])
        half_s = -math.log(2.0) * step * (len(late) - 1) / float(late[-1] - late[0])
        unit = {"adenosine": 1.0}.get(drug, 60.0)
        return {
            "clearance": clearances[0],
            "half_life": half_s / unit,
            "elim_half_life": half_s / 3600.0,
        }

    return experiment


def remifentanil_breathing(s: Subjects) -> Result:
    """Carbon dioxide at 7.5 % in the air: the level at which ventilation is half of what it was."""
    volumes, clearances, _ = pharmacy.kinetic(formulary.load()["remifentanil"], MAN)
    twin = s.fresh()
    do(twin, "SetAir pressure_mmhg=760 o2_fraction=0.5 co2_fraction=0.075")
    run(twin, 420)
    before = state(branch(twin), 60)["VE"]
    levels = [0.4, 0.8, 1.2, 1.8]
    shares: list[float] = []
    for level in levels:
        body = branch(twin)
        loading = 0.001 * level * sum(volumes)
        kept = 0.001 * level * clearances[0] * 15.0
        do(
            body,
            f"GiveDrug drug=remifentanil dose_mg={loading} over_s=60",
            f"GiveDrug drug=remifentanil dose_mg={kept} over_s=900",
        )
        run(body, 700)
        shares.append(state(body, 60)["VE"] / before)
    return {"EC50_VE_depression_7.5pctCO2": float(np.interp(-0.5, [-x for x in shares], levels))}


def propofol_index(s: Subjects) -> Result:
    """The processed electroencephalogram with 3 ug/mL where propofol acts, held there."""
    twin = s.ventilated()
    volumes, clearances, _ = pharmacy.kinetic(formulary.load()["propofol"], MAN)
    do(
        twin,
        f"GiveDrug drug=propofol dose_mg={3.0 * volumes[0]}",
        f"GiveDrug drug=propofol dose_mg={3.0 * sum(clearances) * 8.0} over_s=480",
        f"GiveDrug drug=propofol dose_mg={3.0 * clearances[0] * 30.0} over_s=1800",
    )
    at = lay.DRUGS + kinetics.N_AMOUNTS * twin.slots.drugs["propofol"] + kinetics.C_EFFECT
    seen: list[tuple[float, float]] = []
    for _ in range(180):
        run(twin, 10)
        seen.append((abs(twin.state[at] - 3.0), twin.state[lay.place("handles.eeg_index")]))
    return {"BIS": AWAKE_INDEX * min(seen)[1]}


def remifentanil(s: Subjects) -> Result:
    """Its clearance, and what it does to breathing."""
    return kinetic("remifentanil")(s) | remifentanil_breathing(s)


def ketamine(s: Subjects) -> Result:
    """2 mg/kg over a minute; five minutes later."""
    twin = s.fresh()
    before = state(branch(twin))
    do(twin, f"GiveDrug drug=ketamine dose_mg={2.0 * MAN.weight_kg} over_s=60")
    after = state(run(twin, 285))
    return {f"{name}_change": after[name] - before[name] for name in ("HR", "SBP", "MAP")}


def esmolol(s: Subjects) -> Result:
    """0.5 mg/kg, then 100 ug/kg/min; after five minutes, in percent."""
    twin = s.fresh()
    before = state(branch(twin))
    kg = MAN.weight_kg
    do(twin, f"GiveDrug drug=esmolol dose_mg={0.5 * kg} over_s=60",
       f"GiveDrug drug=esmolol dose_mg={0.1 * kg * 10} over_s=600")  # fmt: skip
    after = state(run(twin, 285))
    return {"HR_change": 100.0 * (after["HR"] / before["HR"] - 1.0)}


def amiodarone(s: Subjects) -> Result:
    """300 mg over ten minutes."""
    twin = s.fresh()
    before = state(branch(twin))
    do(twin, "GiveDrug drug=amiodarone dose_mg=300 over_s=600")
    return {"SBP_change": state(run(twin, 585))["SBP"] - before["SBP"]}


def salbutamol_asthma(s: Subjects) -> Result:
    """An attack, 5 mg nebulized; forced expiration half an hour later, in percent."""
    twin = s.fresh()
    do(twin, "Develop disease=asthma severity_fraction=0.5")
    run(twin, 1200)
    before = airway.spirometry(branch(twin))["FEV1"]
    do(twin, "GiveDrug drug=salbutamol dose_mg=5 route=inhaled over_s=600")
    run(twin, 1800)
    return {"FEV1_change": 100.0 * (airway.spirometry(twin)["FEV1"] / before - 1.0)}


def salbutamol_potassium(s: Subjects) -> Result:
    """10 mg nebulized; potassium an hour and a half later."""
    twin = s.fresh()
    before = twin.truth().potassium_mmol_l
    do(twin, "GiveDrug drug=salbutamol dose_mg=10 route=inhaled over_s=600")
    return {"K_change": run(twin, 5400).truth().potassium_mmol_l - before}


def furosemide(s: Subjects) -> Result:
    """40 mg; urine of two hours."""
    twin = s.fresh()
    do(twin, "GiveDrug drug=furosemide dose_mg=40 over_s=60")
    return {"urine_2h": run(twin, 7200).truth().urine_ml}


def sevoflurane(s: Subjects) -> Result:
    """MAC at forty."""
    return {"MAC_40y": pharmacy.mac_pct(formulary.load()["sevoflurane"], 40.0)}


EXPERIMENTS: dict[tuple[str, str], Callable[[Subjects], Result]] = {
    ("pkpd", "rocuronium 0.6 mg/kg"): relaxant("rocuronium", 0.6),
    ("pkpd", "rocuronium 1.2 mg/kg"): relaxant("rocuronium", 1.2),
    ("pkpd", "succinylcholine 1.0 mg/kg"): relaxant("suxamethonium", 1.0),
    ("pkpd", "vecuronium 0.1 mg/kg"): relaxant("vecuronium", 0.1),
    ("pkpd", "succinylcholine burn/denervation"): denervated,
    ("pkpd", "sugammadex 2 mg/kg at TOF count 2"): reversed_at_two,
    ("pkpd", "sugammadex 16 mg/kg 3 min after roc 1.2"): rescued,
    ("pkpd", "propofol BIS at Ce 3"): propofol_index,
    ("pkpd", "epinephrine septic"): kinetic("epinephrine"),
    ("pkpd", "remifentanil 3 h"): kept_level("remifentanil", 180.0),
    ("pkpd", "alfentanil 3 h"): kept_level("alfentanil", 180.0),
    ("pkpd", "remifentanil"): remifentanil,
    ("pkpd", "midazolam"): kinetic("midazolam"),
    ("pkpd", "ketamine 2 mg/kg"): ketamine,
    ("pkpd", "norepinephrine SAPS II 20"): kinetic("norepinephrine"),
    ("pkpd", "esmolol 0.5 mg/kg"): kinetic("esmolol"),
    ("pkpd", "esmolol 100 ug/kg/min"): esmolol,
    ("pkpd", "adenosine"): kinetic("adenosine"),
    ("pkpd", "amiodarone 300 mg"): amiodarone,
    ("pkpd", "salbutamol 5 mg neb asthma"): salbutamol_asthma,
    ("pkpd", "salbutamol 10 mg neb"): salbutamol_potassium,
    ("pkpd", "furosemide 40 mg iv"): furosemide,
    ("pkpd", "sevoflurane"): sevoflurane,
}
