"""What can be known of a body: Vitals (what attached devices show) and Truth (what is so).

A number that no attached device shows, or that a device fails to measure, is NaN.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Outcome = Literal["alive", "dead"]


class Vitals(NamedTuple):
    """One reading of the monitor, at one tick. NaN: not attached, or no reading."""

    tick: int
    hr_per_min: float  # from the ECG; from the pleth or arterial line without one
    spo2_pct: float  # averaged and delayed by the finger; NaN when perfusion is too low
    pleth_fraction: float  # perfusion index of the pleth trace, 0-1
    nibp_sys_mmhg: float  # the last finished cuff reading
    nibp_dia_mmhg: float
    nibp_map_mmhg: float
    nibp_age_s: float  # seconds since that reading; NaN before the first
    nibp_state: str  # "off", "idle", "measuring", "failed"
    abp_sys_mmhg: float  # arterial line
    abp_dia_mmhg: float
    abp_map_mmhg: float
    etco2_mmhg: float  # capnograph
    rr_per_min: float  # capnograph, else ECG impedance
    temp_degc: float
    paw_peak_cmh2o: float  # ventilator
    vt_exp_ml: float  # ventilator
    paw_plateau_cmh2o: float  # ventilator, as last held at the end of inspiration; NaN before
    paw_mean_cmh2o: float  # ventilator
    peep_cmh2o: float  # ventilator, at the mouth at the end of expiration
    peep_total_cmh2o: float  # ventilator, as last held at the end of expiration; NaN before
    vt_in_ml: float  # ventilator
    minute_volume_l_per_min: float  # ventilator, expired
    vent_rr_per_min: float  # breaths that the ventilator gave or supported
    vent_rr_own_per_min: float  # of these, what the patient began and the ventilator supported
    sensors: str = ""  # what is on the patient, ids in order of the alphabet with blanks between


class Truth(NamedTuple):
    """What is so, for the assessor and the scene; never shown to a trainee as a number."""

    tick: int
    outcome: str  # "alive" | "dead"
    cause: str  # id of the cause of death, "" while alive
    rhythm: str  # "sinus", "bradycardia", "paced", "pea", "asystole", and those of organs/rhythm.py
    hr_per_min: float
    sbp_mmhg: float
    dbp_mmhg: float
    map_mmhg: float
    cvp_mmhg: float
    cardiac_output_l_per_min: float
    stroke_volume_ml: float
    sao2_pct: float
    pao2_mmhg: float
    paco2_mmhg: float
    svo2_pct: float
    ph: float
    be_mmol_l: float
    lactate_mmol_l: float
    hb_g_dl: float
    blood_volume_ml: float
    blood_lost_ml: float
    rr_per_min: float
    tidal_ml: float
    breath_phase_fraction: float  # 0-1, inspiration starts at 0
    beat_phase_fraction: float  # 0-1, ventricular systole starts at 0
    lung_left_ml: float  # gas volume of each lung, now
    lung_right_ml: float
    flow_left_ml_per_s: float  # gas flow into each lung; sounds follow it
    flow_right_ml_per_s: float
    pleural_gas_left_ml: float
    pleural_gas_right_ml: float
    pleural_blood_left_ml: float
    pleural_blood_right_ml: float
    pleural_pressure_left_mmhg: float
    pleural_pressure_right_mmhg: float
    pericardial_blood_ml: float
    mediastinal_shift_ml: float  # volume pushed across; positive towards the right side
    chest_left_ml: float  # volume of each half thorax: lung + pleural content
    chest_right_ml: float
    diaphragm_left_ml: float  # part of that half's change taken by its dome (down is positive)
    diaphragm_right_ml: float
    airway_narrowing_fraction: float  # of the small airways: 0 open, 1 as in a near-fatal attack
    work_of_breathing_fraction: float  # effort now over the effort that can be kept up
    fatigue_fraction: float  # 0 fresh, 1 exhausted
    consciousness_fraction: float  # 1 alert, 0 unresponsive
    gcs: int
    pain_fraction: float
    skin_perfusion_fraction: float
    capillary_refill_s: float
    sweat_fraction: float
    temp_degc: float
    sodium_mmol_l: float
    potassium_mmol_l: float
    chloride_mmol_l: float
    ionized_calcium_mmol_l: float
    bicarbonate_mmol_l: float
    anion_gap_mmol_l: float  # Na - Cl - bicarbonate
    strong_ion_difference_mmol_l: float  # Na + K + 2 Ca - Cl - lactate - ketones
    glucose_mmol_l: float
    ketones_mmol_l: float
    insulin_mu_l: float
    albumin_g_l: float
    hematocrit_pct: float
    osmolality_mosm_l: float  # effective: 2 (Na + K) + glucose
    urine_ml_per_h: float  # made now
    urine_ml: float  # made since the start
    filtration_ml_per_min: float  # of both kidneys
    plasma_ml: float
    interstitium_ml: float
    cell_water_ml: float
    core_temp_degc: float  # temp_degc is what a thermometer would show
    icp_mmhg: float
    cpp_mmhg: float  # mean arterial less intracranial pressure
    pupil_left_mm: float
    pupil_right_mm: float
    pupils_react: str  # to light: "both", "left", "right", "none"
    seizure_fraction: float
    catecholamine_fraction: float  # of those at rest: 1 calm, 40 the most
    fibrinogen_g_l: float
    clotting_fraction: float  # 1 normal blood, 0 does not clot
    cohb_pct: float
    shivering_fraction: float
    coronary_perfusion_mmhg: float = 0.0  # aorta less right atrium while the heart is slack
    infarct_fraction: float = 0.0  # of the left ventricle's muscle
    twitch_fraction: float = 1.0  # first answer of a train of four over that without relaxants
    train_of_four_fraction: float = 1.0  # fourth answer over the first
    eeg_index_pct: float = 93.0  # processed electroencephalogram, 0-100; 93 awake (Eleveld 2018)
    compression_force_n: float = 0.0  # that hands need at their deepest now; 0 without hands
    chest_stiffness_fraction: float = 1.0  # of the breastbone over that untouched
    shock_waits_s: float = 0.0  # a synchronized shock still looks for an R wave so long; 0 none
