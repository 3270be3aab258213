"""Large-scale work: cohorts, fuzz, ready bodies, what time may do, errors by kind."""

import time

import numpy as np
import pytest

from physiology import Patient, Twin, actions, cohort, many, ready
from physiology.errors import Conflict, OtherModel, OutOfRange, TwinError, UnknownName
from physiology.validation import fuzz

MAN = Patient(age_y=30, sex="male", height_cm=178, weight_kg=75)


def double(x):
    return 2 * x


def test_work_is_spread_and_told():
    told = []
    found = many.spread(double, list(range(9)), lambda f, _: told.append(f), workers=1)
    assert sorted(found) == [2 * k for k in range(9)]
    assert told[-1] == 1.0


def test_work_that_is_stopped_keeps_what_it_has():
    def stop(x):
        if x == 3:
            raise KeyboardInterrupt
        return x

    assert list(many.spread(stop, [0, 1, 2, 3, 4], workers=1)) == [0, 1, 2]


def test_a_cohort_lives_and_bleeds():
    bleed = "OpenVessel name=femoral_artery side=left area_mm2=60 @2"
    calm = cohort.study(3, 1.5, workers=1)
    bled = cohort.study(3, 1.5, (actions.parse(bleed),), workers=1)
    assert calm["patients"] == calm["alive"] == 3
    assert calm["patient_s_per_s"] > 50
    assert bled["percentiles"]["map_mmhg"]["50"] < calm["percentiles"]["map_mmhg"]["50"] - 8


def test_people_of_a_cohort_differ_and_are_the_same_every_time():
    people = [cohort.somebody(k) for k in range(40)]
    assert people == [cohort.somebody(k) for k in range(40)]
    assert {who.sex for who in people} == {"male", "female"}
    assert np.std([who.weight_kg for who in people]) > 8


@pytest.mark.parametrize(("depth_cm", "rate"), [(12.0, 1.0), (5.6, 2.4), (7.0, 200.0)])
def test_hands_squeeze_no_more_out_of_a_chamber_than_it_holds(depth_cm, rate):
    """Slow deep compressions once emptied atria and great veins below nothing."""
    twin = Twin(MAN)
    twin.apply(actions.Compress(depth_cm, rate))
    for _ in range(120):
        twin.step(500)
        assert fuzz.broken(twin) == ""


def test_fuzz_reaches_every_deed_and_asks_for_nonsense():
    rng = np.random.default_rng(1)
    kinds = {type(fuzz.deed(rng)).__name__ for _ in range(900)}
    assert kinds == set(actions.ACTIONS)
    refused = 0
    for _ in range(300):
        name, fields = fuzz.absurd(rng)
        try:
            actions.make(name, fields)
        except TwinError:
            refused += 1
    assert refused > 100


def test_the_shelf_gives_the_settled_body_and_never_another(tmp_path, monkeypatch):
    file = tmp_path / "ready.npz"
    body = Twin(MAN).save()
    ready.write([(MAN, lambda: body)], file)
    assert ready.shelf(file) == {ready.key(MAN): body}
    assert ready.key(MAN) != ready.key(Patient(30, "male", 178, 75, seed=1))
    monkeypatch.setattr(ready, "source_hash", lambda: "other equations")
    ready.shelf.cache_clear()
    assert ready.shelf(file) == {}
    file.write_bytes(b"no archive")
    ready.shelf.cache_clear()
    assert ready.shelf(file) == {}
    assert ready.shelf(tmp_path / "none.npz") == {}
    ready.shelf.cache_clear()


def test_a_settled_body_is_at_hand_in_a_moment():
    Twin(MAN)
    start = time.thread_time()
    twin = Twin(MAN)
    assert time.thread_time() - start < 0.05
    assert twin.digest() == Twin.restore(Twin.settled_anew(MAN)).digest()


def test_a_save_and_its_restore_take_no_longer_than_they_must(fresh):
    twin = fresh()
    Twin.restore(twin.save())
    best = min(_cpu_s(lambda: Twin.restore(twin.save())) for _ in range(30))
    assert best < 200e-6, "100 us on a quiet machine: see twin bench"
    into = twin.state.copy()
    assert min(_cpu_s(lambda: np.copyto(into, twin.state)) for _ in range(30)) < 20e-6


def _cpu_s(work):
    start = time.thread_time()
    work()
    return time.thread_time() - start


@pytest.mark.parametrize("ticks", [0, -1, 10**16, 1.5, float("nan"), "long"])
def test_time_goes_forward_by_steps_that_can_be(fresh, ticks):
    twin = fresh()
    before = twin.digest()
    with pytest.raises(OutOfRange, match=r"ticks is .*from 1 to 432000000.*ten days|10 days"):
        twin.step(ticks)
    assert twin.digest() == before


@pytest.mark.parametrize(
    ("deed", "kind"),
    [
        ("GiveDrug drug=adrenalyn dose_mg=1", UnknownName),
        ("GiveDrug drug=propofol dose_mg=1 route=im", UnknownName),
        ("GiveDrug drug=propofol dose_mg=1e5", OutOfRange),
        ("OpenVessel name=mystery side=left area_mm2=1", UnknownName),
        ("Develop disease=plague severity_fraction=1", UnknownName),
        ("Compress depth_cm=1e400", OutOfRange),
        ("OpenVessel name=femoral_artery side=up area_mm2=1", UnknownName),
    ],
)
def test_errors_tell_their_kind(fresh, deed, kind):
    with pytest.raises(kind):
        fresh().apply(actions.parse(deed)[1])


def test_more_drugs_than_a_body_holds_is_a_conflict(fresh, monkeypatch):
    monkeypatch.setattr("physiology.pharmacology.N_DRUGS", 1)
    twin = fresh()
    twin.apply(actions.GiveDrug("propofol", 1.0))
    with pytest.raises(Conflict, match="fentanyl"):
        twin.apply(actions.GiveDrug("fentanyl", 0.1))


def test_a_body_of_another_model_is_not_restored(fresh, monkeypatch):
    twin = fresh()
    with monkeypatch.context() as other:
        other.setattr("physiology.twin.source_hash", lambda: "0123456789abcdef")
        saved = twin.save()
    with pytest.raises(OtherModel, match=r"0123456789abcdef.*replay its deeds"):
        Twin.restore(saved)


@pytest.mark.parametrize("at", [0, 9, 13, 40, 5000])
def test_a_saved_body_that_was_touched_is_not_restored(fresh, at):
    saved = bytearray(fresh().save())
    saved[at] ^= 0x10
    with pytest.raises(OtherModel, match="saved body"):
        Twin.restore(bytes(saved))
    with pytest.raises(OtherModel, match="saved body"):
        Twin.restore(bytes(saved[:at]))


def test_an_allergy_to_nothing_known_is_said_as_one(fresh):
    with pytest.raises(UnknownName, match="patient: allergy to 'moonlight'"):
        Patient(40.0, "male", 180.0, 80.0, conditions=("allergy:moonlight",))


@pytest.mark.slow
def test_shipped_bodies_match_these_equations():
    """After an edit of physiology/: `uv run launcher.py twin ready`."""
    shelf = ready.shelf()
    assert ready.key(MAN) in shelf, "run launcher.py twin ready"
    assert Twin.restore(shelf[ready.key(MAN)]).digest() == (
        Twin.restore(Twin.settled_anew(MAN)).digest()
    )
