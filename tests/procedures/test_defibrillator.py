"""The machine's own logic: charge first, pads first, and nothing fires by itself."""

import pytest

from physiology.actions import Shock
from simulator.procedures import defibrillator as box


def test_choose_charge_shock():
    machine = box.stick(box.choose(box.Machine(), 195.0), "anterolateral")
    assert machine.energy_j == 200.0
    assert box.fire(machine, 0.0).refusal == "not_charged"
    machine = box.charge(machine, 10.0)
    assert box.state(machine, 14.0) == "charging"
    assert box.fire(machine, 14.0).refusal == "charging"
    # 1 s + 200 J / 60 W = 4.3 s
    assert box.state(machine, 14.4) == "ready"
    assert box.charge(machine, 14.4) == machine
    fired = box.fire(machine, 15.0)
    assert fired.deed == Shock(200.0, "unsynchronized", "anterolateral", 75.0)
    assert box.fire(fired.machine, 15.1).refusal == "not_charged"


def test_nobody_fires_and_it_empties_itself():
    machine = box.charge(box.stick(box.Machine(), "anterolateral"), 0.0)
    ready_s = machine.charged_s
    assert box.state(machine, ready_s + 59.0) == "ready"
    assert box.state(machine, ready_s + 61.0) == "empty"


def test_another_energy_lets_the_charge_go():
    machine = box.charge(box.stick(box.Machine(), "anterolateral"), 0.0)
    assert box.state(box.choose(machine, 120.0), 20.0) == "empty"


@pytest.mark.parametrize(
    ("pads", "ohm", "refusal"),
    [(None, 75.0, "no_pads"), ("anterolateral", 400.0, "poor_contact"),
     ("side_by_side", 20.0, "poor_contact"), ("side_by_side", 60.0, "")],
)  # fmt: skip
def test_pads_are_looked_at_before_a_shock(pads, ohm, refusal):
    machine = box.charge(box.stick(box.Machine(), pads, ohm), 0.0)
    fired = box.fire(machine, 10.0)
    assert fired.refusal == refusal
    assert (fired.deed is None) == bool(refusal)


def test_waiting_for_r_waves_goes_off_after_a_shock():
    machine = box.sync(box.charge(box.stick(box.Machine(), "anteroposterior"), 0.0), True)
    fired = box.fire(machine, 10.0)
    assert fired.deed is not None
    assert fired.deed.mode == "synchronized"
    assert not fired.machine.is_synced
