"""Which material draws which structure, by tissue; colors are sRGB of fresh tissue, by eye."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.anatomy.body import Structure
from simulator.scene.materials import Material, paint

PATTERNS = {"smooth": 0.0, "lung": 1.0, "gland": 2.0, "muscle": 3.0, "membrane": 4.0, "fat": 5.0}


@dataclass(frozen=True)
class Look:
    """A structure's material, and how it is drawn when one looks through the skin.

    `veil` is the opacity seen face on, `edge` what is added where the surface turns away;
    a veil of 1 means solid. `ghost` is that pair for the x-ray view alone: bones are solid where
    one takes off layers, and outlines where one looks through them.
    """

    group: str
    material: Material
    pattern: str = "smooth"
    veil: float = 1.0
    edge: float = 0.0
    ghost: tuple[float, float] | None = None


_BONE = paint("#e6dcc0", 0.50, "bone")
_BY_TISSUE = {
    "skin": Look("skin", paint("#be8d71", 0.46, "skin"), veil=0.05, edge=0.42),
    "bone": Look("bones", _BONE, ghost=(0.07, 0.50)),
    # cartilage hardly stops x-rays, and its step against the rib would draw the eye
    "cartilage": Look("cartilages", paint("#c9cfc4", 0.38, "bone"), ghost=(0.03, 0.30)),
    "tooth": Look("face", paint("#e4dac2", 0.25, "mouth")),
    "muscle": Look("muscles", paint("#8d3029", 0.42, "organ"), "muscle", 0.55, 0.35),
    "lung": Look("lungs", paint("#d98e88", 0.47, "organ"), "lung"),
    "pleura": Look("pleura", paint("#d9c7c4", 0.25, "organ"), "membrane", 0.01, 0.24),
    "heart": Look("organs", paint("#a5342c", 0.34, "organ"), "smooth"),
    "artery": Look("organs", paint("#c0281f", 0.28, "organ"), "smooth"),
    "vein": Look("organs", paint("#45589a", 0.28, "organ"), "smooth"),
    "nerve": Look("organs", paint("#e8d690", 0.40, "organ"), "smooth"),
    "airway": Look("organs", paint("#dfd2c6", 0.34, "organ"), "membrane"),
    "gland": Look("organs", paint("#7a3326", 0.34, "organ"), "gland"),
    "fat": Look("fat", paint("#e3bd62", 0.45, "organ"), "fat", 0.25, 0.3),
    "eye": Look("eyes", paint("#efe7df", 0.10, "eye")),
    "hair": Look("lashes", paint("#140d09", 0.5, "lash")),
    "mucosa": Look("face", paint("#9a4a45", 0.3, "mouth"), "smooth"),
}
_SMALL = {"intercostal_artery": "#c0281f", "intercostal_vein": "#45589a"}
_BY_ID = {
    "pericardium": Look("pericardium", paint("#d8b9a4", 0.3, "organ"), "membrane", 0.05, 0.25),
    "esophagus": Look("organs", paint("#b5786a", 0.36, "organ"), "muscle"),
    "diaphragm": Look("diaphragm", paint("#9c3b33", 0.36, "organ"), "muscle", 0.16, 0.34),
    "liver": Look("abdomen", paint("#6e2a22", 0.30, "organ"), "gland"),
    "spleen": Look("abdomen", paint("#5d2433", 0.30, "organ"), "gland"),
    "lung": _BY_TISSUE["lung"],
    "parietal_pleura": _BY_TISSUE["pleura"],
    "eyeball": _BY_TISSUE["eye"],
    "upper_eyelash": _BY_TISSUE["hair"],
    "lower_eyelash": _BY_TISSUE["hair"],
    "upper_teeth": _BY_TISSUE["tooth"],
    "lower_teeth": _BY_TISSUE["tooth"],
    "tongue": _BY_TISSUE["mucosa"],
}
_BY_ID |= {
    name: Look("small_vessels", paint(color, 0.28, "organ"), ghost=(0.30, 0.25))
    for name, color in _SMALL.items()
}
HEART_PARTS = {
    "left_ventricle": "#a5342c", "right_ventricle": "#b9584c", "left_atrium": "#8f4040",
    "right_atrium": "#7c4a5c", "aorta": "#c8382a", "pulmonary_artery": "#5f6db0",
}  # fmt: skip


def look_of(structure: Structure) -> Look:
    """How a structure is drawn."""
    if structure.id in _BY_ID:
        return _BY_ID[structure.id]
    if structure.id in HEART_PARTS:
        return Look("organs", paint(HEART_PARTS[structure.id], 0.30, "organ"), "smooth")
    return _BY_TISSUE.get(structure.tissue, Look("organs", paint("#b9665c", 0.34, "organ")))
