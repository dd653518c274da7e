"""A block of GIFT made into a question, as Moodle 4.5 takes it apart."""

from typing import Any

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Step
from qbank.domain.question import QuestionDocument
from qbank.domain.text import text_of
from qbank.formats.gift_answers import (
    TRUTH_WORDS,
    accepted_answers,
    choices,
    pairs,
    steps,
    truth,
    usual_settings,
)
from qbank.formats.gift_escapes import WHITE, restored, shielded, shielded_marks
from qbank.formats.gift_numbers import numbers
from qbank.formats.gift_text import DEFAULT, Doubts, Problem, marked_up, text_in

BLANK = "_____"
"""What stands in a stem for the word its answer replaces."""


def question_of(block: str, doubts: Doubts) -> QuestionDocument:
    """Make a question of a block's text. Raises Problem for what Moodle refuses."""
    title, text = _titled(block)
    written, body = _apart(text, doubts)
    stem, format = marked_up(written)
    document = QuestionDocument(type=_DESCRIPTION, title=title, stem=stem, format=format or DEFAULT)
    if body:
        if "####" in body:
            body = _without_general(document, body)
        _answer(document, body, doubts)
    elif body is not None:
        document.type = QuestionType.ESSAY
    if not stem or stem.isspace():
        _stand_in(document, doubts)
    return document


_DESCRIPTION = QuestionType.DESCRIPTION


def _titled(text: str) -> tuple[str | None, str]:
    """Cut the title off; escapes are shielded first where they could be taken for its end."""
    if not text.startswith("::"):
        return None, text
    closes = text.find("::", 2)
    if text[closes - 1] == "\\":
        text = shielded(text)
        closes = text.find("::", 2)
    if closes < 0:
        return None, text[2:]
    return restored(text[2:closes]).replace("\n", " ") or None, text[closes + 2 :].strip(WHITE)


def _apart(text: str, doubts: Doubts) -> tuple[str, str | None]:
    """Cut the answers out of a stem, None for a description; where the stem goes on they leave a blank."""
    opens, closes = text.find("{"), text.find("}")
    if opens < 0 and closes < 0:
        return text, None
    if 0 <= opens < closes and closes == len(text) - 1 and text[opens - 1] != "\\" != text[closes - 1]:
        return text[:opens], shielded_marks(text[opens + 1 : closes].strip(WHITE))
    return _out_of(shielded(text), doubts)


def _out_of(text: str, doubts: Doubts) -> tuple[str, str | None]:
    """Cut the answers out of shielded text that may have more braces, or goes on after them."""
    opens, closes = text.find("{"), text.find("}")
    if opens < 0 and closes < 0:
        return text, None
    if closes < opens:
        closes = text.find("}", opens)
    if opens < 0 or closes < 0:
        raise _lone_brace(opens)
    before, after = text[:opens], text[closes + 1 :]
    if "}" in before or "{" in after or "}" in after:
        _doubt_braces(before, after, doubts)
    blank = "" if text.endswith("}") else BLANK
    return f"{before}{blank}{after}", text[opens + 1 : closes].strip(WHITE)


def _lone_brace(opens: int) -> Problem:
    lone, missing = ("}", "{") if opens < 0 else ("{", "}")
    return Problem("braces", f"a {lone} without its {missing}: is it meant as text, and not escaped?", lone)


def _doubt_braces(before: str, after: str, doubts: Doubts) -> None:
    what = "more braces after the answers are" if "{" in after else "a lone } is"
    doubts["second_braces"] = f"{what} read as text: is a blank line between two questions missing?"


def _without_general(document: QuestionDocument, body: str) -> str:
    """Take the general feedback, which stands after the last `####`, from the answers."""
    answers, _, general = body.rpartition("####")
    document.explanation = (
        text_in(general, document.format) if general.startswith("[") else restored(general)
    ) or None
    return answers.strip(WHITE)


def _answer(document: QuestionDocument, body: str, doubts: Doubts) -> None:
    """Give a question its type, told by its body, and its options."""
    if not body:
        document.type = QuestionType.ESSAY
        return
    if body[0] in "0123456789:":
        doubts["cloze_gaps"] = "it may be a gap of Cloze"
    document.type, document.options = _options(document, body, document.format, doubts)
    if not _has_key(document.options):
        document.status = Status.DRAFT
        doubts.setdefault("no_key", "no answer earns points: read as a draft")


def _options(
    document: QuestionDocument, body: str, format: TextFormat, doubts: Doubts
) -> tuple[QuestionType, list[Any]]:
    first = body[0]
    if first == ">":
        found, settings = steps(body)
        if settings not in ("", usual_settings(found)):
            document.extensions = {"gift": {"ordering": settings}}
        return QuestionType.ORDERING, found
    if first == "#":
        return QuestionType.NUMERICAL, numbers(body, format, doubts)
    if "~" in body:
        kind = QuestionType.SINGLE_CHOICE if "=" in body else QuestionType.MULTIPLE_CHOICE
        return kind, choices(body, format, doubts)
    if "->" in body and "=" in body:
        return QuestionType.MATCHING, pairs(body, format)
    word = body.partition("#")[0].strip(WHITE)
    if word in TRUTH_WORDS:
        return QuestionType.TRUE_FALSE, truth(body, format)
    if len(word) < 6 and word.upper() in TRUTH_WORDS:
        message = f"{word!r} is read as a word to type, as Moodle does: true/false needs capitals"
        doubts.setdefault("lower_case_truth", message)
    return QuestionType.SHORT_ANSWER, accepted_answers(body, format, doubts)


def _has_key(options: list[Any]) -> bool:
    """Tell whether an answer earns points; a number that catches the rest and half a pair are no answers."""
    for option in options:
        if option.__class__ is Choice or option.__class__ is AcceptedAnswer:
            keyed = option.fraction > 0
        elif isinstance(option, AcceptedNumber):
            keyed = option.fraction > 0 and (option.value is not None or option.low is not None)
        else:
            keyed = isinstance(option, Step) or bool(text_of(option.left).strip())
        if keyed:
            return True
    return False


def _stand_in(document: QuestionDocument, doubts: Doubts) -> None:
    """Give a question without a text its title for one, or a blank to fill."""
    document.stem = document.title or BLANK
    document.extensions.setdefault("gift", {})["stem_stands_in"] = document.stem
    doubts.setdefault("no_stem", f"the question has no text: {document.stem[:40]!r} stands in for it")
