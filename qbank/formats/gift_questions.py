"""A block of GIFT made into a question, as Moodle 4.5 takes it apart."""

from typing import Any, NamedTuple

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import Pair
from qbank.domain.question import QuestionDocument
from qbank.domain.text import text_of
from qbank.formats.gift_answers import TRUTH_WORDS, accepted_answers, choices, pairs, steps, truth
from qbank.formats.gift_escapes import WHITE, restored, shielded
from qbank.formats.gift_numbers import numbers
from qbank.formats.gift_text import DEFAULT, Doubts, Problem, feedback_in, marked_up

BLANK = "_____"
"""What stands in a stem for the word its answer replaces."""


class _Parts(NamedTuple):
    """A block taken apart, all of it shielded; `body` is what stands in the braces, None for a description."""

    stem: str
    body: str | None
    general: str


def question_of(block: str, doubts: Doubts) -> QuestionDocument:
    """Make a question of a block's text. Raises Problem for what Moodle refuses."""
    title, rest = _titled(shielded(block))
    parts = _apart(rest, doubts)
    stem, format = marked_up(parts.stem)
    document = QuestionDocument(
        type=QuestionType.DESCRIPTION,
        title=title,
        stem=stem,
        format=format or DEFAULT,
    )
    if parts.general:
        document.explanation = feedback_in(parts.general, document.format)
    if parts.body is not None:
        _answer(document, parts.body, doubts)
    if not stem:
        _stand_in(document, doubts)
    return document


def _titled(text: str) -> tuple[str | None, str]:
    if not text.startswith("::"):
        return None, text
    title, closed, rest = text[2:].partition("::")
    if not closed:
        return None, text[2:]
    return " ".join(restored(title).split("\n")) or None, rest.strip(WHITE)


def _apart(text: str, doubts: Doubts) -> _Parts:
    opens = text.find("{")
    closes = text.find("}", max(opens, 0))
    if opens < 0 and closes < 0:
        return _Parts(text, None, "")
    if opens < 0 or closes < 0:
        lone, missing = ("}", "{") if opens < 0 else ("{", "}")
        raise Problem(
            "braces", f"a {lone} without its {missing}: is it meant as text, and not escaped?", lone
        )
    before, after = text[:opens], text[closes + 1 :]
    if "}" in before or "{" in after or "}" in after:
        _doubt_braces(before, after, doubts)
    blank = "" if text.endswith("}") else BLANK
    body, _, general = _parted(text[opens + 1 : closes].strip(WHITE))
    return _Parts(f"{before}{blank}{after}", body, general)


def _doubt_braces(before: str, after: str, doubts: Doubts) -> None:
    what = "more braces after the answers are" if "{" in after else "a lone } is"
    doubts["second_braces"] = f"{what} read as text: is a blank line between two questions missing?"


def _parted(body: str) -> tuple[str, str, str]:
    """Cut the general feedback off after the last `####`."""
    if "####" not in body:
        return body, "", ""
    answers, mark, general = body.rpartition("####")
    return answers.strip(WHITE), mark, general


def _answer(document: QuestionDocument, body: str, doubts: Doubts) -> None:
    """Give a question its type, told by its body, and its options."""
    format = document.format
    if not body:
        document.type = QuestionType.ESSAY
        return
    document.type, document.options = _options(document, body, format, doubts)
    if not _has_key(document):
        document.status = Status.DRAFT
        doubts.setdefault("no_key", "no answer earns points: read as a draft")


def _options(
    document: QuestionDocument, body: str, format: TextFormat, doubts: Doubts
) -> tuple[QuestionType, list[Any]]:
    if body.startswith(">"):
        found, settings = steps(body, format)
        document.extensions = {"gift": {"ordering": settings}} if settings else {}
        return QuestionType.ORDERING, found
    if body.startswith("#"):
        return QuestionType.NUMERICAL, numbers(body, format, doubts)
    if "~" in body:
        kind = QuestionType.SINGLE_CHOICE if "=" in body else QuestionType.MULTIPLE_CHOICE
        return kind, choices(body, format, doubts)
    if "->" in body and "=" in body:
        return QuestionType.MATCHING, pairs(body, format)
    word = body.partition("#")[0].strip(WHITE) or body
    if word in TRUTH_WORDS:
        return QuestionType.TRUE_FALSE, truth(body, format)
    if word.upper() in TRUTH_WORDS:
        message = f"{word!r} is read as a word to type, as Moodle does: true/false needs capitals"
        doubts.setdefault("lower_case_truth", message)
    return QuestionType.SHORT_ANSWER, accepted_answers(body, format, doubts)


def _has_key(document: QuestionDocument) -> bool:
    if document.type is QuestionType.ORDERING:
        return True
    if document.type is QuestionType.MATCHING:
        matched: list[Pair] = document.options
        return any(text_of(pair.left) for pair in matched)
    if document.type is QuestionType.NUMERICAL:
        stated = [number for number in document.options if number.value is not None or number.low is not None]
        return any(number.fraction > 0 for number in stated)
    return any(option.fraction > 0 for option in document.options)


def _stand_in(document: QuestionDocument, doubts: Doubts) -> None:
    """Give a question without a text its title for one, or a blank to fill."""
    document.stem = document.title or BLANK
    document.extensions.setdefault("gift", {})["stem_stands_in"] = document.stem
    doubts.setdefault("no_stem", f"the question has no text: {document.stem[:40]!r} stands in for it")
