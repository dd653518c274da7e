"""In which order a question's options stand on paper: the same at every print, and never the key's own.

What is mixed is mixed by the question's id and the seed of the paper.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple, TypeVar

from qbank.domain.kinds import TextFormat
from qbank.domain.options import Choice, Element, Gap, Pair, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import plain
from qbank.domain.text import Text, text_of
from qbank.formats.letters import letter
from qbank.formats.option_places import keep_places, stays_behind
from qbank.formats.paper import Paper

T = TypeVar("T")
AS_TOLD = Paper()


class Side(NamedTuple):
    """One of the right sides of a matching question, with its letter."""

    letter: str
    text: Text


def choices_in_order(document: QuestionDocument, paper: Paper = AS_TOLD) -> list[Choice]:
    """Order choices as they stand, or mixed where the question or the paper says so; what is fixed stays.

    Choices that say "all of the above" stay in their place; those that name others by letter keep all there.
    """
    choices: list[Choice] = document.options
    wanted = document.details.shuffle
    if not (paper.shuffle if wanted is None else wanted):
        return list(choices)
    return _mixed_choices(choices, _seed(document, paper), document.format)


def gap_choices(gap: Gap, document: QuestionDocument, paper: Paper = AS_TOLD) -> list[Choice]:
    """Order the choices of a gap as they stand, or mixed where they may be."""
    if not (gap.shuffle or paper.shuffle):
        return list(gap.choices)
    return _mixed_choices(gap.choices, _seed(document, paper) + gap.name, document.format)


def words_to_drag(gaps: Sequence[Gap], document: QuestionDocument, paper: Paper = AS_TOLD) -> list[Text]:
    """List the words that drag gaps take, each once, mixed."""
    words = list(dict.fromkeys(choice.text for gap in gaps for choice in gap.choices))
    return _mixed(words, _seed(document, paper), text_of)


def steps_in_order(document: QuestionDocument, paper: Paper = AS_TOLD) -> list[Step]:
    """Mix the steps of an ordering question, which are kept in their right order."""
    steps: list[Step] = document.options
    return _mixed(steps, _seed(document, paper), _id)


def asked(document: QuestionDocument) -> list[Pair]:
    """List the pairs whose left side is asked for; the others hold distractors."""
    return [pair for pair in document.options if text_of(pair.left).strip()]


def right_sides(document: QuestionDocument, paper: Paper = AS_TOLD) -> list[Side]:
    """Mix the right sides of a matching question, each once, with their letters."""
    texts = list(dict.fromkeys(pair.right for pair in document.options))
    mixed = _mixed(texts, _seed(document, paper), text_of)
    return [Side(letter(place), text) for place, text in enumerate(mixed)]


def _mixed_choices(choices: Sequence[Choice], seed: str, format: TextFormat) -> list[Choice]:
    words = [plain(choice.text, format) for choice in choices]
    if keep_places(words):
        return list(choices)
    fixed = [choice.fixed or stays_behind(text) for choice, text in zip(choices, words, strict=True)]
    movable = iter(
        _by_hash([each for each, stays in zip(choices, fixed, strict=True) if not stays], seed, _id)
    )
    return [choice if stays else next(movable) for choice, stays in zip(choices, fixed, strict=True)]


def _mixed(items: Sequence[T], seed: str, key: Callable[[T], str]) -> list[T]:
    """Order items by a hash; where that is the order they came in, the first becomes the last."""
    mixed = _by_hash(items, seed, key)
    return mixed[1:] + mixed[:1] if mixed == list(items) else mixed


def _by_hash(items: Sequence[T], seed: str, key: Callable[[T], str]) -> list[T]:
    return sorted(items, key=lambda item: sha256(f"{seed}\n{key(item)}".encode()).digest())


def _id(element: Element) -> str:
    return element.id


def _seed(document: QuestionDocument, paper: Paper) -> str:
    own = document.id or document.stem
    return f"{paper.seed}\n{own}" if paper.seed else own
