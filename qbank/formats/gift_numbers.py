"""The numbers a GIFT question accepts: `5`, `5:0.1`, `4.9..5.1`, several with weights."""

import re
from decimal import Decimal, InvalidOperation

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedNumber
from qbank.formats.gift_answers import answers_in, share_of
from qbank.formats.gift_escapes import WHITE
from qbank.formats.gift_text import Doubts, Problem, marked_up, text_in

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_LARGEST_EXPONENT = 400
"""Beyond every floating-point number."""
_DIGITS = r"(-?[0-9]{1,300}(?:\.[0-9]{1,300})?)"
_USUAL = re.compile(rf"[{WHITE}]*+{_DIGITS}(?::{_DIGITS})?[{WHITE}]*+")
"""What nearly every answer is: digits, or digits with a tolerance."""


def numbers(body: str, stem_format: TextFormat, doubts: Doubts) -> list[AcceptedNumber]:
    """Read the body of a numerical question, which begins with #. Raises Problem for one without answers.

    What is no number is left out with a doubt: Moodle takes it for any number.
    """
    stated, tilde, rest = body[1:].partition("~")
    if not stated.strip(WHITE):
        raise Problem("too_few_answers", "a numerical question without a number", body)
    found = []
    for percent, answer, feedback in answers_in(stated.lstrip(WHITE)):
        number = _accepted(answer, doubts)
        if number is None:
            continue
        if percent:
            number.fraction = share_of(percent, doubts)
        if feedback:
            number.feedback = text_in(feedback, stem_format) or None
        found.append(number)
    if tilde:
        found.append(_for_the_rest(rest, stem_format, doubts))
    return found


def _for_the_rest(piece: str, stem_format: TextFormat, doubts: Doubts) -> AcceptedNumber:
    said, _, feedback = piece.partition("#")
    if said.strip(WHITE):
        message = f"{said.strip(WHITE)[:40]!r} after ~ is left out: a numerical question has no wrong choices"
        doubts.setdefault("ignored_text", message)
    return AcceptedNumber(fraction=0.0, feedback=text_in(feedback, stem_format) or None)


def _accepted(piece: str, doubts: Doubts) -> AcceptedNumber | None:
    if (usual := _USUAL.fullmatch(piece)) and not (usual[2] or "").startswith("-"):
        return AcceptedNumber(value=Decimal(usual[1]), tolerance=Decimal(usual[2]) if usual[2] else None)
    answer = marked_up(piece.strip(WHITE))[0]
    if answer == "*":
        return AcceptedNumber()
    number = _range(answer, doubts) if answer.find("..") > 0 else _around(answer, doubts)
    if number is None:
        message = f"{answer[:40]!r} is no number: left out (Moodle would accept any number)"
        doubts.setdefault("not_a_number", message)
    return number


def _range(answer: str, doubts: Doubts) -> AcceptedNumber | None:
    begins, _, ends = answer.partition("..")
    low, high = number_in(begins, doubts), number_in(ends, doubts)
    if low is None or high is None:
        return None
    if low > high:
        doubts.setdefault("reversed_range", f"the range {answer[:40]!r} is read from its lower end")
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
        doubts.setdefault("negative_tolerance", f"the tolerance {tolerance[:40]!r} is read without its minus")
    return AcceptedNumber(value=middle, tolerance=abs(width))


def number_in(text: str, doubts: Doubts) -> Decimal | None:
    """Read a number with the digits it is written in; a decimal comma is a doubt. None for what is none."""
    text = text.strip(WHITE)
    if "," in text and _NUMBER.fullmatch(pointed := text.replace(",", ".")):
        doubts.setdefault("decimal_comma", f"{text[:40]!r}: the comma is read as a decimal point")
        text = pointed
    if not _NUMBER.fullmatch(text):
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if abs(number.adjusted()) <= _LARGEST_EXPONENT else None
