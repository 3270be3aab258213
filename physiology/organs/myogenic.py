"""Vessels that set themselves: kidneys and gut by their own wall, muscle by its work.

Brain, heart and muscle set their vessels by the oxygen they get (see `reflexes`). Kidneys hold
their flow between about 75 and 160 mmHg whatever they use (Shipley & Study 1951), the gut does so
less well (Johnson 1986). Resistance follows the pressure of the last seconds against the patient's
own at rest, as far as the wall reaches; nothing changes at rest. Below it the bleeding rows leave
no room for dilation against nerves and angiotensin: `k_renal_low` stands at 0 until a joint fit.
Muscle that works opens its vessels about in proportion to the oxygen it asks for (Andersen &
Saltin 1985), before its content falls; its work drives the heart and takes the vagus off it.
"""

from typing import NamedTuple

from physiology._jit import kernel


class Params(NamedTuple):
    """See [myogenic] of parameters.toml."""

    k_renal_low: float
    k_renal_high: float
    k_splanchnic_high: float
    f_low: float
    f_high: float
    p_capillary: float
    t_wall: float
    x_rest: float
    x_override: float
    k_work: float
    k_pressor: float
    k_vagus: float
    f_work_least: float


@kernel
def advance(
    now: float,
    p_artery: float,
    p_rest: float,
    x_nerves: float,
    k_low: float,
    k_high: float,
    dt: float,
    p: Params,
) -> float:
    """Factor on the resistance of one bed after `dt`.

    `k_low`, `k_high`: below and above the pressure at rest, 1 holds flow and 0 leaves it to
    pressure. `x_nerves`: sympathetic effect on vessels, which overrides the wall as it dilates.
    """
    f = (p_artery - p.p_capillary) / max(p_rest - p.p_capillary, 20.0)
    free = min(max(1.0 - (x_nerves - p.x_rest) / p.x_override, 0.0), 1.0)
    k = k_low * free if f < 1.0 else k_high
    goal = 1.0 + k * (min(max(f, p.f_low), p.f_high) - 1.0)
    return now + dt * (goal - now) / p.t_wall


@kernel
def hyperemia(now: float, need: float, dt: float, p: Params) -> float:
    """Factor on the resistance of muscle that needs `need` times its oxygen at rest."""
    goal = max(1.0 / (1.0 + p.k_work * max(need - 1.0, 0.0)), p.f_work_least)
    return now + dt * (goal - now) / p.t_wall
