"""Materials of the bay: albedo, roughness, metal, and the shader program that draws them."""

from __future__ import annotations

from dataclasses import dataclass, replace

Color = tuple[float, float, float]

KINDS = (
    "plain", "skin", "fabric", "wall", "floor", "glow", "screen", "hair", "glass", "organ",
    "bone", "eye", "lash", "lining", "mouth", "poster", "hollow", "gas",
)  # fmt: skip


@dataclass(frozen=True)
class Material:
    """How a surface looks. `albedo` is linear RGB; `glow` is radiance for kind "glow"."""

    albedo: Color
    roughness: float = 0.5
    metal: float = 0.0
    kind: str = "plain"
    glow: float = 0.0

    def painted(self, srgb_hex: str) -> Material:
        """The same surface in another color."""
        return replace(self, albedo=linear(srgb_hex))


def linear(srgb_hex: str) -> Color:
    """Linear RGB of ``#rrggbb``."""

    def channel(i: int) -> float:
        s = int(srgb_hex[i : i + 2], 16) / 255.0
        return s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4

    return (channel(1), channel(3), channel(5))


def paint(
    srgb_hex: str, roughness: float = 0.45, kind: str = "plain", metal: float = 0.0
) -> Material:
    """A material from its sRGB color."""
    return Material(linear(srgb_hex), roughness, metal, kind)


STEEL = Material((0.62, 0.63, 0.64), 0.28, 1.0)
STEEL_DARK = Material((0.45, 0.46, 0.48), 0.38, 1.0)
ALUMINIUM = Material((0.72, 0.73, 0.75), 0.36, 1.0)
WHITE = paint("#eceeec", 0.42)
GREY = paint("#9aa3a8", 0.5)
DARK = paint("#2b3036", 0.45)
RUBBER = paint("#1d1e20", 0.65)
VINYL = paint("#27465a", 0.42)
SHEET = paint("#dfe6ea", 0.85, "fabric")
PILLOW = paint("#e9eef0", 0.85, "fabric")
BLANKET = paint("#86aebb", 0.9, "fabric")
CURTAIN = paint("#7fb0b8", 0.9, "fabric")
WALL = paint("#efece2", 0.75, "wall")
CEILING = paint("#e6e8e6", 0.9, "wall")
FLOOR = paint("#a3acae", 0.22, "floor")
TEAL = paint("#3f7f92", 0.45)
YELLOW = paint("#e8b820", 0.4)
RED = paint("#b5251d", 0.4)
GREEN = paint("#2e8b57", 0.45)
ORANGE = paint("#e8701a", 0.35)
BLUE = paint("#2d6fb0", 0.4)
CLEAR = Material((0.78, 0.83, 0.85), 0.15, 0.0, "glass")
LIGHT_PANEL = Material((1.0, 0.975, 0.93), 1.0, 0.0, "glow", 5.2)
LAMP_DOT = Material((1.0, 0.97, 0.9), 1.0, 0.0, "glow", 11.0)
