"""Typed answers that a format may drop: those it has no way to write as what they are."""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from qbank.domain.kinds import QuestionType
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Gap, Match
from qbank.domain.question import QuestionDocument

_Typed = AcceptedAnswer | AcceptedNumber


def certain(
    before: QuestionDocument, after: QuestionDocument, held: frozenset[str]
) -> tuple[QuestionDocument, QuestionDocument]:
    """Give two questions without the typed answers that the first may lose where only these parts are held.

    Without shares of the points that is what does not earn all of them, without wildcards what is a pattern.
    """
    if before.type is not after.type or {"partial_credit", "wildcards"} <= held:
        return before, after
    if before.type in (QuestionType.SHORT_ANSWER, QuestionType.NUMERICAL):
        ours, theirs = _both(before.options, after.options, held)
        return replace(before, options=ours), replace(after, options=theirs)
    if before.type is QuestionType.CLOZE and len(before.options) == len(after.options):
        gaps = [_gaps(*pair, held) for pair in zip(before.options, after.options, strict=True)]
        return replace(before, options=[one for one, _ in gaps]), replace(
            after, options=[other for _, other in gaps]
        )
    return before, after


def _gaps(before: Gap, after: Gap, held: frozenset[str]) -> tuple[Gap, Gap]:
    answers = _both(before.answers, after.answers, held)
    numbers = _both(before.numbers, after.numbers, held)
    return (
        replace(before, answers=answers[0], numbers=numbers[0]),
        replace(after, answers=answers[1], numbers=numbers[1]),
    )


def _both(ours: Sequence[Any], theirs: Sequence[Any], held: frozenset[str]) -> tuple[list[Any], list[Any]]:
    kept = [answer for answer in ours if not _may_go(answer, held)]
    known = {_key(answer) for answer in kept}
    gone = {_key(answer) for answer in ours if _may_go(answer, held)} - known
    unshared = "partial_credit" not in held
    return kept, [
        answer for answer in theirs if _key(answer) not in gone and not (unshared and answer.fraction <= 0)
    ]


def _may_go(answer: _Typed, held: frozenset[str]) -> bool:
    pattern = isinstance(answer, AcceptedAnswer) and answer.match is not Match.EXACT
    return ("partial_credit" not in held and answer.fraction != 1) or ("wildcards" not in held and pattern)


def _key(answer: _Typed) -> Any:
    if isinstance(answer, AcceptedAnswer):
        return answer.text.strip()
    return middle(answer)


def middle(number: AcceptedNumber) -> Any:
    """Give what number is accepted, of a range its middle."""
    if number.value is None and number.low is not None and number.high is not None:
        return (number.low + number.high) / 2
    return number.value
