"""What hands, ears and eyes find while they rest: stethoscope, palm, tapping finger, gaze.

Contacts are judged ten times a second on the hand clock. Findings are logged and shown as captions;
nothing here touches the body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simulator.core.clock import TICKS_PER_S
from simulator.core.hands import HandKey, pointing
from simulator.core.now import Now, triple
from simulator.core.records import Hand, Head, Side, rotate
from simulator.core.room import Room
from simulator.core.scenario import Injury
from simulator.core.tools import Tools
from simulator.procedures import examination
from simulator.procedures.examination import Senses, Under

EVERY_TICKS = 50
BREATH_S = 3.0  # a palm has to lie through a breath to judge expansion [O]
LOUD_ML_PER_S = 450.0  # flow of one lung at a deep quiet breath (tuned, as in simulator.audio)
NOTCH = "trachea_suprasternal"
WRIST, FINGER, NECK = "wrist_radial", "finger_index", "jugular_vein"
PALM = (0.0, 0.0, -1.0)  # where a palm looks, in the hand's own axes
FINGERS_FIRST = 0.2  # of the reach: fingers that point at skin count for so much nearer (tuned)


@dataclass
class Contact:
    """A hand or a tool that rests on the skin."""

    point_m: np.ndarray
    inward: np.ndarray
    since_tick: int
    said: set[str] = field(default_factory=set)
    chest_ml: list[tuple[float, float]] = field(default_factory=list)


class Examiner:
    """Keeps the contacts of every seat."""

    def __init__(self, senses: Senses, room: Room, injuries: list[Injury]) -> None:
        self.listening: dict[str, Any] | None = None
        self._senses = senses
        self._room = room
        self._injuries: list[tuple[str, Side, float]] = [
            (i.structure, i.side, i.crepitus_mm) for i in injuries
        ]
        self._contacts: dict[tuple[HandKey, str], Contact] = {}
        self._gaze: dict[str, tuple[str, int]] = {}

    def moment(
        self, now: Now, heads: tuple[Head, ...], hands: tuple[Hand, ...], tools: Tools
    ) -> None:
        """Judge contacts and gaze."""
        if now.tick % EVERY_TICKS:
            return
        self.listening = None
        for hand in hands:
            held = tools.held_by((hand.seat, hand.side))
            if held is None:
                self._palm(now, hand)
            elif tools.states[held].kind == "stethoscope":
                self._stethoscope(now, hand, np.asarray(tools.states[held].position_m))
        for head in heads:
            self._look(now, head)

    def tap(self, now: Now, hand: Hand) -> None:
        """Percuss where a bare finger taps."""
        found = self._touch(now, np.asarray(hand.position_m), self._senses.of("feel", "contact_mm"))
        if found is None:
            return
        point, inward = found
        beneath = self._under(now, point, inward)
        is_dependent = inward[2] > -0.3  # the flank: the skin there looks sideways or down
        note, over = examination.note(now.truth, self._senses, beneath, is_dependent)
        data = self._where(now, hand, point, beneath) | {"note": note, "over": over}
        now.write("trainee", "percussed", data, hand.seat)
        now.sound(f"percuss_{note}", triple(point))
        now.caption("sound", f"sound.percuss_{note}", 2.0)

    # --- stethoscope ---------------------------------------------------------------------------

    def _stethoscope(self, now: Now, hand: Hand, at_m: np.ndarray) -> None:
        found = self._touch(now, at_m, self._senses.of("listen", "contact_mm"))
        contact = self._contact(now, hand, "listen", found)
        if contact is None:
            return
        point, inward = contact.point_m, contact.inward
        ear = examination.hearing(now.body, self._senses, point, inward)
        beneath = self._under(now, point, inward)
        where = self._where(now, hand, point, beneath)
        flows = (now.truth.flow_left_ml_per_s, now.truth.flow_right_ml_per_s)
        loud = ear.left_fraction * abs(flows[0]) + ear.right_fraction * abs(flows[1])
        self.listening = where | {
            "gain_left_fraction": ear.left_fraction,
            "gain_right_fraction": ear.right_fraction,
            "gain_heart_fraction": ear.heart_fraction,
            "loudness_fraction": min(loud / LOUD_ML_PER_S, 1.0),
        }
        for_s = (now.tick - contact.since_tick) / TICKS_PER_S
        if for_s >= self._senses.of("listen", "after_s") and "listened" not in contact.said:
            contact.said.add("listened")
            now.write("trainee", "listened", self.listening | {"for_s": for_s}, hand.seat)

    # --- palm ----------------------------------------------------------------------------------

    def _palm(self, now: Now, hand: Hand) -> None:
        found = self._rests_on(now, hand, self._senses.of("feel", "contact_mm"))
        contact = self._contact(now, hand, "feel", found)
        if contact is None:
            return
        contact.chest_ml.append((now.truth.chest_left_ml, now.truth.chest_right_ml))
        for_s = (now.tick - contact.since_tick) / TICKS_PER_S
        if for_s >= self._senses.of("feel", "after_s") and "touched" not in contact.said:
            contact.said.add("touched")
            self._first_feel(now, hand, contact)
        if for_s >= BREATH_S and "expansion" not in contact.said:
            contact.said.add("expansion")
            self._expansion(now, hand, contact)

    def _first_feel(self, now: Now, hand: Hand, contact: Contact) -> None:
        beneath = self._under(now, contact.point_m, contact.inward)
        where = self._where(now, hand, contact.point_m, beneath)
        now.write("trainee", "touched", where, hand.seat)
        site = str(where["site"])
        if site == NOTCH:
            self._trachea(now, hand, where, contact.point_m)
        elif site == WRIST:
            self._pulse(now, hand, where)
        elif site == FINGER:
            self._refill(now, hand, where)
        elif site == NECK:
            self._veins(now, hand, where)
        broken = examination.crepitus(now.body, self._injuries, contact.point_m)
        if broken:
            self._felt(now, hand, where, "crepitus", broken, 1.0)
            now.sound("crepitus", triple(contact.point_m))
            now.caption("finding", "felt.crepitus")

    def _trachea(self, now: Now, hand: Hand, where: dict[str, Any], at_m: np.ndarray) -> None:
        shift_mm = examination.trachea_shift_mm(now.body, at_m)
        is_midline = abs(shift_mm) < self._senses.of("feel", "trachea_shift_mm")
        side = "left" if shift_mm > 0.0 else "right"
        self._felt(now, hand, where, "trachea", "midline" if is_midline else side, shift_mm)
        key = "felt.trachea_midline" if is_midline else f"felt.trachea_{side}"
        now.caption("finding", key)

    def _pulse(self, now: Now, hand: Hand, where: dict[str, Any]) -> None:
        pressure = now.truth.sbp_mmhg
        finding = "strong"
        if pressure < self._senses.of("feel", "absent_below_mmhg"):
            finding = "none"
        elif pressure < self._senses.of("feel", "weak_below_mmhg"):
            finding = "weak"
        rate = now.truth.hr_per_min
        self._felt(now, hand, where, "pulse", finding, rate)
        now.caption("finding", f"felt.pulse_{finding}", rate=round(rate))

    def _refill(self, now: Now, hand: Hand, where: dict[str, Any]) -> None:
        takes_s = now.truth.capillary_refill_s
        is_slow = takes_s > self._senses.of("feel", "refill_slow_above_s")
        self._felt(now, hand, where, "capillary_refill", "slow" if is_slow else "quick", takes_s)
        now.caption("finding", "felt.refill", seconds=takes_s)

    def _veins(self, now: Now, hand: Hand, where: dict[str, Any]) -> None:
        finding = self._vein_word(now)
        self._felt(now, hand, where, "neck_veins", finding, now.truth.cvp_mmhg)
        now.caption("finding", f"felt.veins_{finding}")

    def _vein_word(self, now: Now) -> str:
        """What neck veins look and feel like: "full", "flat", or "soft" between them."""
        pressure_mmhg = now.truth.cvp_mmhg
        if pressure_mmhg > self._senses.of("feel", "veins_full_above_mmhg"):
            return "full"
        is_flat = pressure_mmhg < self._senses.of("feel", "veins_flat_below_mmhg")
        return "flat" if is_flat else "soft"

    def _expansion(self, now: Now, hand: Hand, contact: Contact) -> None:
        beneath = self._under(now, contact.point_m, contact.inward)
        if beneath.side is None:
            return
        moved = np.ptp(np.asarray(contact.chest_ml), axis=0)
        index = 0 if beneath.side == "left" else 1
        own, other = float(moved[index]), float(moved[1 - index])
        fraction = self._senses.of("feel", "lags_below_fraction")
        behind = beneath.side
        finding = "equal"
        if own < self._senses.of("feel", "still_below_ml"):
            finding = "none"
        elif own < fraction * other:
            finding = "lags"
        elif other < fraction * own:  # the good side tells of the bad one
            finding, behind = "leads", "left" if beneath.side == "right" else "right"
        where = self._where(now, hand, contact.point_m, beneath)
        self._felt(now, hand, where, "expansion", finding, own)
        is_uneven = finding in ("lags", "leads")
        now.caption(
            "finding", f"felt.expansion_lags_{behind}" if is_uneven else f"felt.expansion_{finding}"
        )

    def _felt(
        self, now: Now, hand: Hand, where: dict[str, Any], what: str, finding: str, value: float
    ) -> None:
        data = where | {"what": what, "finding": finding, "value": value}
        now.write("trainee", "felt", data, hand.seat)

    # --- gaze ----------------------------------------------------------------------------------

    def _look(self, now: Now, head: Head) -> None:
        gaze = rotate(head.orientation, (0.0, 1.0, 0.0))
        eye = np.asarray(head.position_m)
        best, best_deg = "", self._senses.of("look", "within_deg")
        for name, place in self._targets(now).items():
            to = np.asarray(place) - eye
            cosine = float(gaze @ to) / max(float(np.linalg.norm(to)), 1e-6)
            away_deg = float(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))
            if away_deg < best_deg:
                best, best_deg = name, away_deg
        was, since = self._gaze.get(head.seat, ("", now.tick))
        if best != was:
            self._gaze[head.seat] = (best, now.tick)
            return
        ticks = now.tick - since
        due = round(self._senses.of("look", "after_s") * TICKS_PER_S)
        if best and ticks == due:
            data = {"at": best, "for_s": ticks / TICKS_PER_S}
            now.write("trainee", "looked", data, head.seat)
            if best == "neck":
                now.caption("finding", f"felt.veins_{self._vein_word(now)}")

    def _targets(self, now: Now) -> dict[str, tuple[float, float, float]]:
        marks = now.anatomy.landmarks
        targets = {"monitor": self._room.monitor_m, "clock": self._room.clock_m}
        for side in ("left", "right"):
            found = marks.get(("second_intercostal_midclavicular", side))
            if found is not None:
                targets[f"chest_{side}"] = found.skin_m
        if (NOTCH, None) in marks:
            targets["neck"] = marks[NOTCH, None].skin_m
        return targets

    # --- shared --------------------------------------------------------------------------------

    def _touch(
        self, now: Now, at_m: np.ndarray, within_mm: float
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """The skin point under something near it, and the direction into the body."""
        if not now.is_near(at_m):
            return None
        hit = now.body.nearest_skin(triple(at_m))
        if hit.distance_m * 1000.0 > within_mm:
            return None
        return np.asarray(hit.point_m), -np.asarray(hit.normal)

    def _rests_on(
        self, now: Now, hand: Hand, within_mm: float
    ) -> tuple[np.ndarray, np.ndarray] | None:
        """The skin that a bare hand rests on: what its fingers or palm face, else the nearest."""
        at_m = np.asarray(hand.position_m)
        if not now.is_near(at_m):
            return None
        if now.body.nearest_skin(triple(at_m)).distance_m <= 0.0:  # pressed in: nothing to face
            return self._touch(now, at_m, within_mm)
        faced: list[tuple[float, np.ndarray]] = []
        for way, sooner in ((pointing(hand), FINGERS_FIRST), (rotate(hand.orientation, PALM), 0.0)):
            hits = now.body.crossings(triple(at_m), triple(at_m + way * within_mm / 1000.0))
            skin = [hit for hit in hits if hit.structure.id == "skin" and hit.is_entering]
            faced += [
                (hit.at_fraction - sooner, at_m + way * hit.at_fraction * within_mm / 1000.0)
                for hit in skin[:1]
            ]
        at_m = min(faced, key=lambda one: one[0])[1] if faced else at_m
        return self._touch(now, at_m, within_mm)

    def _contact(
        self, now: Now, hand: Hand, sense: str, found: tuple[np.ndarray, np.ndarray] | None
    ) -> Contact | None:
        key: tuple[HandKey, str] = ((hand.seat, hand.side), sense)
        if found is None:
            self._contacts.pop(key, None)
            return None
        point, inward = found
        moved_m = self._senses.of("listen", "moved_mm") / 1000.0
        old = self._contacts.get(key)
        if old is None or float(np.linalg.norm(old.point_m - point)) > moved_m:
            self._contacts[key] = old = Contact(point, inward, now.tick)
        return old

    def _under(self, now: Now, point: np.ndarray, inward: np.ndarray) -> Under:
        return examination.under(now.body, point, inward, self._senses.of("percuss", "looks_mm"))

    def _where(self, now: Now, hand: Hand, point: np.ndarray, beneath: Under) -> dict[str, Any]:
        site = now.site(point)
        side = beneath.side or (site.side if site else None)
        return {
            "hand": hand.side,
            "side": side,
            "site": site.id if site else "",
            "region": "chest" if beneath.side else "other",
            "point_m": list(triple(point)),
        }
