"""Words change and marks do not, in every markup; what would break a question is refused."""

import re
from typing import Any

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.text_pieces import text_pieces
from qbank.domain.validation import checked
from qbank.formats.base import Found, ReadOptions, Source
from qbank.formats.qbank_json import read
from qbank.services.replacing_matches import Matcher
from qbank.services.replacing_request import Part, ReplaceRequest
from qbank.services.replacing_words import Excerpt, Rewritten, opened, rewrite

ALL = frozenset(Part)
AS_MARKUP = "stem: the replacement would be read as markup"
SNIPPETS = ["cell", " ", "<b>", "</b>", "&amp;", "<", "\\(", "\\)", "$", "`", "*", "[", "](x.y)", "%"]


def question(**values: Any) -> QuestionDocument:
    import io

    from qbank.domain.jsontext import encode

    line = encode({"kind": "question", "type": "essay", "stem": "Why?", **values})
    (item,) = read(Source("x.ndjson", io.BytesIO(line)), ReadOptions())
    assert isinstance(item, Found)
    assert isinstance(item.value, QuestionDocument)
    return checked(item.value)


def replaced(
    document: QuestionDocument, find: str, new: str, parts: frozenset[Part] = ALL, **how: bool
) -> Rewritten:
    texts = opened(document, parts)
    request = ReplaceRequest(find, new, parts, **how)
    pattern = re.compile(request.source(), request.flags)
    found = [Matcher(request)._matches(text) for text in texts.seen]
    assert all(pattern.search(text) for text, matches in zip(texts.seen, found, strict=True) if matches)
    return rewrite(texts, found)


@pytest.mark.parametrize(
    ("format", "before", "after", "matches", "left"),
    [
        ("plain", "cell <cell>", "CELL <CELL>", 2, 0),
        ("html", "<p class='cell'>cell <i>ce</i>ll</p>", "<p class='cell'>CELL <i>ce</i>ll</p>", 1, 1),
        ("html", "cell \\(cell\\) <code>cell</code>", "CELL \\(cell\\) <code>cell</code>", 1, 2),
        ("html", "<p>ce</p><p>ll</p><img alt='cell' src='cell.png'>", None, 0, 0),
        ("markdown", "**cell** [cell](cell.png) `cell`", "**CELL** [CELL](cell.png) `cell`", 2, 1),
        ("latex", "\\emph{cell} $cell$ \\ref{cell} % cell", "\\emph{CELL} $cell$ \\ref{cell} % cell", 1, 2),
        ("cloze", "cell {1:SA:=cell}", "CELL {1:SA:=cell}", 1, 1),
        ("moodle", "cell\n<b>cell</b> @@PLUGINFILE@@/cell", "CELL\n<b>CELL</b> @@PLUGINFILE@@/cell", 2, 0),
    ],
)
def test_marks_stay_and_matches_in_them_are_counted(
    format: str, before: str, after: str | None, matches: int, left: int
) -> None:
    document = question(stem=before, format=format)
    result = replaced(document, "cell", "CELL")
    assert (result.matches, result.left, result.refused) == (matches, left, None)
    assert document.stem == (before if after is None else after)


def test_every_text_of_a_question_is_reached_by_the_name_of_its_part() -> None:
    whole = {
        "type": "single_choice",
        "stem": "cell",
        "title": "cell",
        "options": [
            {"text": "cell", "fraction": 1, "feedback": "cell"},
            {"text": {"text": "a cell", "format": "html"}},
        ],
        "explanation": {"text": "cell", "format": "html"},
        "details": {
            "hints": [{"text": "cell"}],
            "feedback": {"correct": "cell", "partial": "cell", "incorrect": "cell"},
            "solution": "cell",
        },
    }
    counts = {part: replaced(question(**whole), "cell", "X", frozenset([part])).matches for part in Part}
    assert counts == {
        Part.STEM: 1,
        Part.CHOICES: 2,
        Part.EXPLANATION: 1,
        Part.FEEDBACK: 5,
        Part.TITLE: 1,
        Part.HINTS: 1,
    }
    document = question(**whole)
    assert replaced(document, "cell", "X & Y").refused is None
    assert document.options[1].text.text == "a X &amp; Y"
    assert document.options[0].text == document.title == "X & Y"


@pytest.mark.parametrize(
    "values",
    [
        {"type": "short_answer", "options": [{"text": "cell"}, {"text": "cell", "match": "regex"}]},
        {"type": "matching", "options": [{"left": "cell", "right": "x"}]},
        {"type": "ordering", "options": [{"text": "cell"}, {"text": "b"}]},
        {"type": "hotspot", "options": [
            {"shape": "point", "coordinates": [1, 2], "text": "cell", "fraction": 1}]},
        {
            "type": "cloze",
            "stem": "[[cell]]",
            "options": [{"name": "cell", "kind": "short", "answers": [{"text": "cell"}]}],
        },
        {"details": {"response": {"template": "cell"}}},
        {"details": {"response": {"sample_answer": "cell"}}},
        {"details": {"response": {"grader_info": "cell"}}},
    ],
)  # fmt: skip
def test_answers_of_every_type_are_reached_and_names_and_patterns_are_not(values: dict[str, Any]) -> None:
    result = replaced(question(**values), "cell", "X")
    assert (result.matches, result.refused) == (1, None)


@pytest.mark.parametrize(
    ("values", "find", "new", "reason"),
    [
        ({"stem": "cell"}, "cell", "", "stem would be empty"),
        ({"stem": "<p>cell</p>", "format": "html"}, "cell", " ", "stem would be empty"),
        (
            {"type": "single_choice", "options": [{"text": "cell", "fraction": 1}, {"text": "b"}]},
            "cell", "", "choice a would be empty",
        ),
        (
            {"type": "single_choice", "options": [{"text": "colour", "fraction": 1}, {"text": "color"}]},
            "colour", "color", "two choices would be the same",
        ),
        ({"stem": "a cell", "format": "latex"}, "cell", "50%", AS_MARKUP),
        ({"stem": "a cell", "format": "markdown"}, "cell", "*b*", AS_MARKUP),
        ({"stem": "$ 5 cell $", "format": "html"}, " ", "", AS_MARKUP),
        (
            {"type": "cloze", "stem": "A [[x]] [y]]", "options": [
                {"name": "x", "kind": "short", "answers": [{"text": "q"}]}]},
            "[y", "[[x", AS_MARKUP,
        ),
        ({"details": {"hints": [{"text": "cell"}]}}, "cell", "", "hint 1 would be empty"),
        ({"stem": "cell"}, "cell", "\0", "stem: holds the character NUL (U+0000)"),
    ],
)  # fmt: skip
def test_what_would_break_a_question_is_refused(
    values: dict[str, Any], find: str, new: str, reason: str
) -> None:
    assert replaced(question(**values), find, new).refused == reason


def test_a_text_that_need_not_be_there_goes_when_nothing_of_it_is_left() -> None:
    document = question(title="Draft", explanation="Draft", details={"solution": "Draft"})
    assert replaced(document, "Draft", "").refused is None
    assert (document.title, document.explanation, document.details.solution) == (None, None, None)


def test_what_its_format_wrote_is_kept_whole() -> None:
    document = question(type="opaque", stem="cell", title="cell", extensions={"x": "cell"})
    result = replaced(document, "cell", "X")
    assert (result.matches, result.left, document.stem) == (0, 2, "cell")


def test_whole_words_case_and_accents_that_are_composed_otherwise() -> None:
    assert replaced(question(stem="cell cells Cell"), "cell", "X", word=True).matches == 1
    assert replaced(question(stem="cell cells Cell"), "cell", "X", ignore_case=True).matches == 3
    assert replaced(question(stem="<b>cell</b>s cell", format="html"), "cell", "X", word=True).matches == 1
    assert replaced(question(stem="cafe\u0301 caf\u00e9"), "caf\u00e9", "X").matches == 2
    assert replaced(question(stem="a.b axb"), "a.b", "\\1").matches == 1


def test_an_excerpt_shows_what_stands_around_a_match() -> None:
    stem = "<p>" + "long " * 20 + "a <b>cell</b> here" + " long" * 20 + "</p>"
    (excerpt,) = replaced(question(stem=stem, format="html"), "cell", "X").excerpts
    assert excerpt == Excerpt(
        "stem", "… long long long long long a ", "cell", "X", " here long long long long …"
    )


@given(
    st.lists(st.sampled_from(SNIPPETS)).map("".join),
    st.sampled_from(TextFormat),
    st.sampled_from(["X", "<i>", "&amp;", "a & b", "$", "%", "*", "", "[", "`", "\\"]),
)  # fmt: skip
def test_whatever_is_replaced_the_marks_are_those_they_were(text: str, format: TextFormat, new: str) -> None:
    document = question(stem=f"Why {text}", format=format)
    before = text_pieces(document.stem, format)
    result = replaced(document, "cell", new, frozenset([Part.STEM]))
    after = text_pieces(document.stem, format)
    if result.refused is None:
        entities = "&" if format not in (TextFormat.LATEX, TextFormat.PLAIN) else "\0"
        marks = [
            [each.text for each in pieces if not each.words and not each.text.startswith(entities)]
            for pieces in (before, after)
        ]
        assert marks[0] == marks[1]
        seen = "".join(each.seen for each in before)
        if not result.left:
            assert "".join(each.seen for each in after) == seen.replace("cell", new)
