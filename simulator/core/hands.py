"""Hands between two frames of a rig, and what they begin or end at one moment of the hand clock."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from simulator.core.records import Command, Hand, Head, Quat, RigFrame, Side, Vec3, rotate

PALM_M = 0.026  # a palm that lies on skin has its middle so far above it (as it is drawn)
CLOSED = 0.5  # a grip or trigger counts as pressed from here
ROUNDED_DIGITS = 9  # nanometres: hides the last bits in which two sampling rates differ
HandKey = tuple[str, Side]  # seat, side


@dataclass(frozen=True)
class Moment:
    """Heads, hands and commands at one moment of the hand clock."""

    heads: tuple[Head, ...]
    hands: tuple[Hand, ...]
    commands: tuple[Command, ...] = ()


@dataclass(frozen=True)
class Edges:
    """What one hand has just begun or ended."""

    hand: Hand
    grip_began: bool
    grip_ended: bool
    trigger_began: bool


def between(before: RigFrame, after: RigFrame, time_s: float) -> Moment:
    """Poses at a time between two frames, linear in time."""
    span_s = after.time_s - before.time_s
    part = 1.0 if span_s <= 0.0 else min(max((time_s - before.time_s) / span_s, 0.0), 1.0)
    heads_before = {head.seat: head for head in before.heads}
    hands_before = {(hand.seat, hand.side): hand for hand in before.hands}
    heads = tuple(_mix_head(heads_before.get(h.seat, h), h, part) for h in after.heads)
    hands = tuple(_mix_hand(hands_before.get((h.seat, h.side), h), h, part) for h in after.hands)
    return Moment(heads, hands)


def edges(hand: Hand, before: Hand | None) -> Edges:
    """Compare a hand with itself one moment earlier."""
    was_gripping = before is not None and before.grip_fraction >= CLOSED
    was_triggering = before is not None and before.trigger_fraction >= CLOSED
    grips = hand.grip_fraction >= CLOSED
    triggers = hand.trigger_fraction >= CLOSED
    return Edges(
        hand,
        grips and not was_gripping,
        was_gripping and not grips,
        triggers and not was_triggering,
    )


def reach(hand: Hand, ahead_m: float) -> np.ndarray:
    """The point that lies so far out of a hand's fingers (m, room frame)."""
    return np.asarray(hand.position_m) + rotate(hand.orientation, (0.0, ahead_m, 0.0))


def pointing(hand: Hand) -> np.ndarray:
    """Unit direction out of a hand's fingers."""
    return rotate(hand.orientation, (0.0, 1.0, 0.0))


def upright(direction: np.ndarray) -> Quat:
    """The orientation of a head that looks along a direction with its crown up."""
    yaw = math.atan2(-float(direction[0]), float(direction[1])) / 2.0
    pitch = math.atan2(float(direction[2]), math.hypot(direction[0], direction[1])) / 2.0
    return (
        math.cos(yaw) * math.cos(pitch),
        math.cos(yaw) * math.sin(pitch),
        math.sin(yaw) * math.sin(pitch),
        math.sin(yaw) * math.cos(pitch),
    )


def _mix_head(a: Head, b: Head, part: float) -> Head:
    if a == b:
        return b
    return replace(
        b,
        position_m=_mix(a.position_m, b.position_m, part),
        orientation=turn_between(a.orientation, b.orientation, part),
    )


def _mix_hand(a: Hand, b: Hand, part: float) -> Hand:
    if a == b:
        return b
    return replace(
        b,
        position_m=_mix(a.position_m, b.position_m, part),
        orientation=turn_between(a.orientation, b.orientation, part),
        grip_fraction=a.grip_fraction + (b.grip_fraction - a.grip_fraction) * part,
        trigger_fraction=a.trigger_fraction + (b.trigger_fraction - a.trigger_fraction) * part,
    )


def _mix(a: Vec3, b: Vec3, part: float) -> Vec3:
    return (
        round(a[0] + (b[0] - a[0]) * part, ROUNDED_DIGITS),
        round(a[1] + (b[1] - a[1]) * part, ROUNDED_DIGITS),
        round(a[2] + (b[2] - a[2]) * part, ROUNDED_DIGITS),
    )


def turn_between(a: Quat, b: Quat, part: float) -> Quat:
    """The orientation part of the way from one to another (normalized linear)."""
    sign = 1.0 if sum(x * y for x, y in zip(a, b, strict=True)) >= 0.0 else -1.0
    mixed = [x + (sign * y - x) * part for x, y in zip(a, b, strict=True)]
    size = sum(x * x for x in mixed) ** 0.5
    w, x, y, z = (round(value / size, ROUNDED_DIGITS) for value in mixed)
    return (w, x, y, z)
