"""The carrier's skeleton: body tree and joints read from its MJCF, meshes from its STL files.

Units inside this folder's generators: millimetres in the patient frame (x left, y posterior, z up,
floor under the hip centres), see `simulator.anatomy.body`.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from simulator.anatomy.carriers import folder

SOURCE_STATURE_SCALE = 1.0286  # source is 1.689 m bone to bone; this makes a 1.76 m man with tissue
SOURCE_SHIFT_MM = np.array([25.0, -156.0, -47.0])  # midline and floor of the source, before scaling
REFERENCE_STATURE_CM = 176.0
_ROOT = np.array([-0.025, 0.1, 1.0])  # where the source stands its root


@dataclass
class Joint:
    """A joint at rest, in source world coordinates (m)."""

    name: str
    is_slide: bool
    anchor: np.ndarray
    axis: np.ndarray


@dataclass
class Link:
    """A rigid body of the tree: parent, joints, and its meshes in source world coordinates (m)."""

    name: str
    parent: str | None
    frame: np.ndarray  # 4x4
    joints: list[Joint] = field(default_factory=list)
    meshes: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)


@dataclass
class Skeleton:
    """All links, parents before children, and the polynomial couplings between joints."""

    links: dict[str, Link]
    couplings: list[tuple[str, str, list[float]]]
    scale: float

    def patient_mm(self, point_m: np.ndarray) -> np.ndarray:
        """Source world metres to patient millimetres, at rest."""
        return (np.asarray(point_m, float) * 1000.0 + SOURCE_SHIFT_MM) * self.scale

    def anchor_mm(self, link: str) -> np.ndarray:
        """The origin of a link at rest."""
        return self.patient_mm(self.links[link].frame[:3, 3])

    def pose(self, angles_rad: dict[str, float]) -> dict[str, np.ndarray]:
        """Forward kinematics: 4x4 per link, taking rest millimetres to posed millimetres."""
        q = dict(angles_rad)
        for driven, driver, poly in self.couplings:
            x = q.get(driver, 0.0)
            q.setdefault(driven, sum(c * x**k for k, c in enumerate(poly)))
        out: dict[str, np.ndarray] = {}
        for link in self.links.values():
            m = out[link.parent].copy() if link.parent else np.eye(4)
            for joint in link.joints:
                value = q.get(joint.name, 0.0)
                if value:
                    m = m @ self._motion(joint, value)
            out[link.name] = m
        return out

    def _motion(self, joint: Joint, value: float) -> np.ndarray:
        if joint.is_slide:
            m = np.eye(4)
            m[:3, 3] = joint.axis * value * 1000.0 * self.scale
            return m
        return turn_about(self.patient_mm(joint.anchor), joint.axis, value)


def turn(axis: np.ndarray, angle_rad: float) -> np.ndarray:
    """Rotation matrix (Rodrigues)."""
    x, y, z = np.asarray(axis, float) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + np.sin(angle_rad) * k + (1 - np.cos(angle_rad)) * k @ k


def turn_about(point: np.ndarray, axis: np.ndarray, angle_rad: float) -> np.ndarray:
    """4x4 rotation about a line."""
    m = np.eye(4)
    m[:3, :3] = turn(axis, angle_rad)
    m[:3, 3] = point - m[:3, :3] @ point
    return m


def apply(m: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Points moved by a 3x4 or 4x4 matrix."""
    return np.asarray(points) @ m[:3, :3].T + m[:3, 3]


def load_skeleton(stature_cm: float = REFERENCE_STATURE_CM) -> Skeleton:
    """Read the full body of the carrier: trunk and head, legs, right arm, and its mirror image."""
    models = folder("myo_sim", "models")
    scale = SOURCE_STATURE_SCALE * stature_cm / REFERENCE_STATURE_CM
    skeleton = Skeleton({}, [], scale)
    root = np.eye(4)
    root[:3, 3] = _ROOT
    meshes = _mesh_files(models)
    reader = _Reader(skeleton, models, meshes)
    reader.chain(models / "torso/assets/myotorso_chain.xml", root, None)
    reader.chain(models / "leg/assets/myolegs_chain.xml", root, None)
    chest = skeleton.links["chest_r"]
    attach = np.eye(4)
    attach[:3, 3] = reader.sites["arm_attach_r"]
    first_arm = len(skeleton.links)
    reader.chain(models / "arm/assets/myoarm_r_chain.xml", chest.frame @ attach, "chest_r")
    for name in list(skeleton.links)[first_arm:]:
        _mirror(skeleton, skeleton.links[name])
    for area in ("torso/assets/myotorso", "leg/assets/myolegs", "arm/assets/myoarm_r"):
        _read_couplings(skeleton, models / f"{area}_assets.xml")
    return skeleton


def _mesh_files(models: Path) -> dict[str, Path]:
    files: dict[str, Path] = {}
    for assets in models.glob("*/assets/*_assets.xml"):
        for mesh in ET.parse(assets).getroot().iter("mesh"):
            name = mesh.get("name")
            if name:
                files[name] = models / str(mesh.get("file"))
    return files


class _Reader:
    def __init__(self, skeleton: Skeleton, models: Path, meshes: dict[str, Path]) -> None:
        self.skeleton, self.models, self.meshes = skeleton, models, meshes
        self.sites: dict[str, np.ndarray] = {}

    def chain(self, file: Path, frame: np.ndarray, parent: str | None) -> None:
        """Read one chain file; its top bodies hang on `parent`."""
        for child in ET.parse(file).getroot():
            if child.tag == "body":
                self.body(child, frame, parent, file)

    def body(self, node: ET.Element, frame: np.ndarray, parent: str | None, file: Path) -> None:
        """Read one body and everything under it."""
        here = frame @ _placement(node)
        link = Link(str(node.get("name")), parent, here)
        self.skeleton.links[link.name] = link
        for child in node:
            if child.tag == "joint":
                link.joints.append(_joint(child, here))
            elif child.tag == "geom" and child.get("mesh"):
                v, f = read_stl(self.meshes[str(child.get("mesh"))])
                link.meshes[str(child.get("mesh"))] = (apply(here @ _placement(child), v), f)
            elif child.tag == "site":
                self.sites[str(child.get("name"))] = _numbers(child, "pos")
            elif child.tag == "body":
                self.body(child, here, link.name, file)
            elif child.tag == "include":
                self.chain((file.parent / str(child.get("file"))).resolve(), here, link.name)


def _numbers(node: ET.Element, key: str, default: str = "0 0 0") -> np.ndarray:
    return np.array([float(x) for x in node.get(key, default).split()])


def _placement(node: ET.Element) -> np.ndarray:
    m = np.eye(4)
    m[:3, 3] = _numbers(node, "pos")
    if node.get("euler"):
        for axis, angle in zip(np.eye(3), _numbers(node, "euler")):
            m[:3, :3] = m[:3, :3] @ turn(axis, angle)  # MuJoCo default: intrinsic xyz
    elif node.get("quat"):
        w, *v = _numbers(node, "quat") / np.linalg.norm(_numbers(node, "quat"))
        angle = 2 * np.arctan2(np.linalg.norm(v), w)
        if np.linalg.norm(v) > 1e-12:
            m[:3, :3] = turn(np.array(v), angle)
    return m


def _joint(node: ET.Element, here: np.ndarray) -> Joint:
    axis = here[:3, :3] @ _numbers(node, "axis", "0 0 1")
    return Joint(
        str(node.get("name")),
        node.get("type") == "slide",
        apply(here, _numbers(node, "pos")),
        axis / np.linalg.norm(axis),
    )


def _mirror(skeleton: Skeleton, right: Link) -> None:
    """Add the left twin of a right link, reflected in the source's midline plane."""
    flip = np.array([-1.0, 1.0, 1.0])
    offset = np.array([2 * _ROOT[0], 0.0, 0.0])

    def left_name(name: str) -> str:
        return name[:-2] + "_l" if name.endswith("_r") else f"{name}_l"

    frame = right.frame.copy()
    frame[:3, 3] = frame[:3, 3] * flip + offset
    parent = right.parent
    if parent and left_name(parent) in skeleton.links:
        parent = left_name(parent)
    link = Link(left_name(right.name), parent, frame)
    for j in right.joints:  # an axis is a pseudovector: reflected, then turned round
        joint = Joint(left_name(j.name), j.is_slide, j.anchor * flip + offset, -j.axis * flip)
        if j.is_slide:
            joint.axis = j.axis * flip
        link.joints.append(joint)
    for name, (v, f) in right.meshes.items():
        link.meshes[left_name(name)] = (v * flip + offset, f[:, ::-1].copy())
    skeleton.links[link.name] = link


def _read_couplings(skeleton: Skeleton, file: Path) -> None:
    for node in ET.parse(file).getroot().iter("equality"):
        for j in node.iter("joint"):
            if not j.get("joint2"):
                continue
            poly = [float(x) for x in str(j.get("polycoef")).split()]
            pair = (str(j.get("joint1")), str(j.get("joint2")))
            skeleton.couplings.append((*pair, poly))
            if "arm" in file.name:
                left = [name.removesuffix("_r") + "_l" for name in pair]
                skeleton.couplings.append((left[0], left[1], poly))


def read_stl(file: Path) -> tuple[np.ndarray, np.ndarray]:
    """A binary STL with equal corners welded: vertices (n, 3) and triangles (m, 3)."""
    raw = file.read_bytes()
    count = int(np.frombuffer(raw, "<u4", 1, 80)[0])
    record = np.dtype([("normal", "<f4", 3), ("corner", "<f4", (3, 3)), ("pad", "<u2")])
    corners = np.frombuffer(raw, record, count, 84)["corner"].reshape(-1, 3).astype(float)
    unique, inverse = np.unique(np.round(corners, 7), axis=0, return_inverse=True)
    f = inverse.reshape(-1, 3)
    good = (f[:, 0] != f[:, 1]) & (f[:, 1] != f[:, 2]) & (f[:, 2] != f[:, 0])
    return unique, f[good]
