"""Deeds on their way into a body: one room for each kind, `apply` at the door."""

from physiology.deeds.doing import apply, live_with
from physiology.deeds.slots import Slots, fresh_inputs
from physiology.deeds.watching import SETTLING
from physiology.deeds.wounds import vessel_table

__all__ = ["SETTLING", "Slots", "apply", "fresh_inputs", "live_with", "vessel_table"]
