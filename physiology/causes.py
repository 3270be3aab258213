"""What pulls at the handles now: diseases, drugs at their effect sites, salts and sugar."""

import math

import numpy as np

from physiology import handles, milieu
from physiology import layout as lay
from physiology._jit import Vector, kernel


@kernel
def diseases(y: Vector, u: Vector, par: Vector, pulls: Vector, dt: float) -> None:
    """Let every course approach the severity aimed at, and add its pulls."""
    for k in range(int(u[lay.INPUTS + lay.IN_COURSES])):
        i = lay.COURSES + 4 * k
        aim = u[i + lay.COURSE_AIM]
        now = y[lay.SEVERITY + k]
        t = u[i + lay.COURSE_RISE] if aim > now else u[i + lay.COURSE_FALL]
        now += (aim - now) * (1.0 - math.exp(-dt / max(t, 1e-3)))
        y[lay.SEVERITY + k] = now
        if now > 0.0:
            row = lay.PULLS + handles.N_HANDLES * int(u[i + lay.COURSE_ROW])
            for h in range(handles.N_HANDLES):
                pulls[h] += now * par[row + h]


@kernel
def gather(y: Vector, u: Vector, par: Vector, dt: float) -> None:
    """Set the handles for the next slow step."""
    pulls = np.zeros(handles.N_HANDLES)
    diseases(y, u, par, pulls, dt)
    milieu.pull(y, par, pulls)
    handles.settle(pulls, y, lay.HANDLES)
