"""A block of GIFT made into a question, as Moodle 4.5 takes it apart."""

from typing import Any

from qbank.domain.kinds import QuestionType, Status, TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.domain.question import QuestionDocument
from qbank.formats.gift_answers import TRUTH_WORDS, accepted_answers, choices, pairs, steps, truth
from qbank.formats.gift_escapes import WHITE, restored, shielded
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
    if not stem:
        _stand_in(document, doubts)
    return document


_DESCRIPTION = QuestionType.DESCRIPTION


def _titled(text: str) -> tuple[str | None, str]:
    """Cut the title off; what is escaped is shielded first where it could be taken for a mark."""
    if "\\{" in text or "\\}" in text:
        text = shielded(text)
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
    if closes < opens:
        closes = text.find("}", opens)
    if opens < 0 or closes < 0:
        raise _lone_brace(opens)
    body = shielded(text[opens + 1 : closes].strip(WHITE))
    before, after = text[:opens], text[closes + 1 :]
    if not after and "}" not in before:
        return before, body
    if "}" in before or "{" in after or "}" in after:
        _doubt_braces(before, after, doubts)
    return f"{before}{'' if text.endswith('}') else BLANK}{after}", body


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
    document.type, document.options = _options(document, body, document.format, doubts)
    if not _has_key(document.type, document.options):
        document.status = Status.DRAFT
        doubts.setdefault("no_key", "no answer earns points: read as a draft")


def _options(
    document: QuestionDocument, body: str, format: TextFormat, doubts: Doubts
) -> tuple[QuestionType, list[Any]]:
    if body.startswith(">"):
        found, settings = steps(body)
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


def _has_key(kind: QuestionType, options: list[Any]) -> bool:
    if kind is QuestionType.MATCHING:
        return any(pair.left for pair in options)
    if kind is QuestionType.ORDERING:
        return True
    for option in options:
        if option.fraction > 0:
            return kind is not QuestionType.NUMERICAL or _has_number(options)
    return False


def _has_number(options: list[AcceptedNumber]) -> bool:
    """Tell whether a number earns points; what catches the rest is none."""
    return any(each.fraction > 0 and (each.value is not None or each.low is not None) for each in options)


def _stand_in(document: QuestionDocument, doubts: Doubts) -> None:
    """Give a question without a text its title for one, or a blank to fill."""
    document.stem = document.title or BLANK
    document.extensions.setdefault("gift", {})["stem_stands_in"] = document.stem
    doubts.setdefault("no_stem", f"the question has no text: {document.stem[:40]!r} stands in for it")
