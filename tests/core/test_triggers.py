import typing

import pytest

from learning.events import Event, EventLog
from simulator.core.scenario import Prompt, When, load_case
from simulator.core.triggers import EVERY_TICKS, TRIGGERS, Prompts


class Clockwork:
    """A log and a tick: all that prompts ask of the present."""

    def __init__(self):
        self.tick, self.log = 0, EventLog()

    def write(self, source, kind, data, seat=""):
        self.log.append(Event(self.tick, source, kind, data, seat))

    def after(self, prompts, ticks=EVERY_TICKS):
        for _ in range(ticks):
            self.tick += 1
            prompts.moment(self)
        return prompts


YES_AND_NO = {
    "looked": ({"at": "monitor"}, "looked", {"at": "monitor"}, {"at": "neck"}),
    "touched": ({"side": "left"}, "touched", {"side": "left"}, {"side": None}),
    "listened": ({"side": "right"}, "listened", {"side": "right"}, {"side": "left"}),
    "percussed": ({"side": "left"}, "percussed", {"side": "left"}, {"side": "right"}),
    "said": ({"phrase": "reassure"}, "said", {"phrase": "reassure"}, {"phrase": "ask_name"}),
    "took": ({"tool": "cannula"}, "grabbed", {"tool": "cannula_14g_50"}, {"tool": "stethoscope"}),
    "laid_down": (
        {"tool": "oxygen_mask", "at": "patient"},
        "released",
        {"tool": "oxygen_mask", "place": "patient"},
        {"tool": "oxygen_mask", "place": "floor"},
    ),
}


def test_the_list_of_triggers_is_closed():
    field = typing.get_type_hints(When)["trigger"]
    assert set(typing.get_args(field)) == set(TRIGGERS) == set(YES_AND_NO)


@pytest.mark.parametrize("name", YES_AND_NO)
def test_a_trigger_fires_on_its_event_and_on_no_other(name):
    wanted, kind, fits, differs = YES_AND_NO[name]
    when = When(trigger=name, **wanted)
    assert TRIGGERS[name](when, Event(1, "trainee", kind, fits))
    assert not TRIGGERS[name](when, Event(1, "trainee", kind, differs))
    assert not TRIGGERS[name](when, Event(1, "trainee", "phase", {"phase": "running"}))


def test_a_prompt_stays_until_all_it_waits_for_has_happened_since_it_came():
    both = Prompt(
        id="a",
        en="A",
        zh="甲",
        when=[When(trigger="listened", side="left"), When(trigger="listened", side="right")],
    )
    now, prompts = Clockwork(), Prompts([both, Prompt(id="b", en="B", zh="乙", at_least_s=1.0)])
    now.write("trainee", "listened", {"side": "left"})  # before it came: does not count
    now.after(prompts)
    assert prompts.caption.fields["id"] == "a"
    now.write("trainee", "listened", {"side": "right"})
    now.after(prompts, 1000)
    assert prompts.caption.fields["id"] == "a"
    now.write("trainee", "listened", {"side": "left"})
    now.after(prompts)
    assert prompts.caption.fields == {"en": "B", "zh": "乙", "id": "b", "number": 2, "of": 2}
    assert not prompts.is_done
    now.after(prompts, 500)
    assert prompts.is_done
    assert prompts.caption is None
    assert [e.data["id"] for e in now.log.events if e.kind == "prompt"] == ["a", "b"]


def test_a_case_without_prompts_is_never_done_with_them():
    now, prompts = Clockwork(), Prompts([])
    now.after(prompts, 500)
    assert not prompts.is_done
    assert now.log.events == []


def test_the_tutorial_asks_for_every_deed_of_the_hands_on_a_healthy_body():
    case = load_case("tutorial_hands")
    asked = {when.trigger for prompt in case.prompts for when in prompt.when}
    assert asked == set(TRIGGERS)
    assert all(prompt.en and prompt.zh for prompt in case.prompts)
    actions = {type(deed).__name__ for _, deed in case.deeds()}
    assert actions == {"Attach", "CycleNibp"}, "nothing has happened to him"
