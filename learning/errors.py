"""What can be wrong with what is judged. Each message: what, the value, the rule, the way out."""


class LearningError(ValueError):
    """A run or a sheet of marks that cannot be judged."""


class LogError(LearningError):
    """A recorded run is missing, cut short, edited, or of another kind."""


class SheetError(LearningError):
    """A sheet of marks (TOML) is wrong; the message names file, row, and field."""
