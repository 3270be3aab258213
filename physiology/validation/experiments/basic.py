"""Which function reproduces which condition, for the body of the first case."""

from __future__ import annotations

from collections.abc import Callable

from physiology.validation.experiments import apnea, circulation, lungs, obstruction, rest
from physiology.validation.experiments.subjects import Result, Subjects

REST = "supine, air, 30 y 75 kg"
EXPERIMENTS: dict[tuple[str, str], Callable[[Subjects], Result]] = {
    ("rest_male", REST): rest.rest_male,
    ("rest_female", "supine, air, 30 y 60 kg"): rest.rest_female,
    ("organ_flow", "rest male"): rest.organ_flow,
    ("organ_flow", "PaCO2 40->25"): rest.cbf_hypocapnia,
    ("pv_loop", "rest male"): rest.pv_loop,
    ("pv_loop", "rest, CMR incl. papillaries rules differ from other series"): rest.cmr,
    ("gas_exchange", "O2 cascade"): rest.cascade,
    ("gas_exchange", "dissociation pH7.4 37C"): lungs.dissociation,
    ("gas_exchange", "PO2 40"): lungs.so2_at(40.0),
    ("gas_exchange", "PO2 60"): lungs.so2_at(60.0),
    ("gas_exchange", "PCO2 20 acute from 40"): lungs.ph_hypocapnia,
    ("gas_exchange", "healthy"): lungs.shunt,
    ("gas_exchange", "one-lung ventilation FiO2 1.0 lateral"): lungs.one_lung,
    ("gas_exchange", "one-lung ventilation"): lungs.one_lung,
    ("resp_mechanics", "anaesthetised paralysed"): lungs.mechanics_asleep,
    ("resp_mechanics", "induction of anaesthesia"): lungs.induction,
    ("haemorrhage", "1000 ml in 3 stages, healthy conscious men"): circulation.bleed_1000,
    ("haemorrhage", "1000 ml, healthy men"): circulation.bleed_1000,
    ("haemorrhage", "375 ml phlebotomy over 6.4 min"): circulation.bleed_375,
    ("haemorrhage", "375 ml phlebotomy"): circulation.bleed_375,
    ("haemorrhage", "class I <15%"): circulation.atls(0.10, 20),
    ("haemorrhage", "class II 15-30%"): circulation.atls(0.225, 20),
    ("haemorrhage", "class III 30-40%"): circulation.atls(0.35, 20),
    ("haemorrhage", "class IV >40%"): circulation.atls(0.43, 20),
    ("haemorrhage", "class III 31-40%"): circulation.massive_bleed_be(0.36),
    ("haemorrhage", "1000 ml untreated, 1 h"): circulation.refill,
    ("haemorrhage", "1 L crystalloid, 60 min after end"): circulation.crystalloid,
    ("apnoea", "anaesthetised, first minute"): apnea.apnea_co2,
    ("apnoea", "anaesthetised, minutes 2-4"): apnea.apnea_co2,
    ("apnoea", "anaesthetised apnoeic oxygenation 15 min"): apnea.apneic_oxygenation,
    ("apnoea", "preox healthy controls, anaesthetised"): apnea.berthoud,
    ("apnoea", "awake breath-hold, first 20 s"): apnea.breath_hold,
    ("obstructive", "tension ptx spontaneous, 5 min"): obstruction.tension_spontaneous,
    ("obstructive", "tension ptx ventilated, minutes"): obstruction.tension_ventilated,
    ("obstructive", "needle decompression"): obstruction.decompression,
    ("obstructive", "tamponade human"): obstruction.tamponade,
    ("obstructive", "tamponade"): obstruction.tamponade,
    ("obstructive", "no effusion"): obstruction.no_effusion,
    ("manoeuvre", "passive leg raise healthy"): circulation.leg_raise,
    ("ventilation", "PEEP 0->20"): circulation.peep,
    ("ventilation", "euvolaemia IPPV 8 ml/kg"): circulation.ppv,
    ("ventilation", "oesophageal intubation"): lungs.esophagus,
    ("ventilation", "right main-stem"): lungs.right_main_stem,
    ("ventilation", "apnoea->IPPV 6 L/min"): apnea.washout,
}
