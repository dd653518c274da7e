"""How a mistake in a query is said: on one line, naming what would have been right."""

import shlex
from collections.abc import Iterable, Sequence

from qbank.errors import Kind, QbankError

SHOWN = 60
NEAREST = 3
"""So many names are offered for one that is unknown: more are a list nobody reads."""
WHERE_FIELDS_ARE_TOLD = "all of them: `qbank question list --help`"


def mistake(message: str, hint: str) -> QbankError:
    """The usage error for a query that cannot be read."""
    return QbankError(Kind.USAGE, message, hint=hint)


def escaped(text: str) -> str:
    """`text` on one line, with whatever cannot be printed as an escape."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")


def shown(text: str) -> str:
    """`text` quoted for a message: escaped, and cut where it is long."""
    return f"'{shortened(text)}'"


def shortened(text: str) -> str:
    """`text` escaped, and cut where it is long."""
    whole = escaped(text[: SHOWN + 1])
    return whole if len(whole) <= SHOWN else f"{whole[: SHOWN - 3]}..."


def quoted(text: str) -> str:
    r"""`text` in the quotes of the query language, `\"` for a quote and `\\` for a backslash."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typed(text: str) -> str:
    """`text`, cut where it is long, as it is typed in a POSIX shell."""
    return shlex.quote(shortened(text))


def nearest_first(word: str, choices: Iterable[str]) -> list[str]:
    """`choices` in the order of their likeness to `word`, initials (`mcq`) first; equals keep their order."""
    return sorted(
        choices, key=lambda choice: -2 if _is_short_for(word, choice) else -likeness(word, (choice,))
    )


def _is_short_for(word: str, choice: str) -> bool:
    parts = choice.split("_")
    initials = "".join(part[:1] for part in parts)
    return len(parts) > 1 and word.casefold() in (initials, f"{initials}q")


def likeness(word: str, names: Sequence[str]) -> float:
    """How like `word` is to the nearest of `names`, from 0 to 1."""
    # Only a mistake needs difflib; every right query is spared its import.
    from difflib import SequenceMatcher

    asked = word[:SHOWN].casefold()
    return max(SequenceMatcher(None, asked, name.casefold()).ratio() for name in names)
