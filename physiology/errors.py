"""What can be wrong with what a body is asked to do. Messages: what, value, rule, way out."""

import difflib
from collections.abc import Iterable


class TwinError(ValueError):
    """A body was described, or a deed done to it, that cannot be."""


class OutOfRange(TwinError):
    """A number outside what is possible; the message names field, value and range."""


class UnknownName(TwinError):
    """A drug, route, disease, site or deed that does not exist; the message names the nearest."""


class UnknownTrace(UnknownName):
    """A waveform was asked for that no attached device records."""


class Conflict(TwinError):
    """Two things that cannot be together, or one too many of them."""


class OtherModel(TwinError):
    """A saved body of other equations, or bytes that are none."""


def near(word: str, known: Iterable[str]) -> str:
    """What a word that is not known may have meant."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known))}"
