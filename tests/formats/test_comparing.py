"""A question that came back is compared by all its format holds, and by nothing else."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind, Match, Pair
from qbank.domain.question import Details, Hint, QuestionDocument, Scoring, WrittenResponse
from qbank.domain.text import RichText
from qbank.domain.validation import checked
from qbank.formats.base import Carries
from qbank.formats.comparing import differences
from qbank.formats.losses import PARTS

TYPES = frozenset(QuestionType)
ALL = Carries(TYPES, frozenset(PARTS))
POOR = Carries(TYPES)


def question(**values: Any) -> QuestionDocument:
    base: dict[str, Any] = {
        "type": QuestionType.SINGLE_CHOICE,
        "stem": "Why *so*?",
        "format": TextFormat.MARKDOWN,
        "options": [Choice(text="a", fraction=1.0, feedback="yes"), Choice(text="b")],
        "title": "T",
        "tags": ["x", "y"],
        "points": 2.0,
        "explanation": "Because.",
        "details": Details(hints=[Hint(text="h", clear_wrong=True)], scoring=Scoring(penalty=0.33333)),
    }
    return checked(QuestionDocument(**{**base, **values}))


def found(
    before: QuestionDocument, after: QuestionDocument, carries: Carries = ALL, *lost: str
) -> list[tuple[str, str]]:
    return [(each.part, each.path) for each in differences(before, after, carries, frozenset(lost))]


def test_a_question_is_as_it_was_however_often_it_is_written() -> None:
    again = msgspec.json.decode(msgspec.json.encode(question()), type=QuestionDocument)
    assert found(question(), checked(again)) == []


CHANGES: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"stem": "Why?"}, ("body", "stem")),
    ({"format": TextFormat.HTML, "stem": "Why *so*?"}, ("body", "stem")),
    ({"title": "U"}, ("title", "title")),
    ({"tags": ["x"]}, ("tags", "tags")),
    ({"points": None}, ("points", "points")),
    ({"explanation": None}, ("explanation", "explanation")),
    ({"explanation": "Because!"}, ("explanation", "explanation")),
    ({"details": Details(scoring=Scoring(penalty=0.33333))}, ("hints", "details.hints[0].text")),
]


@pytest.mark.parametrize(("change", "where"), CHANGES)
def test_what_came_back_otherwise_is_told_with_its_part_and_path(
    change: dict[str, Any], where: tuple[str, str]
) -> None:
    assert where in found(question(), question(**change))


@pytest.mark.parametrize(("change", "where"), [each for each in CHANGES if each[1][0] != "body"])
def test_what_the_format_has_no_place_for_or_the_writer_declared_lost_is_not_compared(
    change: dict[str, Any], where: tuple[str, str]
) -> None:
    assert found(question(), question(**change), POOR) == []
    assert where not in found(question(), question(**change), ALL, where[0])


def test_a_key_that_moved_is_a_difference_in_the_poorest_format() -> None:
    swapped = question(options=[Choice(text="a", feedback="yes"), Choice(text="b", fraction=1.0)])
    assert ("body", "options[0].right") in found(question(), swapped, POOR)


def test_an_option_that_is_missing_is_a_difference() -> None:
    more = question(
        options=[Choice(text="a", fraction=1.0, feedback="yes"), Choice(text="b"), Choice(text="c")]
    )
    assert ("body", "options") in found(more, question(), POOR)


def test_feedback_that_nobody_wrote_is_a_difference() -> None:
    plain = question(options=[Choice(text="a", fraction=1.0), Choice(text="b")])
    assert found(plain, question()) == [("feedback", "options[0].feedback")]


def test_a_converted_text_is_compared_by_what_its_reader_sees() -> None:
    html = question(stem="Why <em>so</em>?", format=TextFormat.HTML)
    assert found(question(), html, POOR) == []
    other = question(stem="Why <em>not</em>?", format=TextFormat.HTML)
    assert found(question(), other, POOR) == [("body", "stem")]


def test_blanks_around_a_text_and_the_ends_of_lines_do_not_count() -> None:
    assert found(question(stem="a\r\nb\n"), question(stem="a\nb")) == []
    assert found(question(stem="a\nb"), question(stem="a b")) == [("body", "stem")]


def test_a_text_with_a_picture_is_not_compared_where_pictures_are_lost() -> None:
    pictured = question(stem=f"![p](qbank://media/{'ab' * 32}) Why *so*?")
    assert found(pictured, question(), POOR) == []
    assert found(pictured, question()) == [("body", "stem")]
    assert found(pictured, question(), ALL, "media") == []


def test_a_loss_of_the_formats_own_forgives_what_it_cannot_be_told_of() -> None:
    assert found(question(), question(stem="x"), ALL, "gaps_as_text") == []


def test_shares_are_compared_to_the_digits_that_formats_write() -> None:
    thirds = [Choice(text=str(place), fraction=1 / 3) for place in range(3)]
    rounded = [Choice(text=str(place), fraction=0.33333) for place in range(3)]
    whole = [Choice(text=str(place), fraction=1.0) for place in range(3)]
    kind = QuestionType.MULTIPLE_CHOICE
    assert found(question(type=kind, options=thirds), question(type=kind, options=rounded)) == []
    assert found(question(type=kind, options=thirds), question(type=kind, options=whole)) == []
    uneven = [Choice(text="0", fraction=0.5), *rounded[1:]]
    assert ("partial_credit", "options") in found(
        question(type=kind, options=thirds), question(type=kind, options=uneven)
    )


def test_a_range_and_a_tolerance_that_mean_the_same_are_the_same() -> None:
    low, high = Decimal("9.5"), Decimal("10.5")
    ranged = question(type=QuestionType.NUMERICAL, options=[AcceptedNumber(low=low, high=high)])
    centred = AcceptedNumber(value=Decimal(10), tolerance=Decimal("0.5"))
    assert found(ranged, question(type=QuestionType.NUMERICAL, options=[centred])) == []
    wider = AcceptedNumber(value=Decimal(10), tolerance=Decimal(1))
    assert found(ranged, question(type=QuestionType.NUMERICAL, options=[wider])) == [
        ("tolerance", "options[0].tolerance")
    ]


def test_typed_answers_that_do_not_earn_all_points_may_go_where_shares_are_not_held() -> None:
    known = [
        AcceptedAnswer(text="no", fraction=0.0, feedback="wrong"),
        AcceptedAnswer(text="a", feedback="right"),
        AcceptedAnswer(text="half", fraction=0.5),
    ]
    kind = QuestionType.SHORT_ANSWER
    whole = question(type=kind, options=known)
    full, upgraded = known[1:2], [known[1], AcceptedAnswer(text="half")]
    shareless = Carries(TYPES, frozenset({"feedback"}))
    for options in (full, upgraded):
        assert found(whole, question(type=kind, options=options), shareless) == []
    assert ("body", "options") in found(whole, question(type=kind, options=full))
    others = [AcceptedAnswer(text="other", feedback="right")], [*full, AcceptedAnswer(text="more")]
    assert all(found(whole, question(type=kind, options=options), shareless) for options in others)


def test_patterns_may_go_where_wildcards_are_lost_and_exact_answers_may_not() -> None:
    kind = QuestionType.SHORT_ANSWER
    pattern, exact = AcceptedAnswer(text="a.*", match=Match.REGEX), AcceptedAnswer(text="a")
    whole = question(type=kind, options=[pattern, exact])
    assert found(whole, question(type=kind, options=[exact]), ALL, "wildcards") == []
    assert found(whole, question(type=kind, options=[pattern]), ALL, "wildcards") == [("body", "options")]


def test_gaps_are_compared_by_the_answers_that_cannot_go() -> None:
    def cloze(*answers: AcceptedAnswer) -> QuestionDocument:
        gap = Gap(name="1", kind=GapKind.SHORT, answers=list(answers))
        return question(type=QuestionType.CLOZE, stem="[[1]]", options=[gap])

    full, part = AcceptedAnswer(text="a"), AcceptedAnswer(text="b", fraction=0.5)
    assert found(cloze(full, part), cloze(full), POOR) == []
    assert found(cloze(full, part), cloze(AcceptedAnswer(text="c")), POOR) == [("body", "options[0].text")]


def test_a_text_without_markup_may_change_the_name_of_it() -> None:
    plain, html = (question(stem="True", format=format) for format in (TextFormat.PLAIN, TextFormat.HTML))
    assert found(plain, html) == []
    marked = [question(stem="<b>x</b>", format=each.format) for each in (plain, html)]
    assert found(marked[0], marked[1]) == [("body", "stem")]


def test_what_is_partly_right_may_become_right_or_wrong_where_shares_are_lost() -> None:
    def three(share: float) -> QuestionDocument:
        shares = (1.0, share, 0.0)
        return question(options=[Choice(text=str(place), fraction=each) for place, each in enumerate(shares)])

    for share in (0.0, 1.0):
        assert found(three(0.5), three(share), POOR) == []
    assert found(three(0.0), three(1.0), POOR) == [("body", "options[1].right")]


def test_points_and_shuffling_count_only_where_there_is_something_to_earn_or_shuffle() -> None:
    def passage(**values: Any) -> QuestionDocument:
        return question(type=QuestionType.DESCRIPTION, options=[], **values)

    before = passage(points=0.0, details=Details(shuffle=False))
    assert found(before, passage(points=None, details=Details())) == []
    assert found(question(points=2.0), question(points=None)) == [("points", "points")]


def test_a_table_is_the_same_in_every_markup() -> None:
    table = question(stem="# Head\n\n| a | b |\n|---|---|\n| -1 | 2 |")
    cells = "<tr><th>a</th><th>b</th></tr><tr><td>{}</td><td>2</td></tr>"
    html = [
        question(stem=f"<h1>Head</h1><table>{cells.format(n)}</table>", format=TextFormat.HTML)
        for n in (-1, 1)
    ]
    assert found(table, html[0], POOR) == []
    assert found(table, html[1], POOR) == [("body", "stem")]


def test_a_formula_is_the_same_whatever_stands_around_it() -> None:
    tex, html = question(stem="So $x_1$."), question(stem="So \\(x_1\\).", format=TextFormat.HTML)
    assert found(tex, html, POOR) == []


def test_pairs_are_compared_side_by_side() -> None:
    kind = QuestionType.MATCHING
    one = question(type=kind, options=[Pair(left="a", right="b"), Pair(left="", right="c")])
    two = question(type=kind, options=[Pair(left="a", right="c"), Pair(left="", right="b")])
    assert ("body", "options[0].right") in found(one, two, POOR)


def test_what_was_open_may_be_filled_in() -> None:
    before = question(title=None, points=None, details=Details(response=WrittenResponse(lines=3)))
    filled = WrittenResponse(lines=3, response_format="editor", attachments=0)
    assert found(before, question(title="made up", details=Details(response=filled))) == []


def test_a_text_of_its_own_markup_is_compared_in_it() -> None:
    own = question(explanation=RichText("*x*", TextFormat.PLAIN))
    assert found(own, question(explanation="*x*")) == [("explanation", "explanation")]


def test_a_difference_is_said_in_one_line() -> None:
    (said,) = differences(question(), question(title="U" * 99), ALL)
    assert str(said).startswith("title was 'T' and came back as 'UUU")
    assert len(str(said)) < 200


def test_a_right_side_without_a_left_one_may_stand_anywhere_among_the_pairs() -> None:
    pairs = [Pair(left="", right="wind"), Pair(left="x", right="1"), Pair(left="y", right="2")]
    before, after = (
        checked(QuestionDocument(type=QuestionType.MATCHING, stem="?", options=list(options)))
        for options in (pairs, [*pairs[1:], pairs[0]])
    )
    everything = Carries(frozenset(QuestionType), frozenset(PARTS))
    assert list(differences(before, after, everything)) == []
    after.options = [pairs[2], pairs[1], pairs[0]]
    assert list(differences(before, checked(after), everything)) != []
