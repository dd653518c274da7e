"""Settings: flag > environment > config.toml > default."""

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from qbank.errors import Kind, QbankError

BANK_NAME = "bank.db"
CONFIG_NAME = "config.toml"
DEFAULT = "default"
"""Where a value comes from when nobody says anything; also the name of a person's first bank."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person may set once for all commands.

    `bank` is a name of `banks`, a path or a URL; `banks` holds paths and URLs by name, `alias` command lines,
    `map` the words of `--map`.
    """

    bank: str | None = None
    format: str | None = None
    confirm_above: int = 3
    wait: float = 30.0
    actor: str | None = None
    audit: bool = False
    auto_backup: bool = True
    backup_above: int = 10_000
    color: str = "auto"
    banks: Mapping[str, str] = field(default_factory=dict)
    alias: Mapping[str, str] = field(default_factory=dict)
    map: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BankChoice:
    """The bank that is meant: a path or a URL, the name it was asked for by, and what asked for it."""

    place: str
    name: str | None
    origin: str


TYPES: Mapping[str, tuple[type, ...]] = {
    "bank": (str,),
    "format": (str,),
    "confirm_above": (int,),
    "wait": (int, float),
    "actor": (str,),
    "audit": (bool,),
    "auto_backup": (bool,),
    "backup_above": (int,),
    "color": (str,),
}
"""What may stand at the top of `config.toml`; a value is of one of its types, the last for choice."""

TABLES = ("banks", "alias", "map")
"""What may stand there as a table, with any names in it and a text for each."""

CHOICES: Mapping[str, tuple[str, ...]] = {
    "format": ("table", "json", "ndjson", "csv", "tsv", "ids"),
    "color": ("auto", "always", "never"),
}
ENVIRONMENT = {
    "format": "QBANK_FORMAT",
    "wait": "QBANK_WAIT",
    "actor": "QBANK_ACTOR",
    "auto_backup": "QBANK_AUTO_BACKUP",
}
_TRUTH = {"true": True, "false": False}
_NAME = re.compile(r"\w[\w-]*")


def config_path() -> Path:
    """Tell where the configuration file is, whether there is one or not."""
    if told := os.environ.get("QBANK_CONFIG"):
        return Path(told)
    return _own_config()


@cache
def _own_config() -> Path:
    from platformdirs import user_config_path

    return user_config_path("qbank", appauthor=False) / CONFIG_NAME


@cache
def default_bank() -> Path:
    """Tell where a person's bank is when nothing says otherwise."""
    from platformdirs import user_data_path

    return user_data_path("qbank", appauthor=False) / BANK_NAME


def login_name() -> str:
    """Name the person who runs qbank."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def load(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the configuration file and the environment. Raises QbankError for what cannot be understood."""
    return Settings(**{**from_file(), **from_environment(environment)})


def from_file() -> dict[str, Any]:
    """Read what the configuration file sets; nothing where there is no file. Raises QbankError."""
    path = config_path()
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _wrong(
            f"{path} cannot be read: {error.strerror}", "check the path and who may read it"
        ) from error
    return understood(text, path)


def from_environment(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read what the environment sets, the bank aside. Raises QbankError."""
    told = {name: environment.get(variable) for name, variable in ENVIRONMENT.items()}
    return {name: read(name, value, ENVIRONMENT[name]) for name, value in told.items() if value}


def understood(text: bytes, path: Path) -> dict[str, Any]:
    """Read the text of a configuration file. Raises QbankError naming what is wrong with it."""
    try:
        values = tomllib.loads(text.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(f"{path} is not readable TOML: {error}") from error
    for name, value in values.items():
        if name in TABLES:
            _require_texts(name, value, path)
            continue
        if name not in TYPES:
            raise unknown(name, f"{path} sets {name!r}, which qbank does not know")
        if not isinstance(value, TYPES[name]) or (isinstance(value, bool) and bool not in TYPES[name]):
            raise _wrong(f"{path}: {name} = {value!r} is not a {TYPES[name][-1].__name__}")
        _require_possible(name, value, f"{path}: {name} = {value!r}")
    return values


def read(name: str, told: str, origin: str) -> Any:
    """Read a setting's value from a text. Raises QbankError naming `origin`, where the text stands."""
    what, hint = f"{origin}={told!r}", _such_as(name, origin)
    kind = TYPES[name][-1]
    try:
        value = _TRUTH[told.strip().lower()] if kind is bool else kind(told)
    except KeyError as error:
        raise _wrong(f"{what} is neither true nor false", hint) from error
    except ValueError as error:
        kinds = "a number of seconds" if name == "wait" else "a whole number"
        raise _wrong(f"{what} is not {kinds}", hint) from error
    _require_possible(name, value, what, hint)
    return value


def _such_as(name: str, origin: str) -> str:
    """Give an example of a value, the default where there is one."""
    value = CHOICES[name][0] if name in CHOICES else getattr(Settings(), name)
    return f"such as {origin}={str(value).lower() if isinstance(value, bool) else value}"


def unknown(name: str, said: str) -> QbankError:
    """Build the refusal of a setting there is none of, naming the nearest."""
    known = [*TYPES, *TABLES]
    return _wrong(said, nearest(name, known, f"it knows {', '.join(known)}"))


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Say which known name is nearest to a mistyped one, and what there is."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), 1, 0.5)
    return f"the nearest is {close[0]!r}; {otherwise}" if close else otherwise


def require_name(name: str, said: str) -> None:
    """Raise QbankError for a name that no bank, alias or mapping can have."""
    if not _NAME.fullmatch(name):
        raise _wrong(said, "a name is letters, digits, - and _")


def chosen_bank(
    db: str | None = None, bank: str | None = None, environment: Mapping[str, str] = os.environ
) -> BankChoice:
    """Decide which bank is meant: --db > --bank > QBANK_DB > QBANK_BANK > config.toml > default.

    A variable that is set to nothing is unset. Raises QbankError for two flags that say different things, for
    one that says nothing, and for a name no bank has.
    """
    if db is not None and bank is not None:
        raise QbankError(Kind.USAGE, "--db and --bank both name a bank", hint="leave one of them out")
    _require_said(db, "--db")
    _require_said(bank, "--bank")
    if db is not None:
        return BankChoice(db, None, "--db")
    settings = load(environment)
    if bank is not None:
        return _named(settings, bank, "--bank")
    if told := environment.get("QBANK_DB"):
        return BankChoice(told, None, "QBANK_DB")
    if told := environment.get("QBANK_BANK"):
        return _named(settings, told, "QBANK_BANK")
    if settings.bank is None:
        return BankChoice(str(default_bank()), DEFAULT, DEFAULT)
    if _NAME.fullmatch(settings.bank):
        return _named(settings, settings.bank, str(config_path()))
    return BankChoice(_from_config(settings.bank), None, str(config_path()))


def _require_said(told: str | None, option: str) -> None:
    """Raise QbankError for an option that names the bank by nothing: a variable or command gave nothing."""
    if told is not None and not told.strip():
        raise QbankError(
            Kind.USAGE,
            f"{option} is given nothing",
            hint="what stands in the quotes gave nothing; `qbank db path` says which bank is yours",
        )


def named_banks(settings: Settings) -> dict[str, str]:
    """Give the path or URL of every bank that has a name, the default one first."""
    own = {name: _from_config(place) for name, place in settings.banks.items()}
    return {DEFAULT: str(default_bank()), **own}


def _named(settings: Settings, name: str, origin: str) -> BankChoice:
    banks = named_banks(settings)
    if name in banks:
        return BankChoice(banks[name], name, origin)
    kind = Kind.NOT_FOUND if origin == "--bank" else Kind.CONFIGURATION
    said = "" if origin == "--bank" else f" ({origin} names it)"
    new = f", make it with `qbank bank new {name}`" if _NAME.fullmatch(name) else ""
    hint = nearest(name, banks, f"see them with `qbank bank list`{new}")
    raise QbankError(kind, f"there is no bank named {name!r}{said}", hint=hint)


def _from_config(place: str) -> str:
    """Give a place of the configuration file as it is meant there: relative to the file's own folder."""
    if "://" in place:
        return place
    return str(config_path().absolute().parent / Path(place).expanduser())


def _require_texts(name: str, value: Any, path: Path) -> None:
    if not isinstance(value, dict):
        raise _wrong(f"{path}: {name} is no table", f'write [{name}], and below it NAME = "…" on each line')
    for key, text in value.items():
        what = f"{path}: {name}.{key} = {text!r}"
        require_name(key, f"{path}: {key!r} in [{name}] is no name")
        if not isinstance(text, str) or not text.strip():
            raise _wrong(f"{what} is not a text")
        if name == "banks" and "://" in text and not text.startswith("postgresql"):
            raise _wrong(f"{path}: banks.{key} is no bank qbank can open", "a path, or a postgresql:// URL")
        if name == "banks" and key == DEFAULT:
            raise _wrong(f"{what}: {DEFAULT!r} is always the bank at {default_bank()}", "choose another name")


def _require_possible(name: str, value: Any, what: str, hint: str | None = None) -> None:
    choices = CHOICES.get(name)
    if choices is not None and value not in choices:
        raise _wrong(f"{what} is none of {', '.join(choices)}", hint)
    if isinstance(value, int | float) and not value >= 0:
        raise _wrong(f"{what} is below 0", hint)


def _wrong(message: str, hint: str | None = None) -> QbankError:
    return QbankError(Kind.CONFIGURATION, message, hint=hint or "correct it with `qbank config edit`")
