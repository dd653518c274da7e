"""What is lost is told by what a format declares, part by part; a format that holds all loses nothing."""

import io
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from qbank.domain.kinds import Difficulty, QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind, Match, Pair
from qbank.domain.question import (
    Details,
    Hint,
    Note,
    OutcomeFeedback,
    QuestionDocument,
    Scoring,
    Unit,
    WrittenResponse,
)
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats.base import Carries, WriteOptions
from qbank.formats.losses import NOT_WRITTEN, PARTS, losses
from qbank.formats.registry import FORMATS, writer

ALL = Carries(frozenset(QuestionType), frozenset(PARTS))
NONE = Carries(frozenset(QuestionType))
SHA = "ab" * 32
RIGHT, WRONG = Choice(text="a", fraction=1.0), Choice(text="b")


def question(type: QuestionType = QuestionType.ESSAY, *options: Any, **rest: Any) -> QuestionDocument:
    return checked(QuestionDocument(type=type, options=list(options), **{"stem": "Why?", **rest}))


def choice(*options: Choice, **rest: Any) -> QuestionDocument:
    return question(QuestionType.SINGLE_CHOICE, *(options or (RIGHT, WRONG)), **rest)


def several(*shares: float) -> QuestionDocument:
    options = [Choice(text=str(place), fraction=share) for place, share in enumerate(shares)]
    return question(QuestionType.MULTIPLE_CHOICE, *options)


def number(**rest: Any) -> QuestionDocument:
    return question(QuestionType.NUMERICAL, AcceptedNumber(**{"value": Decimal(1), **rest}))


def typed(**rest: Any) -> QuestionDocument:
    return question(QuestionType.SHORT_ANSWER, AcceptedAnswer(text="a"), AcceptedAnswer(text="b", **rest))


def codes(document: QuestionDocument, carries: Carries = NONE) -> list[str]:
    return [loss.code for loss in losses(document, carries)]


HELD = {
    "title": question(title="T"),
    "rich_text": question(format=TextFormat.HTML),
    "feedback": choice(RIGHT, Choice(text="b", feedback="no")),
    "outcome_feedback": question(details=Details(feedback=OutcomeFeedback(partial="so so"))),
    "explanation": question(explanation="because"),
    "solution": question(details=Details(solution="so")),
    "hints": question(details=Details(hints=[Hint(text="h")])),
    "no_key": choice(Choice(text="a"), Choice(text="b"), status=Status.DRAFT),
    "partial_credit": choice(RIGHT, Choice(text="b", fraction=0.5)),
    "tolerance": number(tolerance=Decimal("0.1")),
    "case_sensitivity": typed(case_sensitive=True),
    "wildcards": typed(match=Match.REGEX),
    "units": question(details=Details(units=[Unit(name="m")])),
    "response": question(details=Details(response=WrittenResponse(lines=3))),
    "points": question(points=2.0),
    "penalty": question(details=Details(scoring=Scoring(penalty=0.1))),
    "scoring": question(details=Details(scoring=Scoring(mode="sum"))),
    "time_limit": question(details=Details(time_limit=60)),
    "shuffle": choice(details=Details(shuffle=False)),
    "fixed": choice(RIGHT, Choice(text="b", fixed=True)),
    "numbering": choice(details=Details(numbering="abc")),
    "layout": choice(details=Details(layout="vertical")),
    "media": question(stem=f"qbank://media/{SHA}"),
    "stimulus": question(stimulus="x"),
    "category": question(category="A/B"),
    "tags": question(tags=["t"]),
    "difficulty": question(difficulty=Difficulty.HARD),
    "rating": question(rating=0.0),
    "status": question(status=Status.DRAFT),
    "assignee": question(assignee="ada"),
    "notes": question(notes=[Note(text="check")]),
    "external_id": question(external_id="e"),
    "language": question(language="en"),
    "author": question(author="a"),
    "licence": question(licence="l"),
    "document": question(document="d"),
    "fields": question(fields={"a": None}),
    "extensions": question(extensions={"other": 1}),
}


BESIDE = {"no_key": ["status"]}
"""What else a question cannot but have that has a part: one without a key is a draft."""


@pytest.mark.parametrize("part", [part for part in PARTS if part not in ("order", "records")])
def test_each_part_of_a_question_is_lost_by_a_format_that_has_no_place_for_it_and_by_no_other(
    part: str,
) -> None:
    assert codes(HELD[part]) == [part, *BESIDE.get(part, [])]
    assert codes(HELD[part], Carries(ALL.types, ALL.parts - {part})) == [part]
    assert codes(HELD[part], ALL) == []


def test_a_plain_question_loses_nothing_in_the_poorest_format() -> None:
    assert codes(choice()) == []
    assert codes(question(status=Status.READY)) == []


def test_a_type_the_format_has_not_is_the_only_loss_of_its_question() -> None:
    document = question(title="T", id="7c0f3a52-0000-4000-8000-000000000000")
    (loss,) = losses(document, Carries(frozenset()), 7)
    assert (loss.code, loss.number, loss.question) == (NOT_WRITTEN, 7, document.id)
    assert loss.message == "not written: the format has no essay questions"


def test_what_is_kept_as_written_goes_back_to_its_own_format_alone() -> None:
    kept = question(QuestionType.OPAQUE, extensions={"moodle-xml": "<x/>"})
    carries = Carries(frozenset(QuestionType))
    assert [loss.code for loss in losses(kept, carries, 1, "gift")] == [NOT_WRITTEN]
    assert list(losses(kept, carries, 1, "moodle-xml")) == []


def test_a_markup_the_format_keeps_is_no_loss_and_any_other_is_named() -> None:
    html = Carries(frozenset(QuestionType), frozenset(), frozenset({TextFormat.HTML, TextFormat.PLAIN}))
    assert codes(question(format=TextFormat.HTML), html) == []
    (loss,) = losses(question(format=TextFormat.MARKDOWN), html)
    assert loss.message == "Markdown is not kept as such"


def test_the_markup_of_a_part_that_is_lost_anyway_is_not_lost_twice() -> None:
    document = question(explanation=RichText("<b>x</b>", TextFormat.HTML))
    assert codes(document) == ["explanation"]


@pytest.mark.parametrize(
    ("document", "shares"),
    [
        (several(1, 0, 1), False),
        (several(0.5, 0, 0.5), False),
        (several(0.33333, 0.33333, 0.33333), False),
        (several(0.75, 0.25, 0), True),
        (several(0.5, 0.5, -0.5), True),
        (several(0.3, 0.3), True),
        (choice(), False),
        (choice(RIGHT, Choice(text="b", fraction=-0.3)), True),
        (typed(fraction=0.5), True),
        (typed(fraction=0.0), True),
        (number(), False),
        (number(fraction=0.5), True),
        (question(QuestionType.MATCHING, Pair(left="a", right="b"), Pair(left="", right="c")), False),
        (
            question(
                QuestionType.MATCHING,
                Pair(left="a", right="b", fraction=0.2),
                Pair(left="c", right="d", fraction=0.8),
            ),
            True,
        ),
    ],
)
def test_shares_of_the_points_are_those_beyond_the_plain_rule_of_a_type(
    document: QuestionDocument, shares: bool
) -> None:
    assert ("partial_credit" in codes(document)) is shares


def test_gaps_are_looked_into() -> None:
    answers = [AcceptedAnswer(text="a", case_sensitive=True, feedback="f")]
    gap = Gap(name="1", kind=GapKind.SHORT, answers=answers, weight=2.0)
    document = question(QuestionType.CLOZE, gap, stem="[[1]]")
    assert codes(document) == ["feedback", "partial_credit", "case_sensitivity"]


def test_every_part_has_words_and_a_place_in_the_tests() -> None:
    assert set(HELD) | {"order", "records"} == set(PARTS)
    assert all(PARTS.values())


def test_the_question_is_not_changed_by_looking_at_it() -> None:
    before = [msgspec.json.encode(document) for document in HELD.values()]
    for document in HELD.values():
        list(losses(document, NONE))
    assert [msgspec.json.encode(document) for document in HELD.values()] == before


@pytest.mark.parametrize("name", [name for name, format in FORMATS.items() if format.writes])
def test_whoever_cannot_say_that_a_key_is_missing_tells_of_it_or_leaves_the_question_out(name: str) -> None:
    module = writer(name)
    lost = list(module.write([HELD["no_key"]], io.BytesIO(), lambda _: None, WriteOptions()))
    told = {"no_key", NOT_WRITTEN} & {loss.code for loss in lost}
    expected = NOT_WRITTEN if name == "aiken" else "no_key"
    assert told == (set() if "no_key" in module.CARRIES.parts else {expected})


def test_pairs_without_any_left_side_are_nothing_that_other_programs_read() -> None:
    pairs = [Pair(left="", right="a"), Pair(left="", right="b")]
    unkeyed = question(QuestionType.MATCHING, *pairs, status=Status.DRAFT)
    assert codes(unkeyed) == [NOT_WRITTEN]
    assert codes(unkeyed, ALL) == []
