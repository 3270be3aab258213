"""Glucose and insulin, with ketones beside them.

::

    liver ─▶ [ glucose outside the cells ] ─▶ brain (steady), muscle and fat (by insulin), urine
      ▲ ▲            │
      │ └─ adrenaline, glucagon ◀─ low glucose
      └─── insulin action ◀─ [ plasma insulin ] ◀─ pancreas, syringe

Bergman 1979's remote insulin action, split into uptake and liver as by Dalla Man 2007; the answer
to low glucose after Bolli 1984 and Cryer 1985. Insulin also holds back the ketones of the liver.
"""

import math
from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Glucose (mmol), insulin (mU/L), its action (1 at rest), alarm (0-1), ketones (mmol/L)."""

    m_glucose: float
    insulin: float
    action: float
    alarm: float
    ketones: float


class Params(NamedTuple):
    """See [glucose] of parameters.toml."""

    glucose0: float
    insulin0: float
    ketones0: float
    k_insulin: float
    g_insulin: float
    glucose_none: float
    k_action: float
    action_half: float
    m_liver: float
    f_brain: float
    f_liver_glucose: float
    glucose_alarm: float
    glucose_alarm_width: float
    k_alarm: float
    g_alarm: float
    k_ketones: float


class Causes(NamedTuple):
    """Handles, and the insulin from outside (mU/L/s)."""

    insulin_made: float
    insulin_effect: float
    glucose_made: float
    ketones_made: float
    insulin_given: float


class Flux(NamedTuple):
    """Glucose made and used (mmol/s)."""

    made: float
    used: float


@kernel
def secreted(glucose: float, p: Params) -> float:
    """Insulin answered to `glucose` (mmol/L), over that at rest."""
    x = (glucose - p.glucose_none) / (p.glucose0 - p.glucose_none)
    return min(max(x, 0.0), p.g_insulin)


@kernel
def uptake(action: float, p: Params) -> float:
    """Uptake that insulin drives, over that at rest: 1 at action 1, saturating."""
    return action * (1.0 + p.action_half) / (max(action, 0.0) + p.action_half)


@kernel
def flux(s: State, glucose: float, c: Causes, p: Params) -> Flux:
    """Glucose made by the liver and used by tissues; equal at rest."""
    f_held = 2.0 / (1.0 + s.action * s.action)  # what insulin leaves of the liver's output
    f_held *= 1.0 / (1.0 + p.f_liver_glucose * max(glucose - p.glucose0, 0.0))
    made = p.m_liver * (min(f_held, 1.8) + p.g_alarm * s.alarm) * c.glucose_made
    f = glucose / p.glucose0
    brain = glucose / (glucose + 1.0) * (p.glucose0 + 1.0) / p.glucose0
    used = p.m_liver * (p.f_brain * brain + (1.0 - p.f_brain) * f * uptake(s.action, p))
    return Flux(made, used)


@kernel
def advance(s: State, glucose: float, c: Causes, dt: float, p: Params) -> State:
    """One second of hormones and ketones; glucose itself is kept with the other solutes."""
    made = p.insulin0 * p.k_insulin * c.insulin_made * secreted(glucose, p)
    steady = (made + c.insulin_given) / p.k_insulin
    insulin = steady + (s.insulin - steady) * math.exp(-p.k_insulin * dt)
    goal = insulin * c.insulin_effect / p.insulin0
    action = s.action + (1.0 - math.exp(-p.k_action * dt)) * (goal - s.action)
    low = (p.glucose_alarm - glucose) / p.glucose_alarm_width
    alarm = s.alarm + (1.0 - math.exp(-p.k_alarm * dt)) * (min(max(low, 0.0), 1.0) - s.alarm)
    f_free = 2.0 / (1.0 + action)  # insulin holds the breakdown of fat
    steady = p.ketones0 * f_free + c.ketones_made * 0.5 * f_free / p.k_ketones
    ketones = steady + (s.ketones - steady) * math.exp(-p.k_ketones * dt)
    return State(s.m_glucose, min(insulin, 1e5), min(action, 1e4), alarm, min(ketones, 40.0))
