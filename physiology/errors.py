"""What can be wrong with what a body is asked to do. Messages: what, value, rule, way out."""


class TwinError(ValueError):
    """A body was described, or a deed done to it, that cannot be."""


class UnknownTrace(TwinError):
    """A waveform was asked for that no attached device records."""
