"""The few numbers of Pulse's and BioGears' runs that docs/validation.md quotes, as one table.

    uv run python tools/peer_runs.py FOLDER

FOLDER holds `pulse-4.2/` and `biogears-8.1/` with their 1 Hz runs; the numbers land in
physiology/validation/peer_runs.csv, each with the run it comes from.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
OUT = ROOT / "physiology/validation/peer_runs.csv"
EVENT_S = 30.0  # every run does its first deed half a minute after its start
# label of conditions/*.toml: run, seconds after the deed (None: at rest), name of the engine's run
LOOKS = {
    "rest": ("resting_10min", "resting_5min", None),
    "obstruction@180": ("airway_obstruction_3min", "airway_obstruction_3min", 180.0),
    "obstruction_over@120": ("airway_obstruction_3min", "airway_obstruction_3min", 300.0),
    "tension@300": ("tension_pneumothorax_left_5min", "tension_pneumothorax_left_5min", 300.0),
    "needle@120": ("tension_pneumothorax_left_5min", "tension_pneumothorax_left_5min", 420.0),
    "propofol_140mg@70": ("propofol_140mg", "propofol_140mg", 70.0),
    "rocuronium_50mg@100": ("rocuronium_50mg", "rocuronium_50mg", 70.0),
    "epinephrine_10ug@30": ("epinephrine_10ug", "epinephrine_10ug", 15.0),
    "bleed_1500@600": ("haemorrhage_150x10_saline500", "haemorrhage_150x10_saline500", 600.0),
    "arrest@30": ("asystole_cpr", "arrest_cpr", 30.0),
}
# quantity of quantities/*.toml, its unit: column and factor in either engine's files
COLUMNS = {
    ("heart_rate", "1/min"): ("HeartRate(1/min)", 1.0, "HR", 1.0),
    ("mean_pressure", "mmHg"): ("MeanArterialPressure(mmHg)", 1.0, "MAP", 1.0),
    ("systolic_pressure", "mmHg"): ("SystolicArterialPressure(mmHg)", 1.0, "SBP", 1.0),
    ("diastolic_pressure", "mmHg"): ("DiastolicArterialPressure(mmHg)", 1.0, "DBP", 1.0),
    ("cardiac_output", "L/min"): ("CardiacOutput(L/min)", 1.0, "CO_L_min", 1.0),
    ("stroke_volume", "mL"): ("HeartStrokeVolume(mL)", 1.0, "SV_mL", 1.0),
    ("central_venous_pressure", "mmHg"): ("CentralVenousPressure(mmHg)", 1.0, "CVP", 1.0),
    ("wedge_pressure", "mmHg"): ("PulmonaryCapillariesWedgePressure(mmHg)", 1.0, "", 1.0),
    ("systemic_resistance", "mmHg s/mL"): ("SystemicVascularResistance(mmHg_s/mL)", 1.0, "", 1.0),
    ("oxygen_saturation", "1"): ("OxygenSaturation", 1.0, "SpO2", 1.0),
    ("breathing_rate", "1/min"): ("RespirationRate(1/min)", 1.0, "RR", 1.0),
    ("tidal_volume", "mL"): ("TidalVolume(mL)", 1.0, "VT_mL", 1.0),
    ("end_tidal_co2", "mmHg"): ("EndTidalCarbonDioxidePressure(mmHg)", 1.0, "EtCO2frac", 713.0),
    ("arterial_po2", "mmHg"): ("ArterialOxygenPressure(mmHg)", 1.0, "PaO2", 1.0),
    ("arterial_pco2", "mmHg"): ("ArterialCarbonDioxidePressure(mmHg)", 1.0, "PaCO2", 1.0),
    ("arterial_ph", "1"): ("BloodPH", 1.0, "pH", 1.0),
    ("hemoglobin_mass", "g"): ("HemoglobinContent(g)", 1.0, "Hb_g", 1.0),
    ("hematocrit", "1"): ("Hematocrit", 1.0, "", 1.0),
    ("urine_flow", "mL/min"): ("UrineProductionRate(mL/min)", 1.0, "urine_mL_min", 1.0),
    ("core_temperature", "degC"): ("CoreTemperature(degC)", 1.0, "Tcore", 1.0),
    ("blood_volume", "mL"): ("BloodVolume(mL)", 1.0, "BloodVolume_mL", 1.0),
    ("intracranial_pressure", "mmHg"): ("IntracranialPressure(mmHg)", 1.0, "", 1.0),
    ("oxygen_use", "mL/min"): ("OxygenConsumptionRate(mL/min)", 1.0, "", 1.0),
    ("lactate", "mmol/L"): (
        "Lactate-BloodConcentration(mg/dL)", 10.0 / 89.07, "lactate_mg_dL", 10.0 / 89.07,
    ),
}  # fmt: skip


def main(folder: Path) -> None:
    """Write the table."""
    with OUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["look", "quantity", "unit", "pulse", "biogears", "source"])
        for label, (pulse_run, biogears_run, after_s) in LOOKS.items():
            pulse = _at(folder / f"pulse-4.2/{pulse_run}.csv", "Time(s)", after_s)
            biogears = _at(folder / f"biogears-8.1/{biogears_run}.csv", "time_s", after_s)
            for (quantity, unit), (name, f, other, g) in COLUMNS.items():
                values = [_number(pulse, name, f), _number(biogears, other, g)]
                if any(values):
                    source = f"Pulse 4.2 {pulse_run}, BioGears 8.1 {biogears_run}, built and run"
                    writer.writerow([label, quantity, unit, *values, source])


def _at(path: Path, clock: str, after_s: float | None) -> dict[str, str]:
    """The row nearest to the time; at rest the last one of a resting run."""
    if not path.exists():
        return {}
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    if after_s is None:
        return rows[-1]
    return min(rows, key=lambda r: abs(float(r[clock]) - EVENT_S - after_s))


def _number(row: dict[str, str], name: str, factor: float) -> str:
    text = row.get(name) or ""
    try:
        return f"{float(text) * factor:.5g}" if text else ""
    except ValueError:
        return ""


if __name__ == "__main__":
    main(Path(sys.argv[1]))
