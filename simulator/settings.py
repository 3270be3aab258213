"""The user's settings: one flat TOML file in the user's config folder, checked field by field.

``THEATRUM_CONFIG`` names another folder, ``THEATRUM_DATA`` another data folder. A file that is
wrong is refused with a sentence, and never overwritten.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import locale
import os
import tempfile
import tomllib
import typing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import platformdirs
from msgspec import Meta

from simulator.errors import InputError, MachineError

FILE_NAME = "settings.toml"


def system_language() -> str:
    """The language the machine speaks, "zh" or "en"; used until the user has chosen."""
    words = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    spoken = next((word for word in words if word), "") or (locale.getlocale()[0] or "")
    return "zh" if spoken.lower().startswith(("zh", "chinese")) else "en"


@dataclass(frozen=True)
class Settings:
    """Everything a user may choose; each default works without asking."""

    language: Literal["en", "zh"] = field(default_factory=system_language)  # pyright: ignore[reportAssignmentType]
    volume_fraction: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.7
    sound_device: Annotated[str, Meta(max_length=200)] = ""  # "": the machine's own choice
    has_captions: bool = True
    text_size_fraction: Annotated[float, Meta(ge=0.8, le=2.0)] = 1.0
    theme: Literal["okabe_ito", "high_contrast"] = "okabe_ito"
    monitor_skin: Literal["bedside", "anesthesia", "transport"] = "bedside"
    hand: Literal["right", "left"] = "right"  # which holds the tool
    is_seated: bool = False
    comfort: Literal["full", "reduced", "off"] = "full"  # vignette and snap turns with a headset
    quality: Literal["auto", "low", "medium", "high"] = "auto"
    pressure_unit: Literal["mmhg", "kpa"] = "mmhg"
    temperature_unit: Literal["degc", "degf"] = "degc"
    glucose_unit: Literal["mmol_l", "mg_dl"] = "mmol_l"
    guideline_region: Literal["international", "china", "europe", "north_america"] = "international"
    data_folder: Annotated[str, Meta(max_length=1000)] = ""  # "": the usual place of this machine
    data_quota_gb: Annotated[float, Meta(ge=0.1, le=10000.0)] = 5.0
    model_endpoint: Annotated[str, Meta(pattern=r"^$|^https?://\S+$")] = ""  # "": off
    is_first_start_done: bool = False


LATER = ("is_seated", "comfort", "model_endpoint")
"""Kept for parts of Theatrum that are not built yet; nothing reads them today."""

FIELDS = tuple(one.name for one in dataclasses.fields(Settings))
_HINTS = typing.get_type_hints(Settings, include_extras=True)


def settings_path() -> Path:
    """Where the file is, whether it exists or not."""
    folder = os.environ.get("THEATRUM_CONFIG")
    return Path(folder or platformdirs.user_config_dir("theatrum", appauthor=False)) / FILE_NAME


def load(path: Path | None = None) -> Settings:
    """The settings; defaults where the file has no word or does not exist.

    Raises
    ------
    InputError
        Not TOML, an unknown field, a bad value: names file, field, value, rule, way out.
    MachineError
        The file is there and cannot be read.
    """
    path = path or settings_path()
    return _checked(_table(path), path)


def save(settings: Settings, path: Path | None = None) -> Path:
    """Write all settings, whole or not at all, and say where.

    Raises
    ------
    MachineError
        The folder cannot be written; what was there stays.
    """
    path = path or settings_path()
    lines = ["# Theatrum settings. Each field and its choices: launcher.py settings show"]
    lines += [f"{name} = {_toml(value)}" for name, value in dataclasses.asdict(settings).items()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-", suffix=".toml")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(temporary, path)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    return path


def changed(name: str, value: str, path: Path | None = None) -> Settings:
    """The settings of the file with one field set from a word, as the command line gives it.

    A bad value in that same field of the file is mended by this; nothing is written.
    """
    path = path or settings_path()
    table = _table(path)
    if name not in FIELDS:
        raise InputError(f"setting {name!r} is unknown; {_near(name)}")
    try:
        wanted = msgspec.convert(_from_word(name, value), _HINTS[name])
    except msgspec.ValidationError as error:
        raise InputError(f"setting {name} cannot be {value!r}; {_rule(name, error)}") from None
    return _checked(table | {name: wanted}, path)


def first_start_needed(settings: Settings | None = None) -> bool:
    """Whether the wizard (or its notice in words) has not been seen yet on this machine."""
    return not (settings or load()).is_first_start_done


def data_dir(settings: Settings | None = None) -> Path:
    """Where runs, records, and crash reports are kept; not created here."""
    folder = os.environ.get("THEATRUM_DATA") or (settings or load()).data_folder
    return Path(folder or platformdirs.user_data_dir("theatrum", appauthor=False)).expanduser()


def choices(name: str) -> tuple[str, ...]:
    """The words a field may hold; empty where it is a number or free text."""
    hint = _HINTS[name]
    if typing.get_origin(hint) is Literal:
        return typing.get_args(hint)
    return ("true", "false") if hint is bool else ()


def bounds(name: str) -> tuple[float, float] | None:
    """The least and the most that a number may be; None where the field is no number."""
    hint = _HINTS[name]
    if typing.get_origin(hint) is not Annotated or typing.get_args(hint)[0] is not float:
        return None
    meta = typing.get_args(hint)[1]
    return meta.ge, meta.le


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: not readable as TOML ({error}); mend that line, or move the file away to"
            " start from the defaults"
        ) from None
    except OSError as error:
        raise MachineError(
            f"{path}: cannot be read ({error.strerror}); give yourself read access, or set"
            " THEATRUM_CONFIG to another folder"
        ) from None


def _checked(table: dict[str, Any], path: Path) -> Settings:
    values: dict[str, Any] = {}
    for name, value in table.items():
        _known(name, path)
        try:
            values[name] = msgspec.convert(value, _HINTS[name])
        except msgspec.ValidationError as error:
            raise InputError(
                f"{path}: {name} is {value!r}; {_rule(name, error)};"
                f" mend the line or run 'launcher.py settings set {name} VALUE'"
            ) from None
    return Settings(**values)


def _known(name: str, path: Path) -> None:
    if name not in FIELDS:
        hint = _near(name)
        raise InputError(f"{path}: field {name!r} is unknown; {hint} Mend or remove that line")


def _near(name: str) -> str:
    close = difflib.get_close_matches(name, FIELDS, n=1, cutoff=0.5)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(FIELDS)}."


def _rule(name: str, error: msgspec.ValidationError) -> str:
    words = choices(name)
    if words:
        return f"it must be one of {', '.join(words)}"
    span = bounds(name)
    if span:
        return f"it must be a number from {span[0]:g} to {span[1]:g}"
    said = str(error).replace("`", "'")
    return said[0].lower() + said[1:]


def _from_word(name: str, value: str) -> Any:
    hint = _HINTS[name]
    if hint is bool:
        return {"true": True, "false": False}.get(value.lower(), value)
    if typing.get_origin(hint) is Annotated and typing.get_args(hint)[0] is float:
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _toml(value: str | float | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string
    return repr(value)


def _unwritable(path: Path, error: OSError) -> MachineError:
    return MachineError(
        f"{path}: cannot be written ({error.strerror}); make the folder writable, or set"
        " THEATRUM_CONFIG to a folder that is"
    )
