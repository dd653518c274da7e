"""The answers between the braces of a GIFT question: choices, typed words, pairs, true or false, steps."""

import re
from decimal import Decimal
from functools import lru_cache

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Match, Pair, Step
from qbank.domain.text import text_of
from qbank.formats.gift_escapes import WHITE, restored
from qbank.formats.gift_text import Doubts, Problem, feedback_in, marked_up, text_in

_WEIGHT = re.compile(r"%(-?[0-9]{1,2}\.?[0-9]*)%")
TRUE_WORDS = ("T", "TRUE")
TRUTH_WORDS = (*TRUE_WORDS, "F", "FALSE")
"""What stands alone between the braces of a true/false question, before its feedback."""


def weighted(piece: str, otherwise: float, doubts: Doubts) -> tuple[float, str]:
    """Take the weight from the front of an answer, `%50%`: its share of the points, and the rest."""
    if not piece.startswith("%") or (found := _WEIGHT.match(piece)) is None:
        return otherwise, piece
    share = _share(found[1])
    if not -1 <= share <= 1:
        doubts.setdefault("weight", f"a weight of {found[1]} %: read as {'-' * (share < 0)}100 %")
        share = max(-1.0, min(1.0, share))
    return share, piece[found.end() :]


@lru_cache(256)
def _share(percent: str) -> float:
    return float(Decimal(percent).scaleb(-2))


def pieces_of(body: str, mark: str) -> list[str]:
    """Cut answers apart before each mark; what stands before the first one counts where it is anything."""
    pieces = [piece.strip(WHITE) for piece in body.split(mark)]
    return pieces if pieces[0] else pieces[1:]


def choices(body: str, stem_format: TextFormat, doubts: Doubts) -> list[Choice]:
    """Read the choices of a multiple-choice body; one that says nothing at all is left out, as Moodle does.

    Raises Problem for fewer than two.
    """
    pieces = pieces_of(body.replace("=", "~="), "~")
    if len(pieces) < 2:
        raise Problem("too_few_answers", "a choice question with a single choice", body)
    found = [_choice(piece, stem_format, doubts) for piece in pieces]
    if all(choice.text for choice in found):
        return found
    return _without_blanks(found, doubts)


def _choice(piece: str, stem_format: TextFormat, doubts: Doubts) -> Choice:
    if piece.startswith("="):
        share, piece = 1.0, piece[1:]
        if piece.startswith("%") and _WEIGHT.match(piece):
            doubts.setdefault(
                "weight_after_equals", f"after = {piece[:12]!r} is text, no weight: write ~ for ="
            )
    else:
        share, piece = weighted(piece, 0.0, doubts)
    answer, _, feedback = piece.partition("#")
    return Choice(
        text=text_in(answer.strip(WHITE), stem_format),
        fraction=share,
        feedback=feedback_in(feedback.strip(WHITE), stem_format),
    )


def _without_blanks(found: list[Choice], doubts: Doubts) -> list[Choice]:
    """Leave out choices without text and feedback, such as the one in `~=right`, while two others stay."""
    said = [choice for choice in found if text_of(choice.text) or choice.feedback]
    if any(choice.fraction for choice in found if not text_of(choice.text)):
        doubts.setdefault(
            "empty_choice", "a choice without text that earns points: is a = or # left unescaped?"
        )
    if len(said) > 1:
        return said
    doubts.setdefault("empty_choice", "a choice without text: is a = or # left unescaped?")
    return found


def accepted_answers(body: str, stem_format: TextFormat, doubts: Doubts) -> list[AcceptedAnswer]:
    """Read the answers of a short-answer body. Raises Problem where there is none."""
    pieces = pieces_of(body, "=")
    if not pieces:
        raise Problem("too_few_answers", "a question without an answer after its =", body)
    found = [_accepted(piece, stem_format, doubts) for piece in pieces]
    return [answer for answer in found if answer.text or answer.feedback]


def _accepted(piece: str, stem_format: TextFormat, doubts: Doubts) -> AcceptedAnswer:
    share, piece = weighted(piece, 1.0, doubts)
    answer, _, feedback = piece.partition("#")
    text, match = _typed(marked_up(answer.strip(WHITE))[0])
    return AcceptedAnswer(
        text=text,
        fraction=share,
        feedback=feedback_in(feedback.strip(WHITE), stem_format),
        match=match,
    )


_ANY = re.compile(r"(?<!\\)\*")


def _typed(text: str) -> tuple[str, Match]:
    r"""Give an answer's text and how it is compared: `*` stands for anything, `\*` for itself."""
    if "*" not in text:
        return text, Match.EXACT
    return (text, Match.WILDCARD) if _ANY.search(text) else (text.replace("\\*", "*"), Match.EXACT)


def pairs(body: str, stem_format: TextFormat) -> list[Pair]:
    """Read the pairs of a matching body. Raises Problem for fewer than two, and for one without an arrow."""
    pieces = pieces_of(body, "=")
    if len(pieces) < 2:
        raise Problem("too_few_answers", "a matching question with a single pair", body)
    return [_pair(piece, stem_format) for piece in pieces if piece != "->"]


def _pair(piece: str, stem_format: TextFormat) -> Pair:
    left, arrow, right = piece.partition("->")
    if not arrow:
        raise Problem("no_arrow", f"the pair {restored(piece)[:40]!r} has no ->", piece)
    return Pair(left=text_in(left, stem_format), right=restored(right))


def truth(body: str, stem_format: TextFormat) -> list[Choice]:
    """Read a true/false body: after its word the feedback for a wrong answer, then the one for a right."""
    word, *feedback = (part.strip(WHITE) for part in body.split("#", 2))
    wrong, right = [feedback_in(part, stem_format) for part in (*feedback, "", "")[:2]]
    is_true = word in TRUE_WORDS
    return [
        Choice(text="True", fraction=float(is_true), feedback=right if is_true else wrong),
        Choice(text="False", fraction=float(not is_true), feedback=wrong if is_true else right),
    ]


_SETTINGS = frozenset(
    "ALL EXACT REL RANDOM CONTIGUOUS HORIZONTAL HORI H VERTICAL VERT V ALL_OR_NOTHING ABSOLUTE_POSITION ABSOLUTE"
    " ABS RELATIVE_NEXT_EXCLUDE_LAST RELATIVE_NEXT_INCLUDE_LAST RELATIVE_ONE_PREVIOUS_AND_NEXT"
    " RELATIVE_ALL_PREVIOUS_AND_NEXT RELATIVE_TO_CORRECT RELATIVE LONGEST_ORDERED_SUBSET"
    " LONGEST_CONTIGUOUS_SUBSET SHOW HIDE TRUE FALSE YES NO NONE none abc ABC ABCD abcd 123 iii III".split()
)
"""The words of Moodle's ordering question after `{>`: how many steps, which, laid out and graded how."""


def steps(body: str, stem_format: TextFormat) -> tuple[list[Step], str]:
    """Read an ordering body, a step a line in the right order, and give the settings in its first line.

    Raises Problem for fewer than two steps. Source: Moodle's documentation of the ordering question type.
    """
    head, *lines = body[1:].split("\n")
    words = head.split()
    count = next(
        (n for n, word in enumerate(words) if not (word.isdecimal() or word in _SETTINGS)), len(words)
    )
    lines = [" ".join(words[count:]), *lines]
    found = [Step(text=text_in(line.strip(WHITE), stem_format)) for line in lines if line.strip(WHITE)]
    if len(found) < 2:
        raise Problem("too_few_answers", "an ordering question with fewer than two steps", body)
    return found, " ".join(words[:count])
