"""Settings: flag > environment > config.toml > default."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from qbank.errors import Kind, QbankError

BANK_NAME = "bank.db"
CONFIG_NAME = "config.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set once for all commands."""

    bank: str | None = None
    format: str | None = None
    confirm_above: int = 3
    wait: float = 30.0
    actor: str | None = None
    color: str = "auto"


_TYPES: Mapping[str, tuple[type, ...]] = {
    "bank": (str,),
    "format": (str,),
    "confirm_above": (int,),
    "wait": (int, float),
    "actor": (str,),
    "color": (str,),
}
_ENVIRONMENT = {"bank": "QBANK_DB", "format": "QBANK_FORMAT", "wait": "QBANK_WAIT", "actor": "QBANK_ACTOR"}


@cache
def config_path() -> Path:
    """Tell where the configuration file is, whether there is one or not."""
    if told := os.environ.get("QBANK_CONFIG"):
        return Path(told)
    from platformdirs import user_config_path

    return user_config_path("qbank", appauthor=False) / CONFIG_NAME


@cache
def default_bank() -> Path:
    """Tell where a person's bank is when nothing says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("qbank", appauthor=False) / BANK_NAME


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the configuration file and the environment. Raises QbankError for what cannot be understood."""
    values = _from_file(config_path())
    for name, variable in _ENVIRONMENT.items():
        if told := environment.get(variable):
            values[name] = _number(variable, told) if name == "wait" else told
    return Settings(**values)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"{path} is not readable TOML: {error}") from error
    for name, value in values.items():
        if name not in _TYPES:
            raise _wrong(f"{path} sets {name!r}, which qbank does not know", f"it knows {', '.join(_TYPES)}")
        if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
            raise _wrong(f"{path}: {name} = {value!r} is not a {_TYPES[name][-1].__name__}")
    return values


def _number(variable: str, told: str) -> float:
    try:
        return float(told)
    except ValueError as error:
        raise _wrong(f"{variable}={told!r} is not a number of seconds") from error


def _wrong(message: str, hint: str | None = None) -> QbankError:
    return QbankError(Kind.CONFIGURATION, message, hint=hint or "correct it, or remove the line")
