"""Twin: one living body. Eight verbs, integer ticks, nothing random but its own seed."""

from __future__ import annotations

import functools
import hashlib
import json
import struct
import zlib
from collections.abc import Iterable
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from physiology import (
    actions,
    ailments,
    conditions,
    deeds,
    dispensing,
    parameters,
    pharmacology,
    pharmacy,
    ready,
    report,
    scaling,
    start,
)
from physiology import layout as lay
from physiology._jit import source_hash
from physiology.clocks import DT_S
from physiology.deeds import Slots
from physiology.devices import capnograph, leads, traces
from physiology.errors import OtherModel, OutOfRange, UnknownTrace
from physiology.patient import Patient
from physiology.solver import advance
from physiology.vitals import Truth, Vitals

MAGIC = b"THTWIN02"
FRAME = struct.Struct(
    "<8sII"
)  # of a saved body: MAGIC, checksum of all that follows, size of its head
SETTLE_S = 420.0
SETTLE_ILL_S = 1800.0  # gases of a sick lung take half an hour to find their balance
AVERAGE_S = 20.0
LONGEST_TICKS = 432_000_000  # ten days: more in one call is a slip of the pen
WAVES_MAX_S = traces.LONGEST_S
_LINE_ON = lay.INPUT_NAMES.index("inputs.line_on")


class Twin:
    """A body on the trolley, settled at rest when it is made.

    Parameters
    ----------
    patient : Patient

    Examples
    --------
    >>> twin = Twin(Patient(age_y=34, sex="male", height_cm=176, weight_kg=80))
    >>> twin.step(500)
    >>> 60 < twin.truth().hr_per_min < 80
    True
    """

    def __init__(self, patient: Patient) -> None:
        self._begin(patient)
        self._take(*_unpack(_settled(patient)))

    @classmethod
    def settled_anew(cls, patient: Patient) -> bytes:
        """What `save` gives of a body that has just found its rest by itself."""
        twin = cls.__new__(cls)
        twin._begin(patient)
        twin._y[:] = start.guess(scaling.scale(parameters.values(), patient))
        deeds.live_with(patient.conditions, twin._u, twin._y, twin._slots)
        twin._know_drugs()
        twin._settle()
        return twin.save()

    def _begin(self, patient: Patient) -> None:
        self.patient = patient
        self.tick = 0
        self._par = _table(patient).copy()
        self._u = deeds.fresh_inputs(patient.seed)
        self._y = np.zeros(lay.N_STATE)
        self._wave = np.zeros((len(traces.KEPT), traces.SAMPLES), dtype=np.float32)
        self._slots = Slots(allergies=conditions.allergies(patient.conditions))
        self._first_sample = 0
        self._seed = int(patient.seed) & 0x7FFFFFFF

    def _know_drugs(self) -> None:
        pharmacy.fill(
            self._par, lay.DRUG_TABLE, self._slots.drugs, self.patient, self._slots.models
        )

    def _settle(self) -> None:
        """Let the body find its own rest, note it, and set the clock to zero."""
        is_ill = bool(conditions.diseases(self.patient.conditions))
        self._advance(round((SETTLE_ILL_S if is_ill else SETTLE_S) / DT_S))
        caps = np.zeros(lay.N_BEDS)
        rest = np.zeros(len(lay.Rest._fields))
        rounds = round(AVERAGE_S / 0.1)
        for _ in range(rounds):  # averages over breaths and beats, not one moment
            self._advance(50)
            caps += self._y[lay.SUM_P_CAP : lay.SUM_P_CAP + lay.N_BEDS] / 10.0
            report.remember_rest(self._y, self._par, float(self._y[lay.BLOOD]))
            rest += self._y[lay.REST : lay.REST + rest.size]
            self._y[lay.REST : lay.REST + rest.size] = 0.0
        self._y[lay.REST : lay.REST + rest.size] = rest / rounds
        self._y[lay.P_CAP_REST : lay.P_CAP_REST + lay.N_BEDS] = caps / rounds
        self.tick = 0
        self._wave[:] = 0.0

    def apply(self, action: actions.Action) -> None:
        """Do something to the body, now.

        Raises
        ------
        TwinError
            The deed is impossible; the body is unchanged.
        """
        made = actions.to_dict(action)
        name = made.pop("action")
        known = len(self._slots.drugs)
        deeds.apply(actions.make(name, made), self._u, self._y, self._slots, self.tick)
        if len(self._slots.drugs) > known:
            self._know_drugs()

    def step(self, ticks: int) -> None:
        """Let `ticks` of DT_S pass."""
        is_whole = isinstance(cast(object, ticks), int | np.integer) and ticks is not True
        if not is_whole or not 1 <= ticks <= LONGEST_TICKS:
            raise OutOfRange(
                f"step: ticks is {ticks!r}; it must be a whole number from 1 to {LONGEST_TICKS} "
                f"({LONGEST_TICKS * DT_S / 86400.0:g} days): time goes forward, call by call"
            )
        self._advance(int(ticks))

    def _advance(self, ticks: int) -> None:
        advance(self._y, self._u, self._par, self._wave, self.tick, ticks, self._seed)
        self.tick += ticks

    def vitals(self) -> Vitals:
        """What the attached devices show now."""
        return report.vitals(self._y, self._u, self._par, self._slots, self.tick)

    def truth(self) -> Truth:
        """What is so now."""
        return report.truth(self._y, self._u, self._par, self.tick)

    def drug_levels(self, wanted: Iterable[str] = ()) -> dict[str, float]:
        """Concentrations of the drugs in the body, and of those `wanted` besides.

        Returns
        -------
        dict
            ``plasma_ID_mg_l``, ``effect_ID_mg_l`` (where it acts), ``end_tidal_ID_pct`` of a gas.
        """
        return dispensing.levels(self._y, self._par, self._slots.drugs, wanted)

    @property
    def state(self) -> NDArray[np.float64]:
        """The state by `layout.STATE_NAMES`, not a copy: for those who examine the model."""
        return self._y

    @property
    def par(self) -> NDArray[np.float64]:
        """The parameters by `layout.PARAM_NAMES`, not a copy: for those who examine the model."""
        return self._par

    @property
    def slots(self) -> Slots:
        """Which deed has which place in the vectors: for those who examine the model."""
        return self._slots

    def waveform(self, name: str, seconds_s: float) -> NDArray[np.float32]:
        """The last seconds of one monitor trace, 250 samples a second.

        Parameters
        ----------
        name : {"ecg", "abp", "pleth", "capno", "resp", "cvp", "paw", "flow", "volume"}
        seconds_s : float
            How far back (s); at most 30.

        Returns
        -------
        numpy.ndarray, shape (n,), float32
            Oldest first; ecg in mV, abp, cvp and capno in mmHg, resp in L, pleth 0-1; at the
            mouth paw in cmH2O and flow in L/min (in is positive), volume of the ventilator in mL.
            A copy.

        Raises
        ------
        UnknownTrace
            Names the trace asked for and those that exist.
        """
        if name not in traces.TRACES:
            raise UnknownTrace(
                f"waveform {name!r} is unknown; known are {', '.join(traces.TRACES)}"
            )
        if not 0.0 <= seconds_s <= WAVES_MAX_S:
            raise OutOfRange(f"waveform: seconds_s is {seconds_s!r}; give 0 to {WAVES_MAX_S:g}")
        done = (self.tick + traces.SAMPLE_TICKS - 1) // traces.SAMPLE_TICKS
        n = min(round(seconds_s / (DT_S * traces.SAMPLE_TICKS)), done - self._first_sample)
        if name == "capno" and self._slots.sites.get("capnograph") == "sidestream":
            return self._drawn(done, n)
        if not name.startswith("ecg"):
            first = max(self._first_sample, done - traces.SAMPLES)
            return traces.shown(self._wave, name, first, done, n, bool(self._u[_LINE_ON] > 0.0))
        at = np.arange(done - n, done) % traces.SAMPLES
        lead = name.removeprefix("ecg").removeprefix("_") or traces.MONITOR_LEAD
        skin = leads.potentials(self._wave[:3, at], self._wave[3, at])
        seen = leads.leads(skin, self._slots.clips)
        return seen[leads.LEADS.index(lead)].astype(np.float32)

    def _drawn(self, done: int, n: int) -> NDArray[np.float32]:
        """The last `n` samples of a capnograph at the end of a line; `done` are known in all."""
        known = min(n + capnograph.LOOKS_BACK, done - self._first_sample, traces.SAMPLES)
        at = np.arange(done - known, done) % traces.SAMPLES
        return capnograph.drawn(self._wave[traces.KEPT.index("capno"), at], n)

    def save(self) -> bytes:
        """Everything needed to go on from here, bit for bit (traces start anew)."""
        head = json.dumps(
            {
                "model": source_hash(),
                "patient": vars(self.patient),
                "slots": self._slots.to_dict(),
                "tick": self.tick,
            }
        ).encode()
        body = head + self._y.tobytes() + self._u.tobytes()
        return FRAME.pack(MAGIC, zlib.crc32(body, len(head)), len(head)) + body

    @classmethod
    def restore(cls, saved: bytes) -> Twin:
        """The body that `save` wrote.

        Raises
        ------
        TwinError
            Not a saved body, cut short, or saved by other equations.
        """
        head, rest = _unpack(saved)
        if head["model"] != source_hash():
            raise OtherModel(
                f"saved body: made by model {head['model']}, this is {source_hash()}; "
                "replay its deeds instead of restoring it"
            )
        given: dict[str, Any] = head["patient"]
        twin = cls.__new__(cls)
        given["conditions"] = tuple(given["conditions"])
        twin._begin(Patient(**given))
        twin._take(head, rest)
        return twin

    def _take(self, head: dict[str, Any], rest: bytes) -> None:
        size = 8 * lay.N_STATE
        self._y[:] = np.frombuffer(rest[:size])
        self._u[:] = np.frombuffer(rest[size:])
        self.tick = int(head["tick"])
        self._first_sample = (self.tick + traces.SAMPLE_TICKS - 1) // traces.SAMPLE_TICKS
        self._slots = Slots(**head["slots"])
        self._know_drugs()

    def digest(self) -> str:
        """Hash of tick, state, and deeds: equal digests, equal bodies."""
        text = json.dumps(self._slots.to_dict(), sort_keys=True).encode()
        tick = struct.pack("<q", self.tick)
        return hashlib.sha256(tick + self._y.tobytes() + self._u.tobytes() + text).hexdigest()


@functools.lru_cache(maxsize=64)
def _settled(patient: Patient) -> bytes:
    """The body at rest: from the shelf, or settled now."""
    return ready.shelf().get(ready.key(patient)) or Twin.settled_anew(patient)


@functools.lru_cache(maxsize=256)
def _table(patient: Patient) -> NDArray[np.float64]:
    """What kernels read besides state and inputs: parameters, room for drugs, pulls of diseases."""
    drugs = np.zeros(pharmacology.N_CONSTANTS * pharmacology.N_DRUGS)
    table = scaling.scale(parameters.values(), patient).par
    return np.concatenate([table, drugs, ailments.pulls()])


def _unpack(saved: bytes) -> tuple[dict[str, Any], bytes]:
    if saved[:8] != MAGIC or len(saved) < FRAME.size:
        raise OtherModel(
            f"saved body: {len(saved)} bytes that do not begin as one; give what save() made"
        )
    _, checksum, size = FRAME.unpack_from(saved)
    body = saved[FRAME.size :]
    if zlib.crc32(body, size) != checksum:
        raise OtherModel(
            f"saved body: {len(saved)} bytes that were cut or edited; give what save() made"
        )
    return json.loads(body[:size]), body[size:]
