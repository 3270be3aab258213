"""Print-outs and the verb: ECG paper true to the millimeter, blood-gas slip, window, pictures."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from physiology import Patient, Twin
from physiology.actions import Attach
from physiology.actions.harm import SetRhythm
from physiology.layout import place
from simulator.core.solo import DEMOS, RHYTHMS, Solo, demo_of
from simulator.errors import InputError
from simulator.monitor import blood_gas
from simulator.monitor.ecg_paper import LEADS, ROWS, Head, leads_of, paper
from simulator.text import catalog

PX = 6.0  # per mm
PATHS = ("left", "right", "accessory")
LEFT_MM, TOP_MM, ROW_MM = 22.0, 18.0, 35.0  # where lead I begins, and the paper


def qimage(*words):
    from PySide6.QtGui import QImage

    return QImage(*words)


def pixels(picture):
    image = picture.convertToFormat(picture.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8)
    return raw.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def is_ink(picture):
    return pixels(picture).sum(axis=2) < 200


def square(hz, seconds_s=10.0, mv=1.0, rate_hz=250.0):
    t = np.arange(round(seconds_s * rate_hz)) / rate_hz
    return np.where((t * hz) % 1.0 < 0.5, mv, 0.0)


class TestPaper:
    def test_a_millivolt_is_ten_millimeters_and_a_second_twenty_five(self):
        made = is_ink(paper({"I": square(1.0)}, Head(), "en", px_per_mm=PX))
        zero = TOP_MM + 20.0
        band = made[round((zero - 12) * PX) : round((zero + 2) * PX)]
        inside = band[:, round((LEFT_MM + 1) * PX) : round((LEFT_MM + 61) * PX)]
        rows = np.flatnonzero(inside.sum(axis=1) > 40 * PX * 0.5)  # the two flat lines
        assert (rows.max() - rows.min()) / PX == pytest.approx(10.0, abs=0.6)
        tall = np.flatnonzero(inside[round(4 * PX) : round(10 * PX)].all(axis=0))
        falls = [c for c, before in zip(tall, [-99, *tall]) if c - before > 10]
        assert np.diff(falls) / PX == pytest.approx(12.5, abs=0.4)  # half a second up, half down

    def test_the_calibration_pulse_is_one_millivolt_high_and_five_millimeters_wide(self):
        made = is_ink(paper({}, Head(), "en", px_per_mm=PX))
        zero = TOP_MM + 20.0
        piece = made[round((zero - 11) * PX) : round((zero + 1) * PX), : round(21.0 * PX)]
        tall = np.flatnonzero(piece[round(3 * PX) : round(9 * PX)].all(axis=0))
        assert (tall.max() - tall.min()) / PX == pytest.approx(5.0, abs=0.5)
        rows = np.flatnonzero(piece.any(axis=1))
        assert (rows.max() - rows.min()) / PX == pytest.approx(10.0, abs=0.6)

    def test_the_grid_has_fine_lines_every_millimeter_and_coarse_ones_every_five(self):
        shade = pixels(paper({}, Head(), "en", px_per_mm=PX)).sum(axis=2)
        row = shade[round((TOP_MM + 2.5) * PX)]
        dark = row[: round(200 * PX)] < row.max() - 8
        ends = np.flatnonzero(dark[1:] & ~dark[:-1])
        assert np.median(np.diff(ends)) == pytest.approx(PX, abs=1)
        darker = np.flatnonzero((row[1:] < 640) & (row[:-1] >= 640))
        assert np.median(np.diff(darker)) == pytest.approx(5 * PX, abs=1)

    def test_each_lead_prints_its_own_quarter_and_its_own_samples(self):
        """A wave in the third quarter of V1 is in V1's place, and nowhere else."""
        wave = np.zeros(2500)
        wave[1500:1600] = 1.0
        flat = dict.fromkeys(LEADS, np.zeros(2500))
        bare = is_ink(paper(flat, Head(), "en", px_per_mm=PX))
        made = is_ink(paper(flat | {"V1": wave}, Head(), "en", px_per_mm=PX))
        rows, columns = np.nonzero(made != bare)
        x_mm, y_mm = columns / PX - LEFT_MM, rows / PX - TOP_MM
        assert x_mm.min() >= 125.0
        assert x_mm.max() <= 187.5
        assert y_mm.max() < ROW_MM
        early = flat | {"V1": np.roll(wave, -1400)}  # before its quarter: not printed
        assert (is_ink(paper(early, Head(), "en", px_per_mm=PX)) == bare).all()

    def test_a_lead_that_is_missing_says_so_and_one_that_fell_off_leaves_a_gap(self):
        none, some = paper({}, Head(), "en"), paper({"II": square(1.0)}, Head(), "en")
        assert (pixels(none) != pixels(some)).any()
        torn = square(1.0)
        torn[500:1250] = np.nan
        gap = is_ink(paper({"II": torn}, Head(), "en", px_per_mm=PX))
        zero = TOP_MM + 3 * ROW_MM + 15.0
        strip = gap[round((zero - 12) * PX) : round((zero + 1) * PX)]
        left, right = (round((LEFT_MM + s * 25.0) * PX) for s in (2.1, 4.9))
        assert not strip[:, left:right].any()

    def test_the_rows_hold_every_lead_once(self):
        assert sorted(name for row in ROWS for name in row) == sorted(LEADS)

    def test_leads_are_the_bodys_own_traces(self):
        twin = Twin(Patient(34.0, "male", 176.0, 80.0))
        twin.step(6000)
        found = leads_of(twin.waveform)
        assert set(found) == set(LEADS)
        assert all(len(wave) == 2500 for wave in found.values())
        assert np.ptp(found["II"]) > 0.5
        np.testing.assert_allclose(found["I"] + found["III"], found["II"], atol=1e-4)

    def test_an_electrode_that_is_off_leaves_its_leads_empty(self):
        twin = Twin(Patient(34.0, "male", 176.0, 80.0))
        twin.apply(Attach("ecg", "left_arm_off"))
        twin.step(6000)
        found = leads_of(twin.waveform)
        assert np.isnan(found["I"][-500:]).all()
        assert np.isfinite(found["II"]).all()
        bare, off = (pixels(paper(leads, Head(), "zh")) for leads in ({"II": found["II"]}, found))
        assert (bare != off).any(), "an electrode that is off is not a lead that nobody recorded"


@pytest.fixture(scope="module")
def blood():
    return Twin(Patient(34.0, "male", 176.0, 80.0)).truth()


class TestSlip:
    def test_health_has_no_flag(self, blood):
        made = blood_gas.rows(blood, "en")
        assert [row.id for row in made if row.flag] == []
        assert len(made) == 16

    def test_flags_point_to_the_side_that_the_value_lies_on(self, blood):
        ill = blood._replace(ph=7.1, paco2_mmhg=70.0, potassium_mmol_l=6.4, be_mmol_l=-9.0)
        made = {row.id: row for row in blood_gas.rows(ill, "en")}
        assert [made[id].flag for id in ("ph", "pco2", "potassium", "be")] == list("▼▲▲▼")
        assert made["be"].value == "−9.0"

    def test_a_value_is_flagged_as_it_is_printed(self, blood):
        edge = {row.id: row for row in blood_gas.rows(blood._replace(paco2_mmhg=45.4), "en")}
        assert (edge["pco2"].value, edge["pco2"].flag) == ("45", "")

    def test_nothing_is_printed_as_minus_nothing(self, blood):
        made = {row.id: row for row in blood_gas.rows(blood._replace(be_mmol_l=-0.02), "en")}
        assert made["be"].value == "0.0"

    def test_units_follow_the_settings(self, blood):
        made = {r.id: r for r in blood_gas.rows(blood, "zh", pressure="kpa", glucose="mg_dl")}
        plain = {r.id: r for r in blood_gas.rows(blood, "zh")}
        assert (made["pco2"].unit, made["glucose"].unit) == ("kPa", "mg/dL")
        assert float(made["pco2"].value) == pytest.approx(
            float(plain["pco2"].value) * 0.1333, abs=0.2
        )
        assert float(made["glucose"].value) == pytest.approx(
            float(plain["glucose"].value) * 18.0, abs=2.0
        )

    def test_words_and_picture_say_the_same_rows(self, blood):
        made = blood_gas.rows(blood, "en")
        words = blood_gas.slip_text(made, "en", person="34 y", taken="now")
        assert all(f"{row.value} " in words and row.name in words for row in made)
        picture = blood_gas.slip_picture(made, "en")
        assert picture.height() > 2 * picture.width() * 0.7
        assert is_ink(picture).mean() > 0.01


class TestSolo:
    def test_every_rhythm_of_the_body_has_a_name_and_deeds(self):
        assert set(RHYTHMS) < set(DEMOS)
        for language in ("en", "zh"):
            assert {f"monitor.rhythm.{id}" for id in DEMOS} <= set(catalog(language))
        for id in RHYTHMS:
            deeds, lived_s = demo_of(id)
            assert deeds[-1][1].rhythm == id
            assert lived_s == 0.0
        assert all(demo_of(id).deeds for id in DEMOS), "every line of demos.toml is read"
        with pytest.raises(InputError, match="asystole"):
            demo_of("waltz")

    def test_a_demonstration_forgets_the_rhythm_before(self):
        body = Solo(Patient(34.0, "male", 176.0, 80.0))
        for id, conducts in (("pre_excitation", (1.0, 1.0, 1.0)), ("vf", (1.0, 1.0, 0.0))):
            body.show(id)
            found = [body.twin.state[place(f"excitation.f_{path}")] for path in PATHS]
            assert tuple(found) == conducts
        body.show("paced")
        body.advance(5.0)
        assert body.snapshot().truth.rhythm == "paced"
        body.show("sinus")
        body.advance(5.0)
        assert body.snapshot().truth.rhythm == "sinus"

    def test_an_illness_begins_and_ends_with_a_body_settled_anew(self):
        body = Solo(Patient(34.0, "male", 176.0, 80.0))
        body.advance(10.0)
        body.show("stemi_inferior")
        assert body.snapshot().sim_time_s == pytest.approx(75.0 + 240.0)
        st = body.twin.state[place("excitation.st_y")]
        body.show("svt")
        assert body.snapshot().sim_time_s == pytest.approx(75.0)
        assert st > 0.1 > body.twin.state[place("excitation.st_y")]

    def test_deeds_land_at_their_second(self):
        body = Solo(Patient(34.0, "male", 176.0, 80.0), [(2.0, SetRhythm("asystole"))])
        body.advance(1.5)
        assert body.snapshot().truth.rhythm == "sinus"
        body.advance(1.5)
        assert body.snapshot().truth.rhythm == "asystole"

    def test_r_waves_of_the_twin_beep_in_their_frame(self):
        """The real body at 30 Hz: as many beats as peaks, each in the frame that brought it."""
        from simulator.monitor.watch import Watcher, last_sample_s

        body, watcher = Solo(Patient(34.0, "male", 176.0, 80.0)), Watcher()
        watcher.update(body.snapshot())
        beats, at_s = 0, []
        for frame in range(300):
            body.advance(1.0 / 30.0)
            moment = body.snapshot()
            status = watcher.update(moment)
            if status.beats > beats and frame > 60:
                at_s.append(moment.sim_time_s)
            beats = status.beats
        wave = body.twin.waveform("ecg", 8.0)
        peaks = np.flatnonzero(
            (wave[1:-1] > 0.8) & (wave[1:-1] >= wave[:-2]) & (wave[1:-1] > wave[2:])
        )
        peak_s = last_sample_s(body.twin.tick) - (len(wave) - 2 - peaks) / 250.0
        assert len(at_s) == pytest.approx(len(peak_s), abs=1)
        for beat_s in at_s:
            assert np.abs(peak_s - beat_s).min() <= 1.0 / 30.0 + 0.012


def launch(*words):
    return subprocess.run(
        [sys.executable, "launcher.py", "monitor", *words], capture_output=True, text=True,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"}, encoding="utf-8", timeout=300,
    )  # fmt: skip


def test_the_verb_writes_its_pictures(tmp_path):
    shot, ecg, gas = (str(tmp_path / name) for name in ("m.png", "e.png", "g.png"))
    words = ("--demo", "vf", "--lang", "zh", "--skin", "anesthesia", "--size", "640x400")
    done = launch(*words, "--at", "9", "--screenshot", shot, "--print", ecg, "--gas", gas)
    assert done.returncode == 0, done.stderr
    assert "动脉血气分析" in done.stdout
    picture = qimage(shot)
    assert (picture.width(), picture.height()) == (640, 400)
    red = (np.abs(pixels(picture) - [0x1C, 0x1C, 0xD0]).sum(axis=2) < 12).mean()
    assert red > 0.03, "a high alarm is lit"
    assert qimage(ecg).width() > 1000
    assert qimage(gas).height() > 500


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--demo", "waltz"), "known are sinus"), (("--size", "9x9"), "--size"),
     (("--size", "2560x2160"), "160 to 2048"),
     (("--do", "Dance"), "Dance"), (("--at", "-1"), "--at"),
     (("--patient", "nobody"), "nobody")],
)  # fmt: skip
def test_the_verb_refuses_in_words(words, said):
    done = launch(*words, "--screenshot", "never.png")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.qt
def test_the_window_shows_sounds_and_prints(monkeypatch):
    from simulator.console import app, monitor_window

    sent = []

    class Process:
        def write(self, line):
            sent.append(line.decode().strip())

        def state(self):
            return 2

        def closeWriteChannel(self):
            sent.append("closed")

        def waitForFinished(self, ms):
            return True

    monkeypatch.setattr(monitor_window, "_sound", lambda owner, hear: Process())
    wish = {
        "rhythm": "svt", "patient": "", "deeds": [], "language": "en", "skin": "bedside",
        "theme": "okabe_ito", "pressure": "mmhg", "temperature": "degc", "glucose": "mmol_l",
        "region": "china", "size": [800, 520], "is_silent": False,
    }  # fmt: skip
    json.dumps(wish)
    app.application()
    window = monitor_window.MonitorWindow(wish, monitor_window.body_of(wish))
    window._timer.stop()
    window.resize(800, 520)
    window.show()
    assert not window.deaf.isVisible()
    window.hear("silent\n")
    assert window.deaf.isVisible()
    for _ in range(90):
        window.advance(0.1)
    assert "call high" in sent
    assert sum(line.startswith("tone ") for line in sent) > 15
    before = window.grab().toImage()
    window.press("silence")
    window.advance(0.1)
    window.advance(0.1)
    assert sent[-2:] == ["call", sent[-1]] or sent[-1] == "call"
    window._wear("transport")
    window.advance(0.1)
    assert window.grab().toImage() != before
    window.print_ecg()
    window.print_gas()
    window.show_card()
    window.close()
    assert sent[-1] == "closed"
