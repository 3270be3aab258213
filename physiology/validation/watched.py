"""A look at a body: samples of its state over a while, and numbers read from them by expression."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from physiology import dispensing, formulary, pharmacology, scaling
from physiology import layout as lay
from physiology.clocks import DT_S, SLOW_TICKS
from physiology.errors import TwinError
from physiology.layout import INPUT_NAMES, PARAM_NAMES, STATE_NAMES
from physiology.organs import blood
from physiology.organs.circulation import BEDS
from physiology.patient import Patient
from physiology.twin import Twin
from physiology.validation import record
from physiology.validation.expression import evaluate
from physiology.vitals import Truth

EVERY = 5  # ticks between two samples
LEAST_PULSE = 3.0  # mmHg
OPEN_VALVE = 20.0  # mL/s
SAME_BEAT_S = 0.2  # openings of the aortic valve nearer than this belong to one ejection
ECG_S = 10.0
INDEX = {name: i for i, name in enumerate(STATE_NAMES)}
PARAM = {name: i for i, name in enumerate(PARAM_NAMES)}
INPUT = {name: i for i, name in enumerate(INPUT_NAMES)}


class NotBuilt(TwinError):
    """The body has no such state, parameter or reading (yet)."""


class Watched:
    """Samples over a while, and the body at its end."""

    def __init__(self, rec: record.Array, twin: Twin, who: Patient) -> None:
        self.rec = rec
        self.truth: Truth = twin.truth()
        self.ticks = np.arange(twin.tick - EVERY * (len(rec) - 1), twin.tick + 1, EVERY)
        self._par = twin.par.copy()
        self._drugs = plasma(twin)
        self._gases = dispensing.end_tidal_pct(twin.state, twin.slots.drugs)
        trace = twin.waveform("ecg", min(ECG_S, len(rec) * EVERY * DT_S))
        self._ecg = float(np.ptp(trace)) / 2.0 if trace.size else float("nan")
        self._who = who
        self._known: dict[str, dict[str, float]] = {}
        self._values: dict[str, float] = {}
        self.functions: dict[str, Callable[..., float]] = {
            "mean": self._mean, "first": self._first, "last": self._last, "highest": self._highest,
            "lowest": self._lowest, "beat_max": self._beat_max, "beat_min": self._beat_min,
            "beat_start": self._beat_start, "share_above": self._share_above,
            "expired": self._expired, "inspired": self._inspired, "rate": self._rate,
            "bed_flow": self._bed_flow, "bed": self._bed, "par": self._parameter,
            "truth": self._truth, "heart": self._heart, "lung": self._lung, "body": self._body,
            "airway_drag": self._airway_drag, "lung_stretch": self._lung_stretch,
            "chest_stretch": self._chest_stretch, "pulse_rate": self._pulse_rate,
            "ejections": self._ejections, "ecg_height": self._ecg_height,
            "end_tidal": self._end_tidal,
            "drug": self._drug, "pulsus": self._pulsus, "shunt": self._shunt,
            "hco3": self._bicarbonate,
            "po2_of": self._po2_of, "pco2_of": self._pco2_of,
            "ratio": _ratio, "least": min, "most": max,
        }  # fmt: skip

    def read(self, text: str, name: Callable[[str], float]) -> float:
        """The number an expression stands for; `name` looks up other quantities.

        Raises
        ------
        NotBuilt
            The expression names a state, parameter or reading that this body does not have.
        """
        if text not in self._values:
            self._values[text] = evaluate(text, name, self.functions)
        return self._values[text]

    def _col(self, name: str) -> record.Array:
        if name not in INDEX:
            raise NotBuilt(f"state {name}")
        return self.rec[:, INDEX[name]]

    def _mean(self, name: str) -> float:
        return float(self._col(name).mean())

    def _first(self, name: str) -> float:
        return float(self._col(name)[0])

    def _last(self, name: str) -> float:
        return float(self._col(name)[-1])

    def _highest(self, name: str) -> float:
        return float(self._col(name).max())

    def _lowest(self, name: str) -> float:
        return float(self._col(name).min())

    def _beat_max(self, name: str) -> float:
        if self.truth.hr_per_min <= 0.0:  # no beats, but there may be hands on the chest
            return float(np.percentile(self._col(name), 97))
        return record.per_beat(self.rec, self._col(name), "max")

    def _beat_min(self, name: str) -> float:
        if self.truth.hr_per_min <= 0.0:
            return float(np.percentile(self._col(name), 3))
        return record.per_beat(self.rec, self._col(name), "min")

    def _ejections(self) -> float:
        """How often a minute the aortic valve lets blood through, by the heart or by hands."""
        is_open = self._col("out.q_aortic") > OPEN_VALVE
        at = np.flatnonzero(~is_open[:-1] & is_open[1:])
        # a valve that trembles is one ejection, not two
        apart = np.diff(at, prepend=-len(is_open)) * EVERY * DT_S > SAME_BEAT_S
        at = at[apart]
        if at.size > 3:  # whole periods, so that no part of one counts as a beat more or less
            return float((at.size - 1) / ((at[-1] - at[0]) * EVERY * DT_S) * 60.0)
        return at.size / ((len(is_open) - 1) * EVERY * DT_S) * 60.0

    def _ecg_height(self) -> float:
        """Half of what lies between the highest and the lowest point of the ECG (mV)."""
        return self._ecg

    def _share_above(self, name: str, limit: float) -> float:
        """Share of the time in which a state is above a limit."""
        return float((self._col(name) > limit).mean())

    def _expired(self, name: str) -> float:
        """A state where the lungs hold least."""
        return float(self._col(name)[int(self._volume().argmin())])

    def _inspired(self, name: str) -> float:
        """A state where the lungs hold most."""
        return float(self._col(name)[int(self._volume().argmax())])

    def _lung_stretch(self) -> float:
        return self._stretch(self._across_lung())

    def _rate(self, name: str) -> float:
        """Growth of a running sum, per minute."""
        values = self._col(name)
        return float((values[-1] - values[0]) / ((len(values) - 1) * EVERY * DT_S) * 60.0)

    def _pulse_rate(self) -> float:
        """Beats a minute that reach the artery with a pulse of 3 mmHg; none without a rhythm."""
        if self.truth.hr_per_min <= 0.0:
            return 0.0
        beat, ao = np.floor(self._col("heart.beat")), self._col("out.p_ao")
        whole = np.unique(beat)[1:-1]
        if whole.size == 0:
            return self._rate("heart.beat")
        felt = [np.ptp(ao[beat == b]) > LEAST_PULSE for b in whole]
        return self._rate("heart.beat") * float(np.mean(felt))

    def _pulsus(self) -> float:
        """How far the beats' highest pressure falls with breathing (mmHg)."""
        beat, ao = np.floor(self._col("heart.beat")), self._col("out.p_ao")
        tops = [float(ao[beat == b].max()) for b in np.unique(beat)[1:-1]]
        return float(np.percentile(tops, 95) - np.percentile(tops, 5)) if tops else 0.0

    def _drug(self, name: str) -> float:
        """Concentration in plasma (mg/L) at the end of the look; nought before it is given."""
        if name not in self._drugs and name not in formulary.load():
            raise NotBuilt(f"drug {name}")
        return self._drugs.get(name, 0.0)

    def _end_tidal(self, name: str) -> float:
        """Percent of an inhaled agent in alveolar gas at the end of the look."""
        if name not in self._gases and name not in formulary.load():
            raise NotBuilt(f"drug {name}")
        return self._gases.get(name, 0.0)

    def _beat_start(self, name: str) -> float:
        """Mean over the beats of a state just before each begins (end of diastole)."""
        beat = np.floor(self._col("heart.beat"))
        at = np.flatnonzero(np.diff(beat) > 0)
        values = self._col(name)
        return float(values[at].mean()) if at.size else float(values.mean())

    def _volume(self) -> record.Array:
        return self._col("out.v_left") + self._col("out.v_right")

    def _across_lung(self) -> record.Array:
        return self._col("out.x_alveoli_left") - self._col("out.x_pleura_left")

    def _stretch(self, pressure: record.Array) -> float:
        """Volume between the fullest and the emptiest moment over the pressure between them."""
        v = self._volume()
        high, low = int(v.argmax()), int(v.argmin())
        gap = float(pressure[high] - pressure[low])
        return float(v[high] - v[low]) / gap if abs(gap) > 0.05 else float("nan")

    def _chest_stretch(self) -> float:
        """Of lungs and chest wall: on the ventilator measured, awake lung in series with wall."""
        if self._col("held.vent").max() > 0.0:
            return self._stretch(self._col("out.x_alveoli_left"))
        wall = self._parameter("lungs.c_wall")
        return 1.0 / (1.0 / self._stretch(self._across_lung()) + 1.0 / wall)

    def _airway_drag(self) -> float:
        """Pressure from mouth to alveoli over flow (cmH2O s/mL), both lungs, least squares."""
        drop_left = self._col("out.x_mouth") - self._col("out.x_alveoli_left")
        drop_right = self._col("out.x_mouth") - self._col("out.x_alveoli_right")
        q_left, q_right = self._col("out.q_left"), self._col("out.q_right")
        drop = 0.5 * (drop_left + drop_right)
        q = q_left + q_right
        return float((drop * q).sum() / max((q * q).sum(), 1e-9))

    def _shunt(self) -> float:
        """Share of flow that met no gas: contents, and ideal alveolar gas (as at the bedside)."""
        c_a, c_v = self._col("exchange.c_ao2").mean(), self._col("exchange.c_vo2").mean()
        f_in = float(self._col("held.f_inspired_o2").mean())
        k = f_in + (1.0 - f_in) / 0.8  # alveolar gas equation
        p = 713.0 * f_in - float(self._col("exchange.p_aco2").mean()) * k
        ph, hb = float(self._col("blood.ph").mean()), float(self._col("blood.hb").mean())
        c_c = blood.o2_content(p, blood.saturation(p, ph, 37.0, 0.0), hb)
        return float((c_c - c_a) / (c_c - c_v))

    def _bicarbonate(self) -> float:
        ph, p = self._col("blood.ph"), self._col("exchange.p_aco2")
        return float((0.0307 * p * 10.0 ** (ph - 6.105)).mean())

    def _po2_of(self, content: float) -> float:
        return record.po2_of(content, float(self._col("blood.hb").mean()))

    def _pco2_of(self, content: float, o2_content: float) -> float:
        """PCO2 of venous blood with these contents (mL/mL)."""
        hb, be = float(self._col("blood.hb").mean()), float(self._col("blood.be").mean())
        sat = min(max(o2_content / (blood.HUFNER * hb), 0.0), 1.0)
        grid = np.linspace(5.0, 150.0, 300)
        held = [float(blood.co2_content(p, blood.ph(p, be, hb), sat, hb)) for p in grid]
        return float(np.interp(content, held, grid))

    def _bed_flow(self, bed: str) -> float:
        """Flow through one bed (mL/s): the sums of whole slow steps."""
        if bed not in BEDS:
            raise NotBuilt(f"bed {bed}")
        whole = self.ticks % SLOW_TICKS == 0
        return float(self._col(f"sum_q_cap.{BEDS.index(bed)}")[whole].mean()) / SLOW_TICKS

    def _bed(self, array: str, bed: str) -> float:
        """Mean of an array over the beds, at one bed."""
        if bed not in BEDS:
            raise NotBuilt(f"bed {bed}")
        return float(self._col(f"{array}.{BEDS.index(bed)}").mean())

    def _parameter(self, name: str) -> float:
        if name not in PARAM:
            raise NotBuilt(f"parameter {name}")
        return float(self._par[PARAM[name]])

    def _truth(self, name: str) -> float:
        value = getattr(self.truth, name, None)
        if not isinstance(value, int | float):
            raise NotBuilt(f"truth {name}")
        return float(value)

    def _heart(self, name: str) -> float:
        if "heart" not in self._known:
            self._known["heart"] = record.hemodynamics(self.rec, EVERY)
        return self._known["heart"][name]

    def _lung(self, name: str) -> float:
        if "lung" not in self._known:
            self._known["lung"] = record.breathing(self.rec)
        return self._known["lung"][name]

    def _body(self, name: str) -> float:
        sizes = {
            "weight_kg": self._who.weight_kg,
            "height_cm": self._who.height_cm,
            "age_y": self._who.age_y,
            "surface_m2": scaling.surface_m2(self._who.height_cm, self._who.weight_kg),
        }
        return sizes[name]


def _ratio(a: float, b: float) -> float:
    """A quotient that is nought where there is nothing to divide by."""
    return a / b if abs(b) > 1e-6 else 0.0


def plasma(twin: Twin) -> dict[str, float]:
    """What is in plasma (mg/L) of each drug that was given."""
    found: dict[str, float] = {}
    for name, slot in twin.slots.drugs.items():
        amount = twin.state[lay.DRUGS + pharmacology.N_AMOUNTS * slot + pharmacology.A1]
        row = lay.DRUG_TABLE + pharmacology.N_CONSTANTS * slot
        found[name] = float(amount / twin.par[row + pharmacology.V1])
    return found
