"""Conduction: lengths of beats, blocks, what starts and ends fibrillation, worked out by hand."""

import numpy as np
import pytest

from physiology import parameters
from physiology.noise import happens, noise
from physiology.organs import rhythm

T = parameters.table()
P = rhythm.Params(*(T[f"rhythm.{name}"].value for name in rhythm.Params._fields))
TWITCH = 0.16


def seen(**changes):
    calm = dict(
        n_beat=7.0, t_sinus=0.8, f_sinus=1.0, av_delay=1.0, vagal=0.0, irritability=1.0,
        f_ischemic=0.0, potassium=4.2, p_perfusion=75.0, t_paced=0.0, is_fixed=0.0,
    )  # fmt: skip
    return rhythm.Seen(**(calm | changes))


def state(kind=rhythm.SINUS, **changes):
    calm = dict(
        kind=kind, t_in=0.0, n_beat=7.0, f_beat=1.0, t_beat=0.8, n_atrial=1.0, t_atrial=0.8,
        t_lead=TWITCH, f_atrial=1.0, f_ventricle=1.0, is_wide=0.0, f_fibrillation=1.0,
        f_coupled=1.0, f_qrs=1.0, f_t=1.0, is_paced=0.0,
    )  # fmt: skip
    return rhythm.State(**(calm | changes))


def step(s, i, dt=0.02, tick=10):
    return rhythm.advance(s, i, TWITCH, dt, 1, tick, P)


def test_a_healthy_node_changes_nothing():
    s = step(state(), seen())
    assert (s.t_beat, s.n_atrial, s.t_lead, s.f_ventricle) == (0.8, 1.0, TWITCH, 1.0)


def test_a_slow_node_delays_then_blocks_then_lets_an_escape_beat():
    # delay: 0.16 s more for a factor of 2; refractory 0.3 s x 3 = 0.9 s > 0.7 s: every second one
    assert step(state(), seen(av_delay=2.0)).t_lead == pytest.approx(TWITCH + P.t_pr)
    half = step(state(), seen(av_delay=3.0, t_sinus=0.7))
    assert (half.n_atrial, half.t_beat) == (2.0, pytest.approx(1.4))
    none = step(state(), seen(av_delay=15.0))
    assert none.n_atrial == rhythm.DISSOCIATED
    assert none.t_beat == pytest.approx(P.t_escape)
    assert none.t_atrial == 0.8  # the atria go on


def test_wenckebach_drops_every_third():
    s = state(rhythm.BLOCK_2)
    lengths = []
    for n in range(4):
        s = step(s, seen(n_beat=10.0 + n, t_sinus=0.7))
        lengths.append(round(s.t_beat, 6))
    assert lengths == pytest.approx([1.29, 0.81, 1.29, 0.81]), "the last one waited longer"
    assert sum(lengths[:2]) == pytest.approx(3 * 0.7), "two beats for three of the atria"


def test_mobitz_drops_single_beats_without_a_warning():
    s = state(rhythm.MOBITZ)
    found = []
    for n in range(300):
        s = step(s, seen(n_beat=10.0 + n, t_sinus=0.7))
        found.append((s.n_atrial, round(s.t_beat, 6), s.t_lead))
    assert all(lead == pytest.approx(TWITCH) for _, _, lead in found), "no wait grows"
    assert {(n, t) for n, t, _ in found} == {(1.0, 0.7), (2.0, 1.4)}
    dropped = [n for n, (waves, _, _) in enumerate(found) if waves == 2.0]
    assert min(np.diff(dropped)) >= 2, "never two in a row"
    # share d of long beats: each follows one of the 1 - d others with chance f: d = f (1 - d)
    assert len(dropped) / len(found) == pytest.approx(P.f_dropped / (1 + P.f_dropped), abs=0.06)


def test_an_early_beat_and_its_pause_make_two_whole_beats():
    s = state(rhythm.ECTOPY)
    lengths = []
    for n in range(400):
        s = step(s, seen(n_beat=10.0 + n))
        lengths.append(s.t_beat)
    early = [k for k, t in enumerate(lengths) if t < 0.7]
    assert 20 < len(early) < 90  # of 400, chance 0.15
    for k in early[:-1]:
        assert lengths[k] + lengths[k + 1] == pytest.approx(1.6)


def test_flutter_is_two_to_one_at_a_hundred_and_fifty():
    s = step(state(rhythm.FLUTTER), seen())
    assert s.t_beat == pytest.approx(0.4)  # 2 x 0.2 s
    assert s.n_atrial == 2.0


def test_a_blocked_node_ends_a_circuit_that_runs_through_it():
    assert step(state(rhythm.SVT), seen()).kind == rhythm.SVT
    assert step(state(rhythm.SVT), seen(av_delay=4.0)).kind == rhythm.SINUS
    assert step(state(rhythm.VT), seen(av_delay=4.0)).kind == rhythm.VT


def test_fibrillation_fades_to_standstill_without_perfusion():
    # f' = -f / t_fade: 0.12 is reached after t_fade ln(1 / 0.12) = 480 x 2.12 = 1018 s
    s = state(rhythm.VF)
    t = 0.0
    while s.kind == rhythm.VF and t < 2000.0:
        s = step(s, seen(p_perfusion=0.0), dt=0.5)
        t += 0.5
    assert s.kind == rhythm.ASYSTOLE
    assert t == pytest.approx(1018.0, rel=0.01)
    assert s.f_ventricle == 0.0


def test_standstill_ends_only_with_coronary_pressure():
    for pressure, kind in ((5.0, rhythm.ASYSTOLE), (25.0, rhythm.SINUS)):
        s = state(rhythm.ASYSTOLE, f_coupled=0.0)
        for _ in range(600):
            s = step(s, seen(p_perfusion=pressure), dt=0.5)
        assert s.kind == kind


def test_ischemia_fibrillates_as_often_as_its_hazard_says():
    # one acute anterior infarct for an hour: 6e-5 /s x 0.45 x 3600 s, about 9 of 100
    rate = P.k_ischemia * 0.45
    hearts = 3000
    struck = sum(happens(rate * 3600.0, 1.0, seed, 1, 4) for seed in range(hearts))
    assert struck / hearts == pytest.approx(0.097, abs=0.02)
    assert not happens(0.0, 1.0, 1, 1, 4)


def test_noise_is_even_and_the_same_twice():
    values = [noise(1, k, 3) for k in range(4000)]
    assert values == [noise(1, k, 3) for k in range(4000)]
    assert abs(sum(values) / len(values)) < 0.03
    assert min(values) >= -1.0
    assert max(values) < 1.0
