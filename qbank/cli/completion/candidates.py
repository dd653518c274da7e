"""What may stand at the cursor."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

MOST = 100


class Candidate(NamedTuple):
    """A word that may stand at the cursor, unquoted. More may be typed behind one that is not `whole`."""

    text: str
    help: str = ""
    whole: bool = True


class Answer(NamedTuple):
    """The candidates, and whether the shell is to complete names of files instead."""

    candidates: Sequence[Candidate] = ()
    files: bool = False


FILES = Answer(files=True)


def beginning(typed: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Take the candidates that begin as was typed, without regard to case, each once."""
    found = {each.text: each for each in candidates if begins(each.text, typed) and is_typeable(each.text)}
    return list(found.values())


def begins(text: str, typed: str) -> bool:
    """Tell whether a text begins so, without regard to case."""
    return text[: len(typed)].lower() == typed.lower()


def behind(prefix: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Put what was typed before a value in front of each."""
    return [each._replace(text=prefix + each.text) for each in candidates]


def words(texts: Iterable[str], help: str = "") -> Iterator[Candidate]:
    """Make candidates of words that are explained by themselves, or all alike."""
    return (Candidate(text, help) for text in texts)


def is_typeable(text: str) -> bool:
    """Tell whether a text can be put on a command line: what a terminal would obey cannot."""
    return text.isprintable() or not any(_is_control(char) for char in text)


def _is_control(char: str) -> bool:
    from unicodedata import category

    return category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in "\u200c\u200d\u00ad"
