"""The numbers a GIFT question accepts: `5`, `5:0.1`, `4.9..5.1`, several with weights, feedback for the rest."""

import re
from decimal import Decimal, InvalidOperation

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.formats.gift_answers import pieces_of, weighted
from qbank.formats.gift_escapes import WHITE
from qbank.formats.gift_text import Doubts, Problem, feedback_in, marked_up

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


def numbers(body: str, stem_format: TextFormat, doubts: Doubts) -> list[AcceptedNumber]:
    """Read the body of a numerical question, which begins with #. Raises Problem where it has no number at all.

    What is no number is left out with a doubt: Moodle takes it for any number.
    """
    stated, tilde, rest = body[1:].partition("~")
    pieces = pieces_of(stated, "=")
    if not pieces:
        raise Problem("too_few_answers", "a numerical question without a number", body)
    found = [_accepted(piece, stem_format, doubts) for piece in pieces]
    kept = [number for number in found if number is not None]
    if tilde:
        kept.append(_for_the_rest(rest, stem_format, doubts))
    return kept


def _for_the_rest(piece: str, stem_format: TextFormat, doubts: Doubts) -> AcceptedNumber:
    said, _, feedback = piece.partition("#")
    if said.strip(WHITE):
        message = f"{said.strip(WHITE)[:40]!r} after ~ is left out: a numerical question has no wrong choices"
        doubts.setdefault("ignored_text", message)
    return AcceptedNumber(fraction=0.0, feedback=feedback_in(feedback.strip(WHITE), stem_format))


def _accepted(piece: str, stem_format: TextFormat, doubts: Doubts) -> AcceptedNumber | None:
    share, piece = weighted(piece, 1.0, doubts)
    answer, _, said = piece.partition("#")
    answer = marked_up(answer.strip(WHITE))[0]
    feedback = feedback_in(said.strip(WHITE), stem_format)
    if answer == "*":
        return AcceptedNumber(fraction=share, feedback=feedback)
    number = _range(answer, doubts) if answer.find("..") > 0 else _around(answer, doubts)
    if number is None:
        doubts.setdefault(
            "not_a_number", f"{answer[:40]!r} is no number: left out (Moodle accepts any instead)"
        )
        return None
    number.fraction, number.feedback = share, feedback
    return number


def _range(answer: str, doubts: Doubts) -> AcceptedNumber | None:
    begins, _, ends = answer.partition("..")
    low, high = number_in(begins, doubts), number_in(ends, doubts)
    if low is None or high is None:
        return None
    if low > high:
        doubts.setdefault(
            "reversed_range", f"the range {answer[:40]!r} is read from its lower end to its higher"
        )
        low, high = high, low
    return AcceptedNumber(low=low, high=high)


def _around(answer: str, doubts: Doubts) -> AcceptedNumber | None:
    value, colon, tolerance = answer.partition(":")
    if not colon:
        middle = number_in(value, doubts)
        return None if middle is None else AcceptedNumber(value=middle)
    middle, width = number_in(value, doubts), number_in(tolerance, doubts)
    if middle is None or width is None:
        return None
    if width < 0:
        doubts.setdefault(
            "negative_tolerance", f"the tolerance {tolerance.strip()!r} is read without its minus"
        )
    return AcceptedNumber(value=middle, tolerance=abs(width))


def number_in(text: str, doubts: Doubts) -> Decimal | None:
    """Read a number with the digits it is written in; a decimal comma is a doubt. None for what is none."""
    text = text.strip(WHITE)
    if "," in text and _NUMBER.fullmatch(pointed := text.replace(",", ".")):
        doubts.setdefault(
            "decimal_comma", f"{text[:40]!r} is read with a decimal comma; Moodle wants a point"
        )
        text = pointed
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
