"""Questions as people type them in a mail: a stem, `A) …`, `B) …` and `ANSWER: B`, one below the other.

Choices are labelled by letters or numbers; `*B.` marks a right one as well as a key does. A key without
choices is a typed answer, a number, or true or false. What could mean two things is an error at its line.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice
from qbank.domain.question import QuestionDocument
from qbank.formats import text_form_numbers as numbers
from qbank.formats.answer_keys import KeyProblem, positions
from qbank.formats.base import AnswerStyle
from qbank.formats.key_readings import letters_of
from qbank.formats.plain_lines import Labelled, choice_of, key_of, next_label, number_of, reason_of
from qbank.formats.text_form_lines import Line, Mistake, joined
from qbank.formats.truth_words import is_true_false_pair, truth, truths


@dataclass(slots=True)
class _Draft:
    """One question while it is read."""

    line: int
    number: str | None = None
    stem: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    choices: list[list[str]] = field(default_factory=list)
    starred: list[int] = field(default_factory=list)
    key: str | None = None
    key_line: int = 0
    reason: list[str] | None = None
    blank: bool = False

    @property
    def is_answered(self) -> bool:
        return self.key is not None or bool(self.starred)


def is_plain(lines: Sequence[Line]) -> bool:
    """Tell whether lines are such a list: choices labelled A and B follow each other, or a key is given."""
    labels = [found.label for line in lines if (found := choice_of(line.text)) is not None]
    lettered = any(pair == ("A", "B") for pair in pairwise(labels))
    return lettered or any(key_of(line.text) is not None for line in lines)


def read(lines: Sequence[Line]) -> tuple[list[tuple[QuestionDocument, int]], list[Mistake]]:
    """Read questions, each with the number of its first line, and what is wrong with the others."""
    found: list[tuple[QuestionDocument, int]] = []
    mistakes: list[Mistake] = []
    try:
        drafts = _drafts(lines)
    except Mistake as mistake:
        return [], [mistake]
    for draft in drafts:
        try:
            found.append((_document(draft), draft.line))
        except Mistake as mistake:
            mistakes.append(mistake)
    return found, mistakes


def _drafts(lines: Sequence[Line]) -> list[_Draft]:
    drafts: list[_Draft] = []
    for line in lines:
        current = drafts[-1] if drafts else None
        if not line.text.strip():
            if current is not None:
                _take_blank(current)
        elif current is None or not _take(current, line):
            drafts.append(_begun(line))
        else:
            current.blank = False
    return drafts


def _begun(line: Line) -> _Draft:
    if choice_of(line.text) is not None and key_of(line.text) is None:
        raise Mistake(line.number, "a choice without a question above it")
    if key_of(line.text) is not None:
        raise Mistake(line.number, "a key without a question above it")
    numbered = number_of(line.text)
    if numbered is None or numbered.starred:
        return _Draft(line.number, None, [line.text.strip()])
    return _Draft(line.number, numbered.label, [numbered.text] if numbered.text else [])


def _take_blank(draft: _Draft) -> None:
    draft.blank = True
    if draft.reason is not None:
        draft.reason.append("")
    elif not draft.choices and draft.key is None and draft.stem:
        draft.stem.append("")


def _take(draft: _Draft, line: Line) -> bool:
    """Add a line to a question; tell whether it belongs to it."""
    if (key := key_of(line.text)) is not None:
        return _take_key(draft, key, line)
    if (reason := reason_of(line.text)) is not None and (draft.choices or draft.is_answered):
        draft.reason = [reason]
        return True
    labelled = _as_choice(draft, line.text)
    if labelled is not None:
        return _take_choice(draft, labelled, line)
    if number_of(line.text) is not None and (draft.is_answered or draft.choices):
        return False
    return _take_further(draft, line)


def _take_key(draft: _Draft, key: str, line: Line) -> bool:
    if draft.key is not None:
        raise Mistake(line.number, f"a second key: line {draft.key_line} gave one already")
    draft.key, draft.key_line = key, line.number
    return True


def _as_choice(draft: _Draft, text: str) -> Labelled | None:
    """Read a line as the next choice of a question; numbers label choices where they begin anew with 1."""
    if draft.key is not None:
        return None
    wanted = next_label(draft.labels[-1]) if draft.labels else None
    lettered = choice_of(text)
    if lettered is not None and (wanted is None or lettered.label == wanted or not wanted.isdigit()):
        return lettered
    numbered = number_of(text)
    if numbered is None or not any(draft.stem):
        return None
    if wanted is not None:
        return numbered if numbered.label == wanted else None
    return numbered if numbered.label == "1" else None


def _take_choice(draft: _Draft, choice: Labelled, line: Line) -> bool:
    if not any(draft.stem):
        raise Mistake(line.number, "a choice without a question above it")
    wanted = next_label(draft.labels[-1]) if draft.labels else "1" if choice.label.isdigit() else "A"
    if choice.label != wanted:
        raise Mistake(line.number, f"choice {choice.label} stands where {wanted} was expected")
    if choice.starred:
        draft.starred.append(len(draft.choices))
    draft.labels.append(choice.label)
    draft.choices.append([choice.text])
    return True


def _take_further(draft: _Draft, line: Line) -> bool:
    """Take a line without any mark: more of what stands above it, or the next question."""
    if draft.reason is not None and not draft.blank:
        draft.reason.append(line.text.strip())
    elif draft.reason is not None or draft.key is not None:
        return False
    elif not draft.choices:
        draft.stem.append(line.text.rstrip())
    elif not draft.blank and line.text[0] in " \t":
        draft.choices[-1].append(line.text.strip())
    elif draft.blank:
        return False
    else:
        raise Mistake(
            line.number,
            "neither a choice nor a key: put blanks before it if it goes on, a blank line if it is new",
        )
    return True


def _document(draft: _Draft) -> QuestionDocument:
    stem = joined(draft.stem).strip()
    if not stem:
        raise Mistake(draft.line, "the question has no text")
    kind, options = _chosen(draft) if draft.choices else _typed(draft)
    reason = joined(draft.reason or []) or None
    return QuestionDocument(type=kind, stem=stem, options=options, explanation=reason)


def _chosen(draft: _Draft) -> tuple[QuestionType, list[Any]]:
    texts = ["\n".join(lines) for lines in draft.choices]
    right = _right(draft, texts)
    if is_true_false_pair(texts) and len(right) == 1:
        return QuestionType.TRUE_FALSE, _truths(texts, right[0])
    several = len(right) > 1
    share = round(1 / len(right), 5)
    made = [Choice(text=text, fraction=share if place in right else 0.0) for place, text in enumerate(texts)]
    return QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE, made


def _right(draft: _Draft, texts: Sequence[str]) -> list[int]:
    if draft.key is None and not draft.starred:
        raise Mistake(draft.line, "no key: add a line ANSWER: B, or a * before the right choice")
    if draft.key is None:
        return draft.starred
    try:
        named = positions(draft.key, texts, AnswerStyle.LETTER, draft.labels)
    except KeyProblem as problem:
        raise Mistake(draft.key_line, problem.reason) from problem
    if draft.starred and named != draft.starred:
        raise Mistake(draft.key_line, "the key names other choices than the stars do")
    return named


def _truths(texts: Sequence[str], right: int) -> list[Any]:
    return [
        Choice(id="true" if truth(text) else "false", text=text, fraction=float(place == right))
        for place, text in enumerate(texts)
    ]


def _typed(draft: _Draft) -> tuple[QuestionType, list[Any]]:
    key = draft.key
    if not key:
        raise Mistake(
            draft.key_line or draft.line, "neither choices nor a key: add A) … and B) …, or ANSWER: …"
        )
    if (true := truth(key)) is not None:
        return QuestionType.TRUE_FALSE, truths(true)
    if letters_of(key):
        raise Mistake(
            draft.key_line,
            f"the key {key!r} is a letter, and there are no choices; = {key} is a typed answer",
        )
    if (number := numbers.read(key)) is not None and number:
        return QuestionType.NUMERICAL, [AcceptedNumber(**number)]
    return QuestionType.SHORT_ANSWER, [AcceptedAnswer(text=key)]
