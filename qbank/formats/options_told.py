"""The words of `--option NAME=VALUE`, as the format that is written knows them."""

from collections.abc import Iterable, Mapping

from qbank.errors import Kind, QbankError
from qbank.formats import registry
from qbank.formats.base import WriteOption

YES = "yes"


def told(format: str, words: Iterable[str]) -> dict[str, str]:
    """Read what was asked of a format; a name alone means yes.

    Raises QbankError (usage) for a name or value that the format does not know, naming those it does.
    """
    pairs = (word.partition("=") for word in words)
    return checked(format, {name.strip(): value if equals else YES for name, equals, value in pairs})


def checked(format: str, given: Mapping[str, str]) -> dict[str, str]:
    """Give options by name if the format knows them. Raises QbankError (usage)."""
    if not given:
        return {}
    known = {option.name: option for option in registry.options(format)}
    for name, value in given.items():
        if name not in known:
            raise _unknown(format, name, list(known))
        _require_value(known[name], value)
    return dict(given)


def _unknown(format: str, name: str, known: list[str]) -> QbankError:
    hint = f"it has {', '.join(known)}; qbank formats {format} tells more" if known else "leave it out"
    what = f"no option {name!r}" if known else "no options"
    return QbankError(Kind.USAGE, f"the format {format} has {what}", hint=hint)


def _require_value(option: WriteOption, value: str) -> None:
    if option.values and value not in option.values:
        message = f"{option.name} = {value!r} is none of {', '.join(option.values)}"
        raise QbankError(Kind.USAGE, message, hint=f"--option {option.name}={option.values[0]}")
