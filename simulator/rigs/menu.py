"""The menu of a desktop seat: groups first, then what is in one, chosen by digit keys."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.core.records import Choice, Command

PAGE = 9
BACK = "Tab"


@dataclass(frozen=True)
class Menu:
    """What is open: nothing, the groups, or one group's page."""

    is_open: bool = False
    group: str = ""
    page: int = 0

    @property
    def title_key(self) -> str:
        """The text id over the rows: the group's name, or what may be done at all."""
        return f"group.{self.group}" if self.group else "scene.menu"

    def rows(self, choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
        """Key and text id of every row that is shown now."""
        if not self.is_open:
            return []
        if not self.group:
            groups = _groups(choices)
            named = [(str(k + 1), f"group.{name}") for k, name in enumerate(groups[:PAGE])]
            return [*named, (BACK, "menu.close")]
        entries = [c for c in choices if c.group == self.group]
        shown = entries[self.page * PAGE : (self.page + 1) * PAGE]
        rows = [(str(k + 1), entry.text_key) for k, entry in enumerate(shown)]
        more = [("0", "menu.more")] if len(entries) > PAGE else []
        return [*rows, *more, (BACK, "menu.back")]

    def toggled(self) -> Menu:
        """Open the groups, or go one step back."""
        if not self.is_open:
            return Menu(True)
        return Menu(True) if self.group else Menu(False)

    def chosen(
        self, digit: int, choices: tuple[Choice, ...], seat: str
    ) -> tuple[Menu, Command | None]:
        """What a digit key brings: a group, another page, or a command."""
        if not self.is_open:
            return self, None
        if not self.group:
            groups = _groups(choices)
            is_there = 1 <= digit <= len(groups)
            return (Menu(True, groups[digit - 1]) if is_there else self), None
        entries = [c for c in choices if c.group == self.group]
        if digit == 0:
            pages = max((len(entries) + PAGE - 1) // PAGE, 1)
            return Menu(True, self.group, (self.page + 1) % pages), None
        index = self.page * PAGE + digit - 1
        if index >= len(entries):
            return self, None
        entry = entries[index]
        return Menu(False), Command(seat, entry.kind, entry.id)


def _groups(choices: tuple[Choice, ...]) -> list[str]:
    return list(dict.fromkeys(choice.group for choice in choices))
