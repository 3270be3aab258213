"""What can be wrong with what a body is asked to do. Messages: what, value, rule, way out."""


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
