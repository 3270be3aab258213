"""Events: what happened, at which tick, from whom. The log is append-only JSON lines.

>>> log = EventLog()
>>> log.append(Event(0, "session", "phase", {"phase": "brief", "reason": "start"}))
>>> log.events[0].kind
'phase'

A file is a run of lines, each a JSON object that ends in ``"chain"``: a hash over the line and the
chain before it, so that a changed, missing or swapped line is found and named. The first event is a
`header`, the last an `end`; a run that crashed has no `end` but is read all the same.

Kinds and the keys of their `data`
----------------------------------
Numbers end in their unit; points are room frame metres ``[x, y, z]``; `side` is "left", "right" or
null; NaN is null. What a hand did carries `hand` ("left", "right") and the event's `seat`.
`site` is the id of the nearest skin landmark within 60 mm of the point ("" where there is none).

From the session
    header      format, theatrum, python, numpy, numba, llvm, cpu, platform, dt_s, hand_ticks,
                case {id, file, sha256}, patient {Patient's fields}, patient_name, body (digest),
                layers_mm {skin, fat, muscle}, seed, rig, trainee, trainee_name {en, zh}, fps_hz,
                language, seats [..], started_at (UTC, ISO)
    phase       phase ("brief", "running", "over"), reason. Marks count from the tick of "running".
    digest      digest: of the twin's state, every second
    keyframe    state: base64 of zlib of Twin.save(), every 10 s
    truth       all fields of physiology.vitals.Truth, every second
    poses       from_byte, bytes, sha256, from_tick, to_tick: one chunk of poses.msgpack
    late        slipped_s: the machine could not keep up and simulated time slipped
    outcome     outcome ("alive", "dead"), cause, death_policy: at the end of the case
    end         events, ticks, vitals_sha256, reason: the last line of every complete log
Deeds (what reached the body; replay needs only these)
    deed        action and its fields, as physiology.actions.to_dict; source trainee | scenario |
                instructor | session. Landing tick = the event's tick.
Hands (source trainee)
    looked      at ("chest_left", "chest_right", "neck", "face", "monitor", "clock"), for_s
    touched     hand, side, site, region, point_m: a bare hand came to rest on the skin
    listened    hand, side, site, region, point_m, gain_left_fraction, gain_right_fraction,
                loudness_fraction, for_s: the stethoscope stayed >= 1 s
    percussed   hand, side, site, region, point_m, note ("resonant", "hyperresonant", "dull"),
                over (structure id that decided it)
    felt        hand, what ("expansion", "crepitus", "trachea", "neck_veins", "pulse",
                "capillary_refill"), side, site, region, point_m, finding (a word), value (the
                number behind it)
    compression hand, from_tick (when it passed half of the way), depth_cm, lean_cm (how deep the
                chest still was before it), rate_per_min (by the push before; null after a pause):
                one push on the breastbone, written once the hand has turned
    grabbed     tool, tool_kind, hand
    released    tool, tool_kind, hand, place ("tray", "patient", "bin", "floor")
    skin_punctured  tool, hand, side, site, site_offset_mm {along, across}, point_m, direction,
                angle_deg (from the skin's perpendicular), lateral_mm (of the sternal edge),
                midclavicular_mm (positive is lateral of that line), rib_below (id),
                above_rib_mm (needle above the upper border of the rib below), attempt (1, 2, …),
                length_mm, gauge: once per puncture, where the needle met the skin
    crossing    tool, part ("needle", "catheter"), structure, side, tissue, is_entering,
                depth_mm (from the skin along the needle), point_m, force_n
    bone_hit    tool, structure, side, depth_mm
    breath_of_gas  tool, heard (true): gas was heard through the needle (the hiss)
    catheter_advanced  tool, depth_mm (of its tip), tip_in ("pleura", "muscle", "lung", …)
    steel_removed      tool, tip_in, depth_mm
    withdrawn   tool, depth_mm_max, crossed [structure ids]
    tip         tool, part, in ("outside", "chest_wall", "pleural_space", "lung", …),
                depth_mm, past_pleura_mm, gas_ml: whenever `in` changes, and every second
                while the tool is in the patient
    kinked      tool, area_mm2: the catheter's bore became narrower
Words (source trainee)
    said        phrase (text id without its area: "finding.left_tension", "explain_needle",
                "reassure", "handover.situation", …), group ("talk", "findings", "order",
                "handover", "team")
    ordered     order ("chest_film", "arterial_line", "call_surgeon", …), ready_tick
    delivered   order: what was ordered is there (source scenario)
    help_called {}
    chose       value: a knob or menu entry that is neither phrase nor order ("oxygen.flow_15")
    objective   id, note: (source instructor) a mark set by hand
Asked for (source scenario)
    prompt      id, number, of: a prompt of the case came up
Seen and heard (source session)
    caption     key, fields, source, duration_s
    sound       sound, point_m, level_fraction
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, Literal

import msgspec

Source = Literal["trainee", "instructor", "scenario", "twin", "session"]

FORMAT = 1
LONGEST_BYTES = 1 << 30  # four hours of play are some 50 MB
_CHAIN = b',"chain":"'
_START = "theatrum-log-1"


@dataclass(frozen=True)
class Event:
    """One line of the log.

    Parameters
    ----------
    tick : int
        Twin tick (DT_S = 0.002 s).
    source : str
        Who caused it.
    kind : str
        "deed", "said", "crossing", "digest", … : the list is in this module's docstring.
    data : dict
        JSON-able; keys end in their unit.
    seat : str
        Whose hand; "" where there is none.
    """

    tick: int
    source: Source
    kind: str
    data: dict[str, Any] = field(default_factory=dict[str, Any])
    seat: str = ""


@dataclass(frozen=True)
class Log:
    """A log as it was read.

    Parameters
    ----------
    events : tuple of Event
        Every line that can be trusted, the header and the end among them.
    problem : str
        "" for a whole log, else what is wrong with it and in which line.
    is_edited : bool
        True where a line does not fit the chain; False for a log that merely stops.
    """

    events: tuple[Event, ...]
    problem: str = ""
    is_edited: bool = False

    @property
    def header(self) -> dict[str, Any]:
        """Data of the first line."""
        return self.events[0].data

    def of_kind(self, *kinds: str) -> Iterator[Event]:
        """The events of these kinds, in order."""
        return (event for event in self.events if event.kind in kinds)


class EventLog:
    """Append-only: events in memory, and in a file where a path is given.

    Parameters
    ----------
    path : Path or None
        The file; it must not exist yet.
    listen : callable or None
        Called with each event after it was appended.
    """

    def __init__(self, path: Path | None = None, listen: Callable[[Event], None] | None = None):
        self.events: list[Event] = []
        self._listen = listen
        self._chain = _START
        self._file: FileIO | None = None
        self._pending = bytearray()
        self._whole_bytes = 0
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """Keep what is appended from now on in a file, which must not exist yet.

        Raises
        ------
        OSError
            It exists, or can not be written.
        """
        self._file = path.open("xb", buffering=0)

    def append(self, event: Event) -> None:
        """Add one event; it can not be taken back."""
        self.events.append(event)
        if self._file is not None:
            line, self._chain = _encode(event, self._chain)
            self._pending += line
        if self._listen is not None:
            self._listen(event)

    def flush(self) -> None:
        """Hand what was appended to the operating system: a crash keeps it.

        Raises
        ------
        OSError
            It does not fit. No line is left cut in the middle: these are taken back whole.
        """
        if self._file is None:
            return
        left = memoryview(bytes(self._pending))
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            self._file.truncate(self._whole_bytes)
            raise
        self._whole_bytes += len(self._pending)
        self._pending.clear()

    def close(self) -> None:
        """Flush and close the file; an `end` event should be the last line."""
        if self._file is not None:
            self.flush()
            self.abandon()

    def abandon(self) -> None:
        """Close the file as it was flushed last; later events stay in memory."""
        if self._file is not None:
            self._file.close()
            self._file = None


def read_log(path: Path) -> Log:
    """Read and verify a log.

    Returns
    -------
    Log
        With the events before the first bad line, and the problem in words.

    Raises
    ------
    OSError
        The file can not be read.
    ValueError
        Not even the header can be trusted: this is no log.
    """
    events: list[Event] = []
    chain = _START
    problem, is_edited = "", False
    if path.stat().st_size > LONGEST_BYTES:
        raise ValueError(
            f"{path.name} is no log: it has {path.stat().st_size:,} bytes, and no run has more "
            f"than {LONGEST_BYTES:,}"
        )
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line:
            continue
        if not line.endswith(b"}"):
            problem = f"line {number} is cut off in the middle"
            break
        event, chain_then = _decode(line, chain)
        if event is None:
            problem = (
                f"line {number} was edited, or lines before it are missing: its chain is broken"
            )
            is_edited = True
            break
        events.append(event)
        chain = chain_then
    if not events or events[0].kind != "header":
        raise ValueError(f"{path.name} is no log: {problem or 'it has no header line'}")
    if not problem and events[-1].kind != "end":
        problem = f"it stops after line {len(events)} without an end: a crash, or it was cut"
    return Log(tuple(events), problem, is_edited)


def cut(events: Iterable[Event], tick: int) -> list[Event]:
    """The events up to and with that tick."""
    return [event for event in events if event.tick <= tick]


def _encode(event: Event, chain: str) -> tuple[bytes, str]:
    body = msgspec.json.encode(asdict(event))[:-1]
    chain = _link(chain, body)
    return body + _CHAIN + chain.encode() + b'"}\n', chain


def _decode(line: bytes, chain: str) -> tuple[Event | None, str]:
    body, found, tail = line.rpartition(_CHAIN)
    expected = _link(chain, body)
    if not found or tail != expected.encode() + b'"}':
        return None, chain
    return msgspec.json.decode(body + b"}", type=Event), expected


def _link(chain: str, body: bytes) -> str:
    return hashlib.sha256(chain.encode() + body).hexdigest()[:32]
