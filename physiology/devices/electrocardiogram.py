"""The heart as one dipole, and the picture that every lead takes of it.

::

    phase of the beat, conduction, injured muscle ─▶ dipole (x left, y feet, z back) ─▶ 12 leads

Each wave is a Gaussian in time with a direction of its own (McSharry 2003 on Frank's axes, as
Sameni 2007 did); the leads are Dower's linear views of the dipole (Dower 1980), see `leads.py`.
Nothing here has a state of its own: a restored body draws the same line. Directions, heights and
times of the waves were tuned by eye and by the intervals and heights of healthy adults (Rijnbeek
2014, unverified).
"""

import math
from typing import NamedTuple

from physiology._jit import kernel
from physiology.organs import excitation, rhythm

P_AHEAD = -0.015  # s: the atria have begun to contract when P is at its top (PR of recordings)
TAU = 2.0 * math.pi


class Dipole(NamedTuple):
    """Moment (mV as Frank's leads show it) toward left, feet and back."""

    x: float
    y: float
    z: float


@kernel
def bump(t: float, t_beat: float, center: float, width: float) -> float:
    """Gaussian in time (s) on the circle of a beat of `t_beat`, `t` after its start."""
    d = t - center
    if d > 0.5 * t_beat:
        d -= t_beat
    elif d < -0.5 * t_beat:
        d += t_beat
    x = d / width
    return math.exp(-0.5 * x * x) if x * x < 50.0 else 0.0


@kernel
def step(t: float, at: float, width: float) -> float:
    """0 to 1 around `at`."""
    return 1.0 / (1.0 + math.exp(-min(max((t - at) / width, -30.0), 30.0)))


@kernel
def plus(d: Dipole, a: float, x: float, y: float, z: float) -> Dipole:
    """`d` and `a` times a direction."""
    return Dipole(d.x + a * x, d.y + a * y, d.z + a * z)


@kernel
def wavy(t: float, f_slow: float, f: float) -> float:
    """A restless wave (about 1 high): three sines that never meet, waxing and waning."""
    x = math.sin(TAU * 0.87 * f * t) + math.sin(TAU * f * t + 1.3) + math.sin(TAU * 1.21 * f * t)
    return 0.4 * x * (1.0 + 0.3 * math.sin(TAU * f_slow * t))


@kernel
def chaos(t: float, f: float) -> float:
    """A wave (about 1 high) that never finds a beat: its own pitch wanders, and its height."""
    a = TAU * f * t + 1.9 * math.sin(TAU * 0.31 * t) + 0.8 * math.sin(TAU * 0.83 * t + 2.0)
    x = math.sin(a) + 0.25 * math.sin(1.43 * a + 0.7) + 0.2 * math.sin(0.62 * a + 2.1)
    x += 0.06 * math.sin(2.17 * a + 1.1 * math.sin(TAU * 0.57 * t))
    return 0.65 * x * (1.0 + 0.35 * math.sin(TAU * 0.23 * t + math.sin(TAU * 0.11 * t)))


@kernel
def narrow(t: float, t_beat: float, w: float, m: excitation.State) -> Dipole:
    """QRS that came through both bundles: septum, free wall, back of the left ventricle, base."""
    d = Dipole(0.0, 0.0, 0.0)
    septum = m.f_left * (1.0 - m.f_accessory)  # an extra path is there before it
    d = plus(d, septum * bump(t, t_beat, -0.024 * w, 0.008 * w), -0.11, -0.10, -0.32)
    d = plus(d, bump(t, t_beat, -0.002 * w, 0.0095 * w), 0.80, 0.84, -0.02)
    d = plus(d, bump(t, t_beat, 0.009 * w, 0.010 * w), 0.48, 0.22, 0.62)
    return plus(d, bump(t, t_beat, 0.030 * w, 0.009 * w), -0.20, -0.28, 0.22)


@kernel
def late_left(t: float, t_beat: float, w: float) -> Dipole:
    """QRS where the left bundle is broken: septum from the right, then the left wall, slowly."""
    d = Dipole(0.0, 0.0, 0.0)
    d = plus(d, bump(t, t_beat, -0.018 * w, 0.012 * w), 0.22, 0.12, -0.12)
    d = plus(d, bump(t, t_beat, 0.014 * w, 0.018 * w), 0.68, 0.45, 0.62)
    return plus(d, bump(t, t_beat, 0.062 * w, 0.020 * w), 0.80, 0.18, 0.78)


@kernel
def from_ventricle(t: float, t_beat: float, w: float) -> Dipole:
    """QRS of a beat that began in the right ventricle: wide, away from it."""
    d = Dipole(0.0, 0.0, 0.0)
    d = plus(d, bump(t, t_beat, 0.030 * w, 0.030 * w), 0.80, 1.20, 0.95)
    return plus(d, bump(t, t_beat, 0.100 * w, 0.024 * w), -0.04, -0.12, 0.06)


@kernel
def silent(d: Dipole, t: float, t_beat: float, w: float, m: excitation.State) -> Dipole:
    """What dead muscle no longer adds early in QRS leaves a vector away from it: Q waves."""
    if m.q_lad + m.q_lcx + m.q_rca <= 0.001:
        return d
    a = bump(t, t_beat, -0.012 * w, 0.013 * w)
    d = plus(d, a * m.q_lad, -0.30, 0.05, 0.95)
    d = plus(d, a * m.q_lcx, -0.45, -0.10, -0.55)
    return plus(d, a * m.q_rca, 0.05, -1.35, -0.15)


@kernel
def aim(is_wide: bool, m: excitation.State) -> Dipole:
    """Where T points: with QRS in health, against it where that took a detour."""
    if is_wide:
        return Dipole(-0.24, -0.36, -0.34)
    left, right, a = 1.0 - m.f_left, 1.0 - m.f_right, m.f_accessory
    return Dipole(
        0.26 - 0.50 * left - 0.34 * a,
        0.24 - 0.30 * left - 0.30 * a,
        -0.14 - 0.22 * left + 0.40 * right + 0.05 * a,
    )


class Wave(NamedTuple):
    """T: its top (s after the beat), its widths before and after (s)."""

    t_peak: float
    before: float
    after: float


@kernel
def t_shape(t_usual: float, is_wide: bool, r: rhythm.State, m: excitation.State) -> Wave:
    """T of a heart whose beats usually take `t_usual` (s)."""
    z = math.sqrt(t_usual)  # Bazett 1920
    before = 0.062 * z
    after = 0.036 * z
    if r.f_t > 1.0:  # potassium: tall and narrow
        before /= r.f_t
        after /= math.sqrt(r.f_t)
    if is_wide:  # what was excited late recovers late
        before *= 0.8
        after *= 1.5
    return Wave(0.275 * z * m.f_qt, before, after)


@kernel
def recovery(
    d: Dipole, t: float, t_beat: float, is_wide: bool, r: rhythm.State, m: excitation.State
) -> Dipole:
    """ST segment, T wave, and what potassium and cold add.

    Their length follows the usual interval, not one that a dropped, early or irregular beat makes;
    what has not ended when the next beat comes goes on in it.
    """
    to = aim(is_wide, m)
    t_usual = t_beat / max(r.f_beat, 0.5)
    w = t_shape(t_usual, is_wide, r, m)
    has_st = abs(m.st_x) + abs(m.st_y) + abs(m.st_z) > 0.001
    for lap in range(2):
        t_in = t + lap * t_beat
        x = (t_in - w.t_peak) / (w.before if t_in < w.t_peak else w.after)
        if x * x < 50.0:
            d = plus(d, r.f_t * math.exp(-0.5 * x * x), to.x, to.y, to.z)
        if has_st:
            a = step(t_in, 0.040, 0.006) * (
                1.0 - step(t_in, w.t_peak + 0.5 * w.after, 0.6 * w.after)
            )
            d = plus(d, a, m.st_x, m.st_y, m.st_z)
    if m.j_cold > 0.001:
        d = plus(d, m.j_cold * bump(t, t_beat, 0.058, 0.012), 0.75, 0.75, -0.2)
    if m.u_low > 0.001:
        z = math.sqrt(t_usual)
        d = plus(d, m.u_low * bump(t, t_beat, w.t_peak + 0.17 * z, 0.04 * z), 0.3, 0.7, -0.9)
    return d


@kernel
def is_next_wide(r: rhythm.State) -> bool:
    """Whether the coming beat begins in a ventricle: what leads up to it is drawn by this one."""
    return rhythm.began_below(r.kind, r) > 0.0 or (r.kind != rhythm.AF and r.f_beat < 1.0)


@kernel
def conducted(t: float, t_beat: float, w: float, m: excitation.State) -> Dipole:
    """QRS of a beat that came from above, through what the bundles and an extra path conduct."""
    d = narrow(t, t_beat, w, m)
    if m.f_left < 1.0:
        f = m.f_left
        slow = late_left(t, t_beat, w)
        d = plus(Dipole(f * d.x, f * d.y, f * d.z), 1.0 - f, slow.x, slow.y, slow.z)
    if m.f_right < 1.0:
        a = (1.0 - m.f_right) * bump(t, t_beat, 0.060 * w, 0.018 * w)
        d = plus(d, a, -0.44, -0.02, -0.46)
    if m.f_accessory > 0.001:
        d = plus(d, m.f_accessory * bump(t, t_beat, -0.030, 0.016), 0.30, 0.34, 0.02)
    return silent(d, t, t_beat, w, m)


@kernel
def ventricles(
    t: float, t_beat: float, is_begun: bool, r: rhythm.State, m: excitation.State
) -> Dipole:
    """QRS, ST and T `t` (s) into a beat; `r` does not know it yet where it has just `is_begun`."""
    is_wide = is_next_wide(r) if is_begun or t > t_beat - 0.1 else r.is_wide > 0.0
    d = from_ventricle(t, t_beat, r.f_qrs) if is_wide else conducted(t, t_beat, r.f_qrs, m)
    return recovery(d, t, t_beat, r.is_wide > 0.0, r, m)


@kernel
def p_wave(d: Dipole, t: float, t_cycle: float, center: float, height: float) -> Dipole:
    """Right atrium, then left."""
    d = plus(d, height * bump(t, t_cycle, center - 0.016, 0.019), 0.03, 0.09, -0.06)
    return plus(d, height * bump(t, t_cycle, center + 0.016, 0.021), 0.07, 0.06, 0.05)


@kernel
def atria(
    d: Dipole,
    f_phase: float,
    f_atria: float,
    t_beat: float,
    t: float,
    r: rhythm.State,
    m: excitation.State,
) -> Dipole:
    """P waves, or what the atria do instead."""
    if r.kind == rhythm.AF:
        a = chaos(t, 6.1)
        b = chaos(t + 5.3, 5.2)
        return plus(plus(d, a, 0.01, 0.045, -0.045), b, 0.02, 0.01, -0.03)
    seen = max(2.0 - r.f_qrs, 0.0)  # potassium silences the atria first
    if r.n_atrial == 1.0:
        if r.f_beat < 1.0:
            return d  # the early beat hides it
        lead = r.t_lead + P_AHEAD
        lead -= 0.05 * m.f_accessory  # an extra path does not wait in the node
        most = 0.3 if r.t_lead < 0.2 else 0.9  # a fast heart shortens its PR, a sick node does not
        return p_wave(d, f_phase * t_beat, t_beat, t_beat - min(lead, most * t_beat), seen)
    if r.n_atrial > 0.0:
        f_atria = f_phase * r.n_atrial + r.t_lead / r.t_atrial
        f_atria -= math.floor(f_atria)
    if r.kind == rhythm.FLUTTER:  # a saw, down in the leads of the feet
        x = math.sin(TAU * f_atria) + 0.45 * math.sin(2.0 * TAU * f_atria)
        x += 0.2 * math.sin(3.0 * TAU * f_atria)
        return plus(d, x, 0.0, 0.13, -0.05)
    return p_wave(d, f_atria * r.t_atrial, r.t_atrial, 0.016, seen)


@kernel
def dipole(
    n_beats: float, n_atria: float, t_since: float, t_beat: float, t: float,
    r: rhythm.State, m: excitation.State,
) -> Dipole:  # fmt: skip
    """The heart's moment at time `t` (s), `n_beats` after the first began, the last of them
    `t_since` (s) ago, and `n_atria` of the atria's own clock; QRS keeps its length, T moves with
    the beat.
    """
    if r.kind == rhythm.ASYSTOLE:
        return Dipole(0.0, 0.0, 0.0)
    if r.kind == rhythm.VF:
        a = 0.6 * r.f_fibrillation
        return Dipole(
            0.7 * a * chaos(t, 4.4), 0.9 * a * chaos(t + 3.7, 4.9), 0.8 * a * chaos(t + 9.1, 5.3)
        )
    f_phase = n_beats - math.floor(n_beats)
    f_atria = n_atria - math.floor(n_atria)
    t_in = f_phase * t_beat
    if abs(t_since - t_in) < 0.1:  # phase ran by the last beat's length until this one's was known
        t_in += (1.0 - f_phase) * (t_since - t_in)
    d = ventricles(t_in, t_beat, math.floor(n_beats) != r.n_beat, r, m)
    if r.kind == rhythm.VT_POLY:  # the axis turns
        a = TAU * t / 2.6
        return Dipole(d.x * math.sin(a + 0.9), d.y * math.sin(a), d.z * math.sin(a - 0.9))
    return atria(d, f_phase, f_atria, t_beat, t, r, m)


@kernel
def stimulated(
    d: Dipole, n_beats: float, t: float, t_paced: float, is_wire: float, is_fixed: float,
    r: rhythm.State,
) -> Dipole:  # fmt: skip
    """`d` with the spikes of a pacemaker: ahead of the beat that it makes, or by its own clock.

    Pads give a broad one (20 ms), a wire a narrow one.
    """
    if r.is_paced > 0.0:
        a = (n_beats - math.floor(n_beats)) * r.t_beat
        t_paced = r.t_beat
    elif is_fixed > 0.0 or r.t_beat > t_paced:
        a = t - t_paced * math.floor(t / t_paced)
    else:
        return d
    a = bump(a, t_paced, t_paced - 0.045, 0.004 if is_wire > 0.0 else 0.009)
    return plus(d, a, 0.5, 0.6 if is_wire > 0.0 else 1.3, -0.3)
