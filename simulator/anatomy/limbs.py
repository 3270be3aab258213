"""Arms and legs of the carrier's rig laid on the posed bones, bone by bone."""

from __future__ import annotations

import numpy as np

from simulator.anatomy.affine import affine, between, frame, rotation, shortest, stretch, unit
from simulator.anatomy.body import Side
from simulator.anatomy.bones import Key
from simulator.anatomy.mesh import Mesh
from simulator.anatomy.skeleton import Skeleton, apply

FORWARD = np.array([0.0, -1.0, 0.0])
Frames = dict[str, np.ndarray]


def bone_ends(v: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two ends of a long bone along its principal axis, nearer one first."""
    c = v.mean(0)
    axis = np.linalg.svd(v - c, full_matrices=False)[2][0]
    t = (v - c) @ axis
    length = np.ptp(t)
    a = v[t < t.min() + 0.12 * length].mean(0)
    b = v[t > t.max() - 0.12 * length].mean(0)
    return (a, b) if np.linalg.norm(a - near) < np.linalg.norm(b - near) else (b, a)


class Limb:
    """Aligns one side's arm and leg: each rig bone's affine takes frame to frame."""

    def __init__(
        self, side: Side, letter: str, heads: Frames, tails: Frames, skeleton: Skeleton,
        frames: Frames, bones: dict[Key, Mesh], out: Frames,
    ) -> None:  # fmt: skip
        self.side: Side = side
        self.letter, self.suffix = letter, f".{letter.upper()}"
        self.heads, self.tails = heads, tails
        self.skeleton, self.frames, self.bones, self.out = skeleton, frames, bones, out

    def at(self, link: str) -> np.ndarray:
        """A joint of the posed skeleton."""
        name = f"{link}_{self.letter}"
        return apply(self.frames[name], self.skeleton.anchor_mm(name))

    def head(self, bone: str) -> np.ndarray:
        """The head of a rig bone at rest."""
        return self.heads[bone + self.suffix]

    def put(self, bones: tuple[str, ...], m: np.ndarray) -> None:
        """Give bones of this side their affine."""
        for bone in bones:
            self.out[bone + self.suffix] = m

    def arm(self) -> None:
        """Girdle, upper arm, forearm."""
        shoulder, wrist = self.at("humerus"), self.at("lunate")
        elbow, hinge = self._elbow()
        girdle = self._girdle(shoulder)
        upper = self.head("lowerarm01") - self.head("upperarm01")
        bend = np.cross(upper, self.head("wrist") - self.head("lowerarm01"))
        r = frame(elbow - shoulder, hinge) @ frame(upper, bend).T
        s = stretch(upper, np.linalg.norm(elbow - shoulder) / np.linalg.norm(upper), 1.0)
        swing = shortest(girdle @ upper, elbow - shoulder) @ girdle
        start = self.head("upperarm01")
        self.put(("upperarm01",), affine(between(swing, r, 0.5), s, start, shoulder))
        self.put(("upperarm02",), affine(r, s, start, shoulder))
        self._forearm(elbow, wrist, hinge, bend)

    def _elbow(self) -> tuple[np.ndarray, np.ndarray]:
        """Middle and axis of the posed elbow."""
        ulna, radius = f"ulna_{self.letter}", f"radius_{self.letter}"
        rest = (self.skeleton.anchor_mm(ulna) + self.skeleton.anchor_mm(radius)) / 2
        hinge = next(j for j in self.skeleton.links[ulna].joints if j.name.startswith("elbow"))
        axis = self.frames[f"humerus_{self.letter}"][:3, :3] @ hinge.axis
        return apply(self.frames[ulna], rest), axis

    def _girdle(self, shoulder: np.ndarray) -> np.ndarray:
        """Clavicle and scapula as one link from the trunk to the shoulder; its rotation."""
        root = self.head("clavicle")
        link = self.head("upperarm01") - root
        there = apply(self.out["spine01"], root)
        reach = shoulder - there
        trunk = rotation(self.out["spine01"])
        girdle = shortest(trunk @ link, reach) @ trunk
        longer = stretch(link, np.linalg.norm(reach) / np.linalg.norm(link), 1.0)
        self.put(("clavicle", "shoulder01"), affine(girdle, longer, root, there))
        return girdle

    def _forearm(
        self, elbow: np.ndarray, wrist: np.ndarray, hinge: np.ndarray, bend: np.ndarray
    ) -> None:
        """The twist between elbow and hand is shared out along the forearm."""
        fore = self.head("wrist") - self.head("lowerarm01")
        rig, posed = self._knuckles()
        r_elbow = frame(wrist - elbow, hinge) @ frame(fore, bend).T
        r_wrist = frame(wrist - elbow, posed) @ frame(fore, rig).T
        s = stretch(fore, np.linalg.norm(wrist - elbow) / np.linalg.norm(fore), 1.0)
        for bone, share in (("lowerarm01", 0.3), ("lowerarm02", 0.85)):
            r = between(r_elbow, r_wrist, share)
            self.put((bone,), affine(r, s, self.head("lowerarm01"), elbow))

    def _knuckles(self) -> tuple[np.ndarray, np.ndarray]:
        """Across the knuckles, in the rig at rest and in the posed skeleton."""
        rig = self.head("finger2-1") - self.head("finger5-1")
        return rig, self.at("2proxph") - self.at("5proxph")

    def hand(self) -> None:
        """Palm as one piece; finger joints from the ends of the bone meshes."""
        wrist = self.at("lunate")
        palm = self.head("finger3-1") - self.head("wrist")
        palm_bone = self.at("3proxph") - wrist
        across, across_bone = self._knuckles()
        r = frame(palm_bone, across_bone) @ frame(palm, across).T
        s = stretch(palm, np.linalg.norm(palm_bone) / np.linalg.norm(palm), 0.9)
        dorsal = np.cross(palm_bone, across_bone)
        dorsal = unit(dorsal) * (1.0 if dorsal @ FORWARD < 0 else -1.0)
        m = affine(r, s, self.head("wrist"), wrist)
        self.put(("wrist", *(f"metacarpal{k}" for k in range(1, 5))), m)
        for k in range(1, 6):
            self._finger(k, r, wrist)

    def _finger(self, k: int, r: np.ndarray, wrist: np.ndarray) -> None:
        parts = ["proximal", "middle", "distal"]
        keys = [f"{p}_phalanx_of_finger_{k}" for p in parts]
        if k == 1:
            keys = [
                "metacarpal_1",
                f"proximal_phalanx_of_finger_{k}",
                f"distal_phalanx_of_finger_{k}",
            ]
        ends = [bone_ends(self.bones[key, self.side].v, wrist) for key in keys]
        tip = ends[2][1] + unit(ends[2][1] - ends[2][0]) * 4.0
        joints = [ends[0][0], (ends[0][1] + ends[1][0]) / 2, (ends[1][1] + ends[2][0]) / 2, tip]
        rest = [self.head(f"finger{k}-{i}") for i in (1, 2, 3)]
        rest.append(self.tails[f"finger{k}-3{self.suffix}"])
        for i in range(3):
            a, b = rest[i + 1] - rest[i], joints[i + 1] - joints[i]
            r = shortest(r @ a, b) @ r
            s = stretch(a, np.linalg.norm(b) / np.linalg.norm(a), 1.0)
            self.put((f"finger{k}-{i + 1}",), affine(r, s, rest[i], joints[i]))

    def leg(self) -> None:
        """Thigh, shank and foot; the anatomical hip center replaces the rig's."""
        hip, knee, ankle = self.at("femur"), self.at("tibia"), self.at("talus")
        toe = self.bones["distal_phalanx_of_toe_2", self.side].v.mean(0)
        start = apply(np.linalg.inv(self.out["root"]), hip)
        thigh = self.head("lowerleg01") - start
        shank = self.head("foot") - self.head("lowerleg01")
        foot = self.tails[f"toe2-3{self.suffix}"] - self.head("foot")
        r_hip = frame(knee - hip, self.out["root"][:3, :3] @ FORWARD) @ frame(thigh, FORWARD).T
        r_foot = frame(knee - hip, toe - ankle) @ frame(thigh, foot).T
        s = stretch(thigh, np.linalg.norm(knee - hip) / np.linalg.norm(thigh), 1.0)
        self.put(("pelvis",), self.out["root"])
        for bone, share in (("upperleg01", 0.35), ("upperleg02", 0.8)):
            self.put((bone,), affine(between(r_hip, r_foot, share), s, start, hip))
        r = frame(ankle - knee, toe - ankle) @ frame(shank, foot).T
        s = stretch(shank, np.linalg.norm(ankle - knee) / np.linalg.norm(shank), 1.0)
        self.put(("lowerleg01", "lowerleg02"), affine(r, s, self.head("lowerleg01"), knee))
        r = frame(toe - ankle, ankle - knee) @ frame(foot, shank).T
        s = stretch(foot, np.linalg.norm(toe - ankle) / np.linalg.norm(foot), 1.0)
        self.put(("foot",), affine(r, s, self.head("foot"), ankle))
