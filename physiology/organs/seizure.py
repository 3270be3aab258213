"""Fits: what a discharging brain does to itself, to muscles and to breathing.

::

    handle seizure ─▶ fit ─┬─▶ brain's oxygen use, sympathetic discharge
                           ├─▶ muscles' oxygen use (lactate and heat follow) ─▶ they tire
                           └─▶ cortex and breathing lost ─▶ slowly back (after the fit)

Brain oxygen use about doubles (Siesjo 1978), lactate passes 10 mmol/L within minutes (Orringer
1977), convulsions fade while the discharge goes on (Lothman 1990). All unverified.
"""

from typing import NamedTuple

from physiology._jit import kernel


class State(NamedTuple):
    """Discharge now, what is left of it after a fit, how far the muscles have tired (0-1)."""

    f_fit: float
    f_after: float
    f_spent: float


class Params(NamedTuple):
    """See [seizure] of parameters.toml."""

    f_quiet: float
    f_spread: float
    t_fit: float
    t_after: float
    t_spent: float
    f_spent: float
    k_brain: float
    k_muscle: float
    k_drive: float
    k_sympathetic: float
    f_tone: float
    p_set: float


@kernel
def spread(f_seizure: float, p: Params) -> float:
    """0-1: discharge that readiness makes; below a threshold it does not spread."""
    f = min(max((f_seizure - p.f_quiet) / p.f_spread, 0.0), 1.0)
    return f * min(f_seizure, 1.0)


@kernel
def advance(s: State, f_seizure: float, dt: float, p: Params) -> State:
    """One step of the body clock."""
    fit = s.f_fit + min(dt / p.t_fit, 1.0) * (spread(f_seizure, p) - s.f_fit)
    after = max(fit, s.f_after - dt * s.f_after / p.t_after)
    spent = s.f_spent + dt * (p.f_spent * fit - s.f_spent) / p.t_spent
    return State(fit, after, spent)


@kernel
def convulsion(s: State, f_muscles: float) -> float:
    """0-1: what muscles that are not relaxed or tired make of the discharge."""
    return s.f_fit * (1.0 - s.f_spent) * f_muscles


@kernel
def mind(s: State) -> float:
    """0-1: what a fit and the time after it leave of the cortex."""
    return 1.0 - max(s.f_fit, 0.8 * s.f_after)
