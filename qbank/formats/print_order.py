"""In which order a question's options stand on paper: the same at every print, and never the key's own."""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeVar

from qbank.domain.options import Choice, Element, Gap, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, text_of
from qbank.domain.validation import option_id

T = TypeVar("T")


class Side(NamedTuple):
    """One of the right sides of a matching question, with its letter."""

    letter: str
    text: Text


def letter(place: int) -> str:
    """Name the option at a place counted from 0: A … Z, AA."""
    return option_id(place).upper()


def choices_in_order(document: QuestionDocument) -> list[Choice]:
    """Order choices as they stand, or mixed where the question says they may be; what is fixed stays."""
    choices: list[Choice] = document.options
    if not document.details.shuffle:
        return list(choices)
    return _mixed_choices(choices, _seed(document))


def gap_choices(gap: Gap, document: QuestionDocument) -> list[Choice]:
    """Order the choices of a gap as they stand, or mixed where they may be."""
    return _mixed_choices(gap.choices, _seed(document) + gap.name) if gap.shuffle else list(gap.choices)


def words_to_drag(gaps: Sequence[Gap], document: QuestionDocument) -> list[Text]:
    """List the words that drag gaps take, each once, mixed."""
    words = list(dict.fromkeys(choice.text for gap in gaps for choice in gap.choices))
    return _mixed(words, _seed(document), text_of)


def steps_in_order(document: QuestionDocument) -> list[Step]:
    """Mix the steps of an ordering question, which are kept in their right order."""
    steps: list[Step] = document.options
    return _mixed(steps, _seed(document), _id)


def asked(document: QuestionDocument) -> list[Pair]:
    """List the pairs whose left side is asked for; the others hold distractors."""
    return [pair for pair in document.options if text_of(pair.left).strip()]


def right_sides(document: QuestionDocument) -> list[Side]:
    """Mix the right sides of a matching question, each once, with their letters."""
    texts = list(dict.fromkeys(pair.right for pair in document.options))
    return [Side(letter(place), text) for place, text in enumerate(_mixed(texts, _seed(document), text_of))]


def _mixed_choices(choices: Sequence[Choice], seed: str) -> list[Choice]:
    movable = iter(_mixed([choice for choice in choices if not choice.fixed], seed, _id))
    return [choice if choice.fixed else next(movable) for choice in choices]


def _mixed(items: Sequence[T], seed: str, key: Callable[[T], str]) -> list[T]:
    """Order items by a hash; where that is the order they came in, the first becomes the last."""
    mixed = sorted(items, key=lambda item: sha256(f"{seed}\n{key(item)}".encode()).digest())
    return mixed[1:] + mixed[:1] if mixed == list(items) else mixed


def _id(element: Element) -> str:
    return element.id


def _seed(document: QuestionDocument) -> str:
    return document.id or document.stem
