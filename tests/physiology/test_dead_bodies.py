"""What a body does when it is dead: it cools, stands still, and comes to an end."""

import pytest

from physiology import Patient, actions
from physiology.layout import place
from physiology.organs import circulation, tissues
from physiology.parameters import table

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)

CHILD = Patient(age_y=9, sex="female", height_cm=116, weight_kg=24.5)


def lived(fresh, deed, minutes):
    twin = fresh(MAN)
    twin.apply(actions.parse(deed)[1])
    for _ in range(minutes):
        twin.step(60 * 500)
    return twin


@pytest.mark.parametrize(
    "deed",
    [
        "Bleed name=femoral_artery side=left rate_ml_per_min=400",
        "Develop disease=postpartum_hemorrhage severity_fraction=1",
    ],
)
def test_empty_arteries_lie_flat(fresh, deed):
    dead = lived(fresh, deed, 25).truth()
    assert dead.outcome == "dead"
    assert -0.5 <= dead.map_mmhg < 5.0


@pytest.mark.parametrize(
    ("who", "deeds", "vessel"),
    [
        (CHILD, ["OpenVessel name=aorta side=left area_mm2=700"], "vessels.v_sa"),
        (
            MAN,
            [
                "Bleed name=pulmonary_artery side=left rate_ml_per_min=3000",
                "Strain effort_mmhg=100",
            ],
            "vessels.v_pv",
        ),
    ],
)
def test_nothing_is_sucked_out_of_an_empty_vessel(fresh, who, deeds, vessel):
    """Neither by the chest behind the aorta nor by emptied lungs behind full veins."""
    twin = fresh(who)
    for deed in deeds:
        twin.apply(actions.parse(deed)[1])
    least = 1e9
    for _ in range(120):
        twin.step(1000)
        least = min(least, twin.state[place(vessel)])
    assert least >= 0.0


def test_cells_come_to_an_end(fresh):
    twin = lived(fresh, "Develop disease=laryngospasm severity_fraction=1", 30)
    early = twin.truth()
    twin.step(3600 * 500)
    late = twin.truth()
    most = table()["tissues.lactate_most"].value
    assert early.outcome == "dead"
    assert early.lactate_mmol_l < late.lactate_mmol_l + 0.5 < most + 1.0
    assert 5.0 < late.map_mmhg < 20.0  # full of blood that stands still


def test_half_way_to_its_end_glycolysis_gives_three_quarters():
    p = tissues.Params(*(0.0,) * len(tissues.Params._fields))._replace(
        lactate0=1.0, lactate_most=19.0
    )
    assert tissues.fuel(1.0, p) == 1.0
    assert tissues.fuel(10.0, p) == pytest.approx(0.75)
    assert tissues.fuel(40.0, p) == 0.0


def test_a_flat_vein_takes_nothing_from_a_flat_one():
    """Valves leak a twentieth of the pressure that is higher behind them, and nothing else."""
    rows = table()
    p = circulation.Params(*(rows[f"circulation.{n}"].value for n in circulation.Params._fields))
    b = circulation.Bed(*(rows[f"bed.muscle.{n}"].value for n in circulation.Bed._fields))
    v0 = b.v0_vein
    flat = circulation.transmural(0.6 * v0, v0, b.c_vein)
    for p_tv, back in (
        (flat - 1.0, 0.0),
        (flat + 1.0, -0.05 / b.r_vein),
        (flat + 3.0, -0.15 / b.r_vein),
    ):
        flow = circulation.bed_flow(b.v0_cap, 0.6 * v0, v0, b.r, 0.0, p_tv, -1e3, 0.0, 18.5, p, b)
        assert flow.q_out == pytest.approx(back)
