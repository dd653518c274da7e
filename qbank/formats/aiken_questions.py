"""A question put together from the lines of Aiken, and its key read."""

import re
from dataclasses import dataclass, field

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import Choice
from qbank.domain.question import QuestionDocument
from qbank.domain.text import fold
from qbank.formats.aiken_lines import place_of

Doubts = dict[str, str]
"""What Moodle would read otherwise or refuse: messages by their stable codes, one of each."""


class Problem(Exception):
    """Lines that make no question: a stable code and the reason."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(slots=True)
class Draft:
    """The lines of a question as they come: the number of its first one, and what each part has gathered."""

    line: int = 0
    stem: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    key: str | None = None
    explanation: list[str] = field(default_factory=list)
    doubts: Doubts = field(default_factory=dict)


def question_of(draft: Draft) -> QuestionDocument:
    """Make a question of gathered lines. Raises Problem where it has no stem, or fewer than two choices."""
    stem = "\n".join(draft.stem).strip("\n")
    if not stem:
        what = "choices" if draft.texts else "a key"
        raise Problem("no_stem", f"{what} without a question before")
    if len(draft.texts) < 2:
        count = ("no choices", "a single choice")[len(draft.texts)]
        raise Problem("too_few_choices", f"a question with {count}")
    keyed = _keyed(draft)
    share = 1 / len(keyed) if keyed else 0.0
    document = QuestionDocument(
        type=QuestionType.MULTIPLE_CHOICE if len(keyed) > 1 else QuestionType.SINGLE_CHOICE,
        stem=stem,
        options=[
            Choice(text=text, fraction=share if place in keyed else 0.0)
            for place, text in enumerate(draft.texts)
        ],
        explanation="\n".join(draft.explanation) or None,
    )
    if not keyed:
        document.status = Status.DRAFT
    if not all(draft.texts):
        draft.doubts.setdefault("empty_choice", "a choice has no text")
    return document


_LETTERS = re.compile(r"\(?(\w)\)?(?:(?:\s*[,;&/+]\s*|\s+(?:and\s+)?)\(?(\w)\)?)*[.)]?")
_LONGEST = 100
_EACH = re.compile(r"\b\w\b")
_LABELLED = re.compile(r"\(?(\w)[).:\]]\s*\S")


def _keyed(draft: Draft) -> list[int]:
    """Give the places of the right choices, from 0; none with a doubt where the key names none."""
    if draft.key is None:
        draft.doubts["no_key"] = "no ANSWER line: read as a draft"
        return []
    found = _places(draft, draft.key)
    if not found:
        draft.doubts["no_key"] = f"the key {draft.key[:40]!r} names none of the choices: read as a draft"
    return found


def _places(draft: Draft, key: str) -> list[int]:
    if len(key) == 1:
        if key.islower():
            draft.doubts["key"] = f"the key {key!r} is read as {key.upper()}, which Moodle wants"
        return _place(draft, key)
    if len(key) <= _LONGEST and _LETTERS.fullmatch(key):
        letters = [letter for letter in _EACH.findall(key) if letter != "_"]
        return _several(draft, letters) if len(letters) > 1 else _place(draft, letters[0] if letters else "")
    if key.isalpha() and key.isupper() and len(set(key)) == len(key) and set(key) <= set(draft.labels):
        return _several(draft, list(key))
    same = [place for place, text in enumerate(draft.texts) if fold(text) == fold(key)]
    if len(same) == 1:
        draft.doubts["key"] = f"the key {key[:40]!r} is the text of a choice: Moodle takes its first letter"
        return same
    return _first_letter(draft, key)


def _first_letter(draft: Draft, key: str) -> list[int]:
    """Take the letter a key begins with, as Moodle does; with a doubt where it is no label before a text."""
    labelled = _LABELLED.match(key)
    found = _place(draft, labelled[1] if labelled else key[:1])
    if found and not labelled:
        draft.doubts["key"] = f"the key {key[:40]!r} is read by its first letter, as Moodle does"
    return found


def _several(draft: Draft, letters: list[str]) -> list[int]:
    found = sorted({place for letter in letters for place in _place(draft, letter)})
    if len(found) < len(set(letters)):
        return []
    draft.doubts["key"] = f"{len(found)} right choices: Moodle would take the first letter alone"
    return found


def _place(draft: Draft, letter: str) -> list[int]:
    """Find a choice by its label, else by the place the letter has in its alphabet."""
    by_label = [place for place, label in enumerate(draft.labels) if fold(label) == fold(letter)]
    place = by_label[0] if by_label else place_of(letter) if letter else None
    return [place] if place is not None and 0 <= place < len(draft.texts) else []
