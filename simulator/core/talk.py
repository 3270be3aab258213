"""Words and orders: what a seat may say, who answers, and what an order brings about later.

The patient's voice follows the body: single words when breathless, nothing when unconscious. That
is presentation; nothing here reaches the body except the deeds of an order.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import Any, cast

from learning.events import Source
from physiology.actions import Action, Attach, GiveOxygen, OxygenDevice, make, parse
from physiology.vitals import Truth
from simulator.core.clock import TICKS_PER_S
from simulator.core.now import Now
from simulator.core.records import Choice, Command, MonitorKey, Vec3
from simulator.core.scenario import SCENARIOS, Case
from simulator.errors import ScenarioError

ANSWER_AFTER_S = 1.2
MUMBLES_FROM_FRACTION = 0.2  # of consciousness: below it no answer, up to the next no words [O]
SPEAKS_FROM_FRACTION = 0.35
CLEAR_FROM_FRACTION = 0.7  # below it confused [O]
BREATHLESS_FROM_FRACTION = 0.9  # of the effort that can be kept up: single words from here [O]
EASIER_BY_FRACTION = 0.3  # so much less effort than at the worst feels like relief [O]
MOANS_EVERY_S = 25.0
GAS_SEEN_ML = 150.0  # less pleural gas is missed on a supine film and by the probe [O]
SHIFT_SEEN_ML = 60.0  # of the mediastinum, on a film [O]

ANSWERS = {
    "ask_name": "name",
    "ask_breathing": "breath",
    "ask_pain": "pain",
    "ask_allergies": "allergies",
    "reassure": "thanks",
    "explain_needle": "thanks",
}
IMAGES = {"efast": ("efast_no_sliding", "efast_sliding"), "chest_film": ("film_gas", "film_clear")}
MONITOR_KEYS: tuple[MonitorKey, ...] = ("silence", "pause")


@dataclass(frozen=True)
class Order:
    """Something that takes time."""

    id: str
    delay_s: float
    deeds: tuple[Action, ...]


@dataclass(frozen=True)
class Phrases:
    """The talk file, checked."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    orders: dict[str, Order]
    device: OxygenDevice
    flows_l_per_min: tuple[float, ...]


def _device(word: str) -> OxygenDevice:
    """The word, if it is a device: making the deed checks it."""
    deed = make("GiveOxygen", {"device": word, "flow_l_per_min": 0.0})
    return cast(GiveOxygen, deed).device


def load_phrases() -> Phrases:
    """Read scenarios/talk.toml.

    Raises
    ------
    ScenarioError
        A row is missing.
    """
    path = SCENARIOS / "talk.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        orders = {
            row["id"]: Order(row["id"], row["delay_s"], tuple(parse(d)[1] for d in row["deeds"]))
            for row in table["order"]
        }
        return Phrases(
            tuple((row["group"], tuple(row["ids"])) for row in table["phrase"]),
            orders,
            _device(table["oxygen"]["device"]),
            tuple(table["oxygen"]["flows_l_per_min"]),
        )
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(f"{path.name}: {error} is missing or wrong") from None


class Talk:
    """What has been said, ordered and answered."""

    def __init__(
        self, phrases: Phrases, case: Case, phone_m: Vec3, flow_l_per_min: float, is_mask_on: bool
    ) -> None:
        self.said: set[str] = set()
        self.flow_l_per_min = flow_l_per_min
        self.is_mask_on = is_mask_on
        self._phone_m = phone_m
        self._hardest_fraction = 0.0
        self._phrases = phrases
        self._answers = {"ask_allergies": case.allergies} | case.answers
        self._waiting: list[tuple[int, str, Order | None]] = []
        self._groups = {name: group for group, ids in phrases.groups for name in ids}
        self._moaned_tick = 0
        self._was: dict[str, bool] = {}
        self._choices: dict[str, tuple[Choice, ...]] = {}

    def choices(self, phase: str) -> tuple[Choice, ...]:
        """Everything that can be chosen in this phase."""
        if phase not in self._choices:
            self._choices[phase] = self._make_choices(phase)
        return self._choices[phase]

    def _make_choices(self, phase: str) -> tuple[Choice, ...]:
        if phase != "running":
            ids = ("begin", "end") if phase == "brief" else ()
            return tuple(Choice(id, "use", f"session.{id}", "session") for id in ids)
        said = [
            Choice(name, "say", f"say.{name}", group)
            for group, ids in self._phrases.groups
            for name in ids
        ]
        orders = [
            Choice(f"order.{name}", "use", f"say.order.{name}", "order")
            for name in self._phrases.orders
        ]
        flows = [f"flow_{flow:g}" for flow in self._phrases.flows_l_per_min]
        oxygen = [Choice(f"oxygen.{f}", "use", f"say.oxygen.{f}", "oxygen") for f in flows]
        keys = [Choice(f"press.{k}", "use", f"say.monitor.{k}", "monitor") for k in MONITOR_KEYS]
        log = Choice("alarm_log", "view", "say.monitor.log", "monitor")
        return (*said, *orders, *oxygen, *keys, log, Choice("end", "use", "session.end", "session"))

    def knows(self, command: Command) -> bool:
        """Whether a command is a phrase, an order, the flow knob, or a key of the monitor."""
        return self._kind(command.value) is not None

    def obey(self, now: Now, command: Command) -> None:
        """Say or order something."""
        kind, _, name = command.value.partition(".")
        if kind == "order":
            self._order(now, name, command.seat)
        elif kind == "press":
            now.write("trainee", "chose", {"value": command.value}, command.seat)
            now.presses = (*now.presses, (now.tick, cast(MonitorKey, name)))
        elif kind == "oxygen":
            now.write("trainee", "chose", {"value": command.value}, command.seat)
            self.set_flow(now, float(name.removeprefix("flow_")), command.seat)
            now.caption("trainee", f"say.{command.value}", 2.5)
        else:
            self._say(now, command)

    def set_flow(self, now: Now, flow_l_per_min: float, seat: str) -> None:
        """Turn the flowmeter; it reaches the patient while the mask is on."""
        self.flow_l_per_min = flow_l_per_min
        if self.is_mask_on:
            now.do(self._oxygen(flow_l_per_min), "trainee", seat)

    def set_mask(self, now: Now, is_on: bool, seat: str = "", source: Source = "trainee") -> None:
        """The mask was put on the face, or taken off."""
        if is_on == self.is_mask_on:
            return
        self.is_mask_on = is_on
        now.do(self._oxygen(self.flow_l_per_min if is_on else 0.0), source, seat)

    def moment(self, now: Now) -> None:
        """Answers that are due, orders that are ready, and what patient and nurse say unasked."""
        due = [entry for entry in self._waiting if entry[0] <= now.tick]
        self._waiting = [entry for entry in self._waiting if entry[0] > now.tick]
        for _, phrase, order in due:
            if order is None:
                self._answer(now, phrase)
            else:
                self._deliver(now, order)
        if now.tick % TICKS_PER_S == 0:
            self._unasked(now)

    def _kind(self, value: str) -> str | None:
        if value in self._groups:
            return "say"
        head, _, name = value.partition(".")
        if head == "order" and name in self._phrases.orders:
            return "order"
        if head == "press" and name in MONITOR_KEYS:
            return "press"
        is_flow = head == "oxygen" and name.startswith("flow_")
        return "oxygen" if is_flow else None

    def _oxygen(self, flow_l_per_min: float) -> GiveOxygen:
        return GiveOxygen(self._phrases.device, flow_l_per_min)

    def _say(self, now: Now, command: Command) -> None:
        phrase = command.value
        self.said.add(phrase)
        data: dict[str, Any] = {"phrase": phrase, "group": self._groups[phrase]}
        now.write("trainee", "said", data | command.data, command.seat)
        now.caption("trainee", f"say.{phrase}", 3.0)
        if phrase == "team.call_help":
            now.write("trainee", "help_called", {}, command.seat)
            now.caption("nurse", "nurse.help_comes", 3.0)
        if phrase in ANSWERS:
            self._waiting.append((now.tick + round(ANSWER_AFTER_S * TICKS_PER_S), phrase, None))

    def _order(self, now: Now, name: str, seat: str) -> None:
        order = self._phrases.orders[name]
        ready = now.tick + round(order.delay_s * TICKS_PER_S)
        now.write("trainee", "ordered", {"order": name, "ready_tick": ready}, seat)
        now.caption("trainee", f"say.order.{name}", 2.5)
        now.caption("nurse", "nurse.will_do", 2.0)
        self._waiting.append((ready, name, order))

    def _deliver(self, now: Now, order: Order) -> None:
        now.write("scenario", "delivered", {"order": order.id})
        for deed in order.deeds:
            now.do(deed, "trainee")
        if order.id == "ct":
            now.sound("phone", self._phone_m)
            now.caption("sound", "sound.phone", 2.0)
        if order.id in IMAGES:
            for key in seen(order.id, now.truth):
                now.caption("nurse", key, 5.0)
        elif order.id == "call_surgeon":
            now.caption("nurse", "nurse.surgeon_listens", 3.0)
        elif any(isinstance(deed, Attach) for deed in order.deeds) or not order.deeds:
            now.caption("nurse", f"nurse.ready_{order.id}", 3.0)

    # --- the patient's and the nurse's own words -----------------------------------------------

    def _answer(self, now: Now, phrase: str) -> None:
        key = _answer_key(phrase, now.truth, self._hardest_fraction)
        own = self._answers.get(phrase)
        if own is not None and key.endswith("_full"):
            now.caption("patient", "words", en=own.en, zh=own.zh)
        else:
            now.caption("patient", f"patient.{key}")

    def _unasked(self, now: Now) -> None:
        truth = now.truth
        self._hardest_fraction = max(self._hardest_fraction, truth.work_of_breathing_fraction)
        speaks = truth.consciousness_fraction >= SPEAKS_FROM_FRACTION
        is_short = truth.work_of_breathing_fraction > BREATHLESS_FROM_FRACTION
        if speaks and is_short and now.tick - self._moaned_tick > MOANS_EVERY_S * TICKS_PER_S:
            self._moaned_tick = now.tick
            now.caption("patient", "patient.moan_short", 2.0)
        failed = now.twin.vitals().nibp_state == "failed"
        self._once(now, "no_reading", failed, "nurse.no_reading")
        self._once(
            now, "unresponsive", self._was.get("spoke", False) and not speaks, "nurse.unresponsive"
        )
        self._once(now, "no_pulse", truth.rhythm in ("pea", "asystole"), "nurse.no_pulse")
        self._was["spoke"] = self._was.get("spoke", False) or speaks

    def _once(self, now: Now, name: str, is_so: bool, key: str) -> None:
        """Say something when it becomes so, not again while it stays so."""
        if is_so and not self._was.get(name, False):
            now.caption("nurse", key, 3.0)
        self._was[name] = is_so


def seen(order: str, truth: Truth) -> list[str]:
    """What an image shows now, as text ids: gas on either side; on a film the heart's place too."""
    gas, clear = IMAGES[order]
    left = truth.pleural_gas_left_ml > GAS_SEEN_ML
    right = truth.pleural_gas_right_ml > GAS_SEEN_ML
    if not (left or right):
        return [f"nurse.{clear}"]
    keys = [f"nurse.{gas}_{'both' if left and right else 'left' if left else 'right'}"]
    if order == "chest_film" and abs(truth.mediastinal_shift_ml) > SHIFT_SEEN_ML:
        keys.append(f"nurse.film_shift_{'right' if truth.mediastinal_shift_ml > 0.0 else 'left'}")
    return keys


def _answer_key(phrase: str, truth: Truth, hardest_fraction: float) -> str:
    """How the patient answers, by how awake and how breathless the body is."""
    if truth.consciousness_fraction < MUMBLES_FROM_FRACTION:
        return "silent"
    if truth.consciousness_fraction < SPEAKS_FROM_FRACTION:
        return "mumbles"
    if truth.consciousness_fraction < CLEAR_FROM_FRACTION:
        return "confused"
    about = ANSWERS[phrase]
    if truth.work_of_breathing_fraction > BREATHLESS_FROM_FRACTION:
        return f"{about}_short"
    is_easier = hardest_fraction - truth.work_of_breathing_fraction >= EASIER_BY_FRACTION
    return "breath_better" if about == "breath" and is_easier else f"{about}_full"
