"""Errors that a user can do something about: what, the value, the rule, the way out."""


class InputError(ValueError):
    """What was asked for cannot be: unknown id, impossible number, broken file. Exit code 2."""


class ScenarioError(InputError):
    """A case, patient, or procedure file is wrong; the message names file, line, and field."""


class AnatomyError(InputError):
    """A structure or landmark that does not exist."""


class RunError(InputError):
    """A run folder is missing, truncated, or was edited."""


class MachineError(RuntimeError):
    """The machine lacks something; the message says the remedy. Exit code 3."""
