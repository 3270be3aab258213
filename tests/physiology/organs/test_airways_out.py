"""The waterfall in the airways: flow out of a lung that no effort raises; gas that stays behind."""

import math

import pytest

from physiology import DT_S, actions, parameters
from physiology.layout import PARAM_NAMES, place
from physiology.organs import lungs

TABLE = parameters.table()
P = lungs.Params(*(TABLE[f"lungs.{name}"].value for name in lungs.Params._fields))


def test_greatest_flow_by_hand():
    # recoil 15.5 + 0.5 of the walls = 16, root 4; wide open above v_trap + v_wide_out
    v = (P.v_trap + P.v_wide_out + 100.0) * P.f_left
    assert lungs.most_out(v, 16.0 - P.x_tube, P.f_left, 0.0, P) == pytest.approx(
        P.f_left * P.k_limit * 4.0
    )
    half = (P.v_trap + 0.5 * P.v_wide_out) * P.f_left
    assert lungs.most_out(half, 16.0 - P.x_tube, P.f_left, 0.0, P) == pytest.approx(
        0.5 * P.f_left * P.k_limit * 4.0
    )


def airflow(x_pleura, limit):
    v = 3500.0
    recoil = lungs.recoil(v * P.f_left, P.f_left, 1.0, P)
    m = lungs.Mechanics(x_pleura, x_pleura, x_pleura + recoil, x_pleura + recoil, 0.0)
    return lungs.airflow(
        m,
        v * P.f_left,
        v * (1.0 - P.f_left),
        0.0,
        0.0,
        60.0,
        1.0,
        1.0,
        1.0,
        1.0,
        1.0,
        limit,
        0.0,
        P,
    )


def test_more_effort_brings_no_more_flow():
    assert airflow(30.0, 0.0).q_mouth == airflow(90.0, 0.0).q_mouth
    quiet = 2.0 - lungs.recoil(3500.0 * P.f_left, P.f_left, 1.0, P)  # alveoli at 2 cmH2O
    assert 0.0 < -airflow(quiet, 0.0).q_mouth < 0.5 * -airflow(30.0, 0.0).q_mouth, "not limited"
    assert abs(airflow(30.0, 0.9).q_mouth) < 0.3 * abs(airflow(30.0, 0.0).q_mouth)


def test_stacked_breaths_by_time_constant(fresh):
    """Linear lung: trapped volume = VT / (exp(Te / RC) - 1), pressure = that over compliance."""
    twin = fresh()
    twin.par[PARAM_NAMES.index("lungs.k_limit")] = 1e6  # resistance alone
    twin.par[PARAM_NAMES.index("lungs.q_least")] = 1e6
    for text in (
        "Sedate depth_fraction=1 relaxed_fraction=1",
        "Obstruct closed_fraction=0.8",
        "Ventilate mode=volume_control rr_per_min=20 vt_ml=400 peep_cmh2o=0 fio2_fraction=0.5",
    ):
        twin.apply(actions.parse(text)[1])
    twin.step(round(120 / DT_S))
    v, x = [], []
    for _ in range(600):
        twin.step(5)
        y = twin.state
        v.append(y[place("out.v_left")] + y[place("out.v_right")])
        x.append(y[place("out.x_alveoli_left")])
    c = (max(v) - min(v)) / (max(x) - min(x))
    lower = P.r_lower * (1.0 + P.f_r_asleep) * P.v_wide / (0.5 * (max(v) + min(v)))
    r = P.r_upper / 0.2**2 + lower
    t_out = 3.0 * (1.0 - 0.33)
    want = 400.0 / c / (math.exp(t_out / (r * c)) - 1.0)
    assert want > 2.0, "a case with something to trap"
    assert min(x) == pytest.approx(want, rel=0.15)


def test_spirometry_of_a_healthy_man_and_of_a_sick_one(fresh):
    from physiology.validation.experiments import airway

    well = airway.spirometry(fresh())
    assert well["FVC"] > well["FEV1"] > 0.0
    twin = fresh()
    twin.apply(actions.parse("Develop disease=copd severity_fraction=0.85 over_s=60")[1])
    twin.step(round(600 / DT_S))
    sick = airway.spirometry(twin)
    assert sick["FEV1"] < 0.55 * well["FEV1"]
    assert sick["FEV1_FVC"] < 70.0 < well["FEV1_FVC"], "obstruction"
    assert sick["FRC_sitting"] > well["FRC_sitting"], "trapped gas"
