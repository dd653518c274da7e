"""The words of `--map`, and names for them: `[map]` in config.toml."""

import shlex
from collections.abc import Iterable

from qbank.errors import Kind, QbankError
from qbank.formats.base import AnswerStyle, ReadOptions

ANSWERS = "answers"
"""In a saved mapping: what `--answers` says on the command line."""


def reading_options(told: Iterable[str], answers: AnswerStyle | None) -> ReadOptions:
    """Read the words of --map: FIELD=KEY, or the name of a saved mapping, which other words go before.

    Raises QbankError: usage for words that are neither, configuration for a saved mapping that is none.
    """
    words = list(told)
    names = [word for word in words if "=" not in word]
    mapping: dict[str, str] = {}
    for name in names:
        mapping.update(_saved(name))
    style = mapping.pop(ANSWERS, None)
    mapping.update(_pairs([word for word in words if "=" in word]))
    return ReadOptions(mapping, answers or (AnswerStyle(style) if style else None))


def require_mapping(name: str, text: str) -> None:
    """Raise QbankError for a saved mapping that could not be used."""
    try:
        pairs = _pairs(shlex.split(text))
    except (ValueError, QbankError) as error:
        reason = error.message if isinstance(error, QbankError) else str(error)
        raise _wrong(f"map.{name} = {text!r} is no mapping: {reason}") from error
    if not pairs:
        raise _wrong(f"map.{name} is empty")
    style = pairs.get(ANSWERS)
    if style is not None and style not in list(AnswerStyle):
        raise _wrong(f"map.{name}: {ANSWERS}={style} is none of {', '.join(AnswerStyle)}")


def _saved(name: str) -> dict[str, str]:
    from qbank.settings import load, nearest

    saved = load().map
    if name not in saved:
        known = f"the saved ones are {', '.join(saved)}" if saved else "write it as --map stem=question"
        message = f"--map {name!r} is no FIELD=KEY, and no saved mapping is called so"
        raise QbankError(Kind.USAGE, message, hint=nearest(name, saved, known))
    require_mapping(name, saved[name])
    return _pairs(shlex.split(saved[name]))


def _pairs(words: Iterable[str]) -> dict[str, str]:
    """Take FIELD=KEY apart; a field that several words name has all of their keys. Raises QbankError."""
    found: dict[str, str] = {}
    for word in words:
        field, _, key = word.partition("=")
        if not field.strip() or not key.strip():
            message = f"--map {word!r} is no FIELD=KEY"
            raise QbankError(Kind.USAGE, message, hint="write it as --map stem=question")
        name = field.strip()
        found[name] = f"{found[name]},{key.strip()}" if name in found else key.strip()
    return found


def _wrong(message: str) -> QbankError:
    hint = "write it as map.NAME = \"stem=Question answer=Key 'options=A,B,C'\""
    return QbankError(Kind.CONFIGURATION, message, hint=hint)
