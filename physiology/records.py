"""Blocks of the state that belong to no single organ: records that one clock hands to another.

What an organ keeps for itself is the `State` of its own file; where every block lies in the flat
vectors is on the page `layout.py`, which also hands these on (``lay.Held``).
"""

from typing import NamedTuple


class Spaces(NamedTuple):
    """Shed blood by place (mL) and its hemoglobin (g)."""

    v_pleura_left: float
    v_pleura_right: float
    v_pericardium: float
    v_abdomen: float
    v_outside: float
    v_tissue: float
    m_hb_shed: float


class Clocks(NamedTuple):
    """Breaths drawn, breaths pushed by the ventilator."""

    breath: float
    push: float


class Held(NamedTuple):
    """What the slow clock hands to the fast one until its next step."""

    t_beat: float
    f_electric: float
    f_left: float
    f_right: float
    rr: float
    x_peak: float
    f_noise: float
    f_noise_rate: float
    r_lung_left: float
    r_lung_right: float
    hb: float
    f_inspired_o2: float
    f_inspired_co2: float
    q_plasma_in: float
    q_blood_in: float
    f_wall: float
    v0_wall: float
    f_recoil: float
    x_chest: float
    f_open: float
    f_braked: float
    f_open_left: float
    f_open_right: float
    vent: float
    f_kink: float
    f_air_left: float
    f_air_right: float
    f_r_airway: float
    f_limit: float
    f_slow: float
    x_forced: float
    p_push: float
    k_left: float
    k_right: float
    f_twitch: float
    p_close: float
    f_tube: float
    x_lean: float


class Sums(NamedTuple):
    """Sums over the fast steps of one slow step."""

    p_artery: float
    p_great_veins: float
    q_lung_left: float
    q_lung_right: float
    v_left: float
    v_right: float
    q_out: float
    p_sac: float
    x_high: float
    x_alveoli_left: float
    x_alveoli_right: float
    p_lv: float
    p_coronary: float
    n_relaxed: float
    p_pulmonary: float


class Beat(NamedTuple):
    """The beat now (running) and the last whole one (published)."""

    number: float
    n: float
    p_max: float
    p_min: float
    p_sum: float
    cvp_sum: float
    v_ejected: float
    v_lv_max: float
    v_lv_min: float
    sbp: float
    dbp: float
    map_: float
    cvp: float
    sv: float
    t_since: float
    v_lv_ed: float
    v_lv_es: float


class Breath(NamedTuple):
    """The breath now (running) and the last whole one (published)."""

    number: float
    v_max: float
    v_min: float
    co2_max: float
    x_max: float
    t_since: float
    tidal: float
    rr: float
    etco2: float
    x_paw_peak: float
    v_out: float
    vt_exp: float
    ve: float


class Ledger(NamedTuple):
    """Oxygen used and carbon dioxide made since the start (mL STPD)."""

    o2_used: float
    co2_made: float


class Tally(NamedTuple):
    """Sums over the slow steps of one second, for the body clock."""

    p_artery: float
    p_great_veins: float
    ve: float


class Outputs(NamedTuple):
    """Pressures (mmHg, `x_` cmH2O), flows (mL/s) and volumes (mL) at one moment."""

    p_ao: float
    p_sa: float
    p_lv: float
    p_la: float
    p_rv: float
    p_ra: float
    p_pa: float
    p_pv: float
    p_tv: float
    p_sac: float
    p_thorax: float
    x_pleura_left: float
    x_pleura_right: float
    x_alveoli_left: float
    x_alveoli_right: float
    x_mouth: float
    x_muscle: float
    q_mouth: float
    q_left: float
    q_right: float
    v_left: float
    v_right: float
    v_shift: float
    q_aortic: float
    q_mitral: float
    q_pc_left: float
    q_pc_right: float
    q_caval: float


class BloodNow(NamedTuple):
    """Circulating blood: volume (mL), hemoglobin (g/dl), base excess (mmol/L), arterial pH;
    hemoglobin that carbon monoxide leaves (g/dl), temperature of its dissociation curve (degC).
    """

    v: float
    hb: float
    be: float
    ph: float
    hb_free: float
    temp: float


class Signals(NamedTuple):
    """What skull, heat, fits and stress tell other organs each second; neutral 0 or 1.

    Discharge added (spikes/s); factors on drive to breathe, cortex, brain stem, heart rate, and
    skin resistance; pressure added to what the baroreflex defends (mmHg); tone that a convulsion
    gives the throat (0-1).
    """

    a_sympathetic: float
    a_vagal: float
    f_drive: float
    f_mind: float
    f_stem: float
    f_rate: float
    f_skin: float
    p_set: float
    f_tone: float


class Rest(NamedTuple):
    """The patient's own balance at rest, remembered when the body has settled."""

    q_out: float
    v_left: float
    v_right: float
    v_pleura_left: float
    v_pleura_right: float
    v_isf: float
    v_blood: float
    q_skin: float
    q_liver: float
    do2: float
    hb: float
    is_set: float
    p_artery: float
    heat: float
    p_lv: float
    p_mean: float
    p_veins: float
    q_kidney: float
    ph: float
    v_plasma: float
    nerves: float


class Balance(NamedTuple):
    """What came into the body and left it since the start: water (mL), solutes (mmol), albumin (g).

    Glucose that the liver made came in, glucose that was used left.
    """

    v_in: float
    v_out: float
    na_in: float
    na_out: float
    k_in: float
    k_out: float
    cl_in: float
    cl_out: float
    albumin_in: float
    albumin_out: float
    glucose_in: float
    glucose_out: float


class Sensors(NamedTuple):
    """Delay line and averages of the oximeter, `perfusion` of the skin and `pulse` of where that
    sits; state of the cuff; the thermometer.
    """

    s0: float
    s1: float
    s2: float
    s3: float
    s4: float
    spo2: float
    perfusion: float
    cuff_stage: float
    p_cuff: float
    t_cuff: float
    n_cuff: float
    nibp_sys: float
    nibp_dia: float
    nibp_map: float
    nibp_tick: float
    nibp_failed: float
    next_tick: float
    seen_beat: float
    n_weak: float
    temp: float
    pulse: float


class Inputs(NamedTuple):
    """What deeds have set, apart from the tables of holes, vessels and fluids."""

    n_holes: float
    n_vessels: float
    n_fluids: float
    n_courses: float
    n_drugs: float
    n_places: float
    n_pumps: float
    f_pain_chest: float
    f_pain_other: float
    f_bruise_left: float
    f_bruise_right: float
    oxygen_device: float
    q_oxygen: float
    tube: float
    cuff_cmh2o: float
    vent: float
    vent_rr: float
    vent_vt: float
    vent_pip: float
    vent_peep: float
    vent_fio2: float
    vent_f_in: float
    f_sedated: float
    f_relaxed: float
    f_obstructed: float
    depth_cm: float
    rate_per_min: float
    legs_deg: float
    p_air: float
    f_air_o2: float
    f_air_co2: float
    f_leak: float
    trunk_deg: float
    forced_tick: float
    forced_out: float
    f_forced: float
    cuff_request: float
    cuff_every: float
    seed: float
    tilt_deg: float
    p_strain: float
    p_suction: float
    power_w: float
    pace_ma: float
    pace_rate: float
    pace_wire: float
    pace_fixed: float
    lean_cm: float
    f_duty: float
    press_tick: float
    vent_support: float
    vent_trigger: float
    vent_cycle: float
    vent_t_in: float
    hold_tick: float
    hold_out: float
    t_hold: float
    line_on: float
    line_height: float
    line_drift: float
    line_zero: float
    line_hz: float
    line_damping: float
    flush_tick: float
    spo2_site: float
    temp_added: float
    t_temp_added: float
