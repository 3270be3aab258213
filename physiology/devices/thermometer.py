"""Where a thermometer sits: how far below the core it reads, and how slowly it follows.

Without a site it reads as before sites were asked: a fifth of a degree below the core, within half
a minute.
"""

from typing import NamedTuple


class Site(NamedTuple):
    """Added to what an ordinary one reads (K) and to its time constant (s)."""

    added: float
    t_added: float


# Sessler, Anesthesiology 2008;109:318 (unverified): esophagus and ear follow the core, the bladder
# lags by minutes where little urine flows, the axilla lies half a degree or more below it
SITES = {
    "": Site(0.0, 0.0),
    "ear": Site(0.0, 0.0),
    "esophagus": Site(0.2, 0.0),
    "bladder": Site(0.2, 570.0),
    "axilla": Site(-0.5, 270.0),
}
