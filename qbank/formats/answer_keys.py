"""What a key written as a letter, a number or a text means, inferred over a whole file and never guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from qbank.formats.base import AnswerStyle, Unreadable
from qbank.formats.choice_labels import labelled_key
from qbank.formats.key_readings import (
    LETTER,
    ONE,
    TEXT,
    ZERO,
    letters_of,
    mark_of,
    numbers_of,
    plain,
    readings,
)

_ELSE: dict[AnswerStyle, tuple[AnswerStyle, ...]] = {
    TEXT: (),
    LETTER: (TEXT,),
    ZERO: (LETTER, TEXT),
    ONE: (LETTER, TEXT),
}
"""How a key is read that cannot have been written in the file's style: `True` in a file of letters."""

_OTHER_ORIGIN = {ZERO: ONE, ONE: ZERO}


class KeyProblem(Exception):
    """A key that names no choice, or more than one meaning fits: the reason in a reader's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UndecidedKeys(Exception):
    """The keys of a file fit several styles; `samples` count, from 0, keys they read differently."""

    def __init__(self, reason: str, styles: tuple[AnswerStyle, ...], samples: tuple[int, ...]) -> None:
        super().__init__(reason)
        self.reason = reason
        self.styles = styles
        self.samples = samples


def positions(
    key: object, choices: Sequence[str], style: AnswerStyle, labels: Sequence[str] | None = None
) -> list[int]:
    """Give the positions, from 0 and ascending, of the choices that a key names.

    `labels` are the choices' own names (`A`, `ক`, `opt1`) where they have some. Raises KeyProblem.
    """
    fitting = readings(key, choices, labels)
    if style in fitting:
        return fitting[style]
    others = [fitting[other] for other in _ELSE[style] if other in fitting]
    if not others or _OTHER_ORIGIN.get(style) in fitting:
        raise KeyProblem(_why_not(key, choices))
    if any(other != others[0] for other in others):
        raise KeyProblem(f"the key {_shown(key)} may be a letter or a choice's text")
    return others[0]


def _why_not(key: object, choices: Sequence[str]) -> str:
    wanted = plain(key)
    same = sum(plain(choice) == wanted for choice in choices)
    if same > 1:
        return f"the key {_shown(key)} is the text of {same} choices"
    pair = labelled_key(key) if isinstance(key, str) else None
    if pair and any(plain(choice) == plain(pair[1]) for choice in choices):
        return f"the key {_shown(key)} names one choice by its label and another by its text"
    return f"the key {_shown(key)} is none of the {len(choices)} choices"


def _shown(key: object) -> str:
    text = repr(key)
    return text if len(text) <= 60 else f"{text[:57]}…"


_NO_ORIGIN = "the keys are numbers, and nothing in the file says whether 1 is the first choice or the second"


class _Form(Enum):
    NUMBER = "numbers"
    DIGITS = "numbers in quotes"
    LETTER = "letters"
    WORD = "texts"


def _form(key: object) -> _Form:
    if isinstance(key, list):
        return _form(key[0]) if key else _Form.WORD
    if isinstance(key, str):
        return _Form.LETTER if letters_of(key) else _Form.DIGITS if numbers_of(key) else _Form.WORD
    return _Form.WORD if isinstance(key, bool) else _Form.NUMBER


@dataclass(slots=True)
class _Tally:
    """How the keys of one form fit: as a place only, as a text only, or as both with two meanings."""

    place: int = 0
    text: int = 0
    both: int = 0
    same: int = 0
    open_styles: set[AnswerStyle] = field(default_factory=lambda: set(AnswerStyle))
    samples: list[int] = field(default_factory=list)

    def add(self, ordinal: int, fitting: dict[AnswerStyle, list[int]]) -> None:
        places = [found for style, found in fitting.items() if style is not TEXT]
        if TEXT not in fitting:
            self.place += 1
        elif not places:
            self.text += 1
        elif all(found == fitting[TEXT] for found in places):
            self.same += 1
        else:
            self.both += 1
            self.open_styles &= set(fitting)
            _keep(self.samples, ordinal)


_TELLING = 2
"""How often the same key among as many choices tells something new: it may be a sample that often."""


def _keep(samples: list[int], ordinal: int) -> None:
    if len(samples) < _TELLING:
        samples.append(ordinal)


class KeyColumn:
    """The keys of one file: `add` every question's, then `decide` what they mean. Memory is constant."""

    def __init__(self) -> None:
        self.count = 0
        self._tallies = {form: _Tally() for form in _Form}
        self._zero: int | None = None
        self._one: int | None = None
        self._unproved: list[int] = []
        self._letters = False
        self._numbers = False
        self._marks: dict[tuple[str, int], int] = {}
        self._fits: set[frozenset[AnswerStyle]] = set()

    @property
    def has_numbers(self) -> bool:
        """Whether a key was a number that can only count choices."""
        return self._numbers

    def add(self, key: object, choices: Sequence[str], labels: Sequence[str] | None = None) -> None:
        """Take the key of the next question into account; one that names no choice tells nothing."""
        ordinal = self.count
        self.count += 1
        mark = None if labels else mark_of(key)
        if mark is None or mark.may_be_text(choices):
            self._learn(ordinal, key, readings(key, choices, labels))
            return
        known = (mark.key, len(choices))
        times = self._marks[known] = self._marks.get(known, 0) + 1
        if times <= _TELLING:
            self._learn(ordinal, key, mark.readings(len(choices)))

    def _learn(self, ordinal: int, key: object, fitting: dict[AnswerStyle, list[int]]) -> None:
        if not fitting:
            return
        self._fits.add(frozenset(fitting))
        form = _form(key)
        if set(fitting) == {LETTER} and form is not _Form.LETTER:
            self._letters = True  # a label such as `2` or `opt1`, which tells nothing of numbers
            return
        self._tallies[form].add(ordinal, fitting)
        self._letters |= LETTER in fitting and TEXT not in fitting
        if TEXT not in fitting and (ZERO in fitting or ONE in fitting):
            self._add_number(ordinal, fitting)

    def _add_number(self, ordinal: int, fitting: dict[AnswerStyle, list[int]]) -> None:
        self._numbers = True
        if ONE not in fitting:
            self._zero = ordinal if self._zero is None else self._zero
        elif ZERO not in fitting:
            self._one = ordinal if self._one is None else self._one
        else:
            _keep(self._unproved, ordinal)

    def decide(self, style: AnswerStyle | None = None) -> AnswerStyle:
        """Say what the keys mean: the style the person gave, else the only one the whole file allows.

        Raises UndecidedKeys where several fit, and Unreadable where the keys contradict each other.
        """
        if style is not None:
            return style
        by_place = {form: self._by_place(form, tally) for form, tally in self._tallies.items()}
        if not self._numbers:
            return LETTER if self._letters or by_place[_Form.LETTER] else TEXT
        for form in (_Form.NUMBER, _Form.DIGITS):
            if self._tallies[form].both and not by_place[form]:
                raise self._undecided(form)
        return self._base()

    def read_as(self, style: AnswerStyle) -> list[AnswerStyle]:
        """List the styles in which keys are read where the file's is `style`, which itself may not be one."""
        order = (style, *_ELSE[style])
        used = {next((each for each in order if each in fits), None) for fits in self._fits}
        return [each for each in order if each in used]

    def _base(self) -> AnswerStyle:
        if self._zero is not None and self._one is not None:
            raise Unreadable(
                f"the keys contradict each other: question {self._zero + 1} counts the choices from 0, "
                f"question {self._one + 1} from 1",
                hint="--answers 0-based or --answers 1-based reads all one way and reports what does not fit",
            )
        if self._zero is None and self._one is None:
            raise UndecidedKeys(_NO_ORIGIN, (ZERO, ONE), tuple(self._unproved))
        return ZERO if self._one is None else ONE

    def _by_place(self, form: _Form, tally: _Tally) -> bool:
        """Tell whether keys of this form count or name choices rather than repeat their text."""
        if not tally.both:
            return bool(tally.place)
        if bool(tally.place) != bool(tally.text):
            return bool(tally.place)
        if tally.place or not self._has_text():
            raise self._undecided(form)
        return False

    def _has_text(self) -> bool:
        return any(tally.text for tally in self._tallies.values()) and not self._numbers and not self._letters

    def _undecided(self, form: _Form) -> UndecidedKeys:
        tally = self._tallies[form]
        styles = tuple(_ordered(tally.open_styles)) or (TEXT,)
        reason = f"the keys are {form.value} that may be the places of choices or the texts of others"
        return UndecidedKeys(reason, styles, tuple(tally.samples))


def _ordered(styles: set[AnswerStyle]) -> Iterator[AnswerStyle]:
    return (style for style in (TEXT, LETTER, ZERO, ONE) if style in styles)
