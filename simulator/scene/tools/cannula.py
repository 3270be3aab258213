"""A 14G over-the-needle cannula: catheter with winged hub, and the steel needle inside it."""

from __future__ import annotations

from simulator.scene.materials import CLEAR, STEEL, WHITE, Material, paint
from simulator.scene.shapes.mesh import Mesh, merged, turn_about
from simulator.scene.shapes.solids import lathe, rounded_box

TIP_AHEAD_M = 0.003  # steel in front of the catheter
ALONG_Y = turn_about((1, 0, 0), -90)  # a lathe's z becomes +y
# ISO 10555-5 gives 14G orange; the lengths differ by shape and printed figures, not by color alone
HUB = paint("#e8701a", 0.35)
CATHETER = paint("#e9eef2", 0.30)


def catheter_tube(length_m: float) -> Mesh:
    """The part that goes into the patient; its tip lies behind the needle's."""
    tip = -TIP_AHEAD_M
    profile = [(0.00105, -length_m), (0.00105, -0.006), (0.00088, tip)]
    return lathe(profile, CATHETER, 16, ALONG_Y)


def hub(length_m: float) -> Mesh:
    """Hub and wings, with more rings the longer it is."""
    hub_profile = [
        (0.0, -length_m - 0.0305), (0.0040, -length_m - 0.0305), (0.0052, -length_m - 0.030),
        (0.0052, -length_m - 0.027), (0.0045, -length_m - 0.026), (0.0042, -length_m - 0.010),
        (0.0025, -length_m - 0.003), (0.00115, -length_m + 0.003),
    ]  # fmt: skip
    parts = [
        lathe(hub_profile, HUB, 28, ALONG_Y),
        rounded_box((0.026, 0.0105, 0.0016), 0.0007, HUB, 2, 2, at=(0, -length_m - 0.017, 0.0015)),
    ]
    parts += [
        lathe(
            [(0.0046, 0), (0.0050, 0.0004), (0.0050, 0.0010), (0.0046, 0.0014)],
            WHITE,
            24,
            ALONG_Y,
            (0, -length_m - 0.0245 + 0.0024 * k, 0),
        )
        for k in range(_rings(length_m))
    ]
    return merged(parts)


def steel(length_m: float) -> Mesh:
    """Needle with a bevelled point, and the flash chamber in the hand."""
    back = -length_m - 0.030
    needle = lathe(
        [(0.00082, back), (0.00082, -0.0035), (0.0004, -0.0008), (0.00004, 0.0)], STEEL, 16, ALONG_Y
    )
    v = needle.v.copy()
    ground = v[:, 1] > -0.0040
    v[ground, 2] = v[ground, 2] * 0.55 - 0.0003 * (v[ground, 1] + 0.004) / 0.004
    chamber = [
        (0.0, back - 0.026), (0.0030, back - 0.026), (0.0046, back - 0.024), (0.0044, back - 0.004),
        (0.0036, back - 0.0005), (0.0036, back + 0.004),
    ]  # fmt: skip
    plug = [(0.0, back - 0.030), (0.0034, back - 0.0295), (0.0034, back - 0.024)]
    grip = Material((0.86, 0.88, 0.90), 0.2, 0.0, "glass")
    return merged([
        needle.with_vertices(v),
        lathe(chamber, CLEAR, 24, ALONG_Y),
        lathe(plug, WHITE, 20, ALONG_Y),
        rounded_box((0.012, 0.010, 0.0030), 0.0012, grip, 2, 1, at=(0, back - 0.003, 0.0045)),
    ])  # fmt: skip


def _rings(length_m: float) -> int:
    return 1 + sum(length_m * 1e3 > limit for limit in (40, 48, 60))
