"""The answers between the braces of a GIFT question: choices, typed words, pairs, true or false, steps."""

import re
from collections.abc import Sequence

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Match, Pair, Step
from qbank.domain.text import text_of
from qbank.formats.gift_escapes import WHITE, restored
from qbank.formats.gift_text import Doubts, Problem, text_in
from qbank.formats.moodle_numbers import share
from qbank.formats.wildcards import is_wildcard, literal

_WEIGHT = re.compile(r"%(-?[0-9]{1,2}\.?[0-9]*)%")
_ANSWER = re.compile(rf"=[{WHITE}]*+(?:{_WEIGHT.pattern})?([^=#]*+)(?:#([^=]*+))?")
TRUE_WORDS = ("T", "TRUE")
TRUTH_WORDS = (*TRUE_WORDS, "F", "FALSE")
"""What stands alone between the braces of a true/false question, before its feedback."""


_WILD, _EXACT = Match.WILDCARD, Match.EXACT


def share_of(percent: str, doubts: Doubts) -> float:
    """Read a weight in per cent as a share of the points; beyond the whole it is cut to it with a doubt."""
    if abs(float(percent)) > 100:
        doubts.setdefault("weight", f"a weight of {percent[:20]} %: read as {'-' * (percent[0] == '-')}100 %")
    return share(percent) or 0.0


def answers_in(body: str) -> list[tuple[str, str, str]]:
    """Cut answers that begin with = apart: weight in per cent, answer, feedback; '' for what is not there."""
    found: list[tuple[str, str, str]] = _ANSWER.findall(body if body.startswith("=") else "=" + body)
    return found


def choices(body: str, stem_format: TextFormat, doubts: Doubts) -> list[Choice]:
    """Read the choices of a multiple-choice body; one that says nothing at all is left out, as Moodle does.

    Raises Problem for fewer than two.
    """
    pieces = body.replace("=", "~=").split("~")
    if not pieces[0].strip(WHITE):
        del pieces[0]
    found = []
    blank = False
    for piece in pieces:
        said, _, feedback = piece.partition("#")
        said = said.strip(WHITE)
        share = 0.0
        if said.startswith("="):
            share, said = 1.0, said[1:]
            _doubt_weight(said, doubts)
        elif said.startswith("%"):
            share, said = _weighted(said, doubts)
        choice = Choice(text=text_in(said, stem_format), fraction=share)
        if feedback:
            choice.feedback = text_in(feedback, stem_format) or None
        if not choice.text:
            blank = True
        found.append(choice)
    if blank:
        found = _without_blanks(found, doubts)
    if len(found) < 2:
        raise Problem("too_few_answers", "a choice question with a single choice", body)
    return found


def _weighted(said: str, doubts: Doubts) -> tuple[float, str]:
    found = _WEIGHT.match(said)
    return (share_of(found[1], doubts), said[found.end() :]) if found else (0.0, said)


def _doubt_weight(said: str, doubts: Doubts) -> None:
    if said.startswith("%") and (found := _WEIGHT.match(said)):
        doubts.setdefault("weight_after_equals", f"{found[0]} after = is text: write ~{found[0]}")


def _without_blanks(found: list[Choice], doubts: Doubts) -> list[Choice]:
    """Leave out choices without text and feedback, such as the one in `~=right`, while two others stay."""
    said = [choice for choice in found if choice.text or choice.feedback]
    if any(choice.fraction for choice in found if not choice.text):
        doubts.setdefault(
            "empty_choice", "a choice that earns points has no text: is its = or # not escaped?"
        )
    if len(said) > 1:
        return said
    doubts.setdefault("empty_choice", "a choice has no text: is its = or # not escaped?")
    return found


def accepted_answers(body: str, stem_format: TextFormat, doubts: Doubts) -> list[AcceptedAnswer]:
    """Read the answers of a short-answer body. Raises Problem where there is none."""
    found = []
    for percent, said, feedback in answers_in(body):
        answer = AcceptedAnswer(text=text_of(text_in(said, stem_format)))
        if "*" in answer.text:
            wild = is_wildcard(answer.text)
            answer.text, answer.match = (answer.text, _WILD) if wild else (literal(answer.text), _EXACT)
        if percent:
            answer.fraction = share_of(percent, doubts)
        if feedback:
            answer.feedback = text_in(feedback, stem_format) or None
        if answer.text or answer.feedback is not None:
            found.append(answer)
    return found


def pairs(body: str, stem_format: TextFormat) -> list[Pair]:
    """Read the pairs of a matching body. Raises Problem for fewer than two, and for one without an arrow."""
    pieces = body.split("=")
    if not pieces[0].strip(WHITE):
        del pieces[0]
    if len(pieces) < 2:
        raise Problem("too_few_answers", "a matching question with a single pair", body)
    found = []
    for piece in pieces:
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise Problem("no_arrow", f"the pair {restored(piece)[:40]!r} has no ->", piece)
        found.append(Pair(left=text_in(left, stem_format), right=restored(right)))
    return [pair for pair in found if pair.left or pair.right]


def truth(body: str, stem_format: TextFormat) -> list[Choice]:
    """Read a true/false body: after its word the feedback for a wrong answer, then the one for a right."""
    word, _, said = body.partition("#")
    true, false = Choice(text="True"), Choice(text="False")
    right, wrong = (true, false) if word.strip(WHITE) in TRUE_WORDS else (false, true)
    right.fraction = 1.0
    if said:
        after_wrong, _, after_right = said.partition("#")
        wrong.feedback = text_in(after_wrong, stem_format) or None
        right.feedback = text_in(after_right, stem_format) or None
    return [true, false]


_SETTINGS = re.compile(
    r"[0-9]+|ALL|EXACT|REL|RANDOM|CONTIGUOUS|H|HORI|HORIZONTAL|V|VERT|VERTICAL|ALL_OR_NOTHING"
    r"|ABS|ABSOLUTE|ABSOLUTE_POSITION|RELATIVE(?:_[A-Z_]+)?|LONGEST_(?:ORDERED|CONTIGUOUS)_SUBSET"
    r"|SHOW|HIDE|TRUE|FALSE|YES|NO|NONE|none|abc|ABC|ABCD|abcd|123|iii|III"
)
"""The words of Moodle's ordering question after `{>`: how many steps, which, laid out and graded how."""


def steps(body: str) -> tuple[list[Step], str]:
    """Read an ordering body, a step a line in the right order, and give the settings in its first line.

    Raises Problem for fewer than two steps. Source: Moodle's documentation of the ordering question type.
    """
    head, *lines = body[1:].split("\n")
    words = head.split()
    others = (n for n, word in enumerate(words) if not _SETTINGS.fullmatch(word))
    count = next(others, len(words))
    lines = [" ".join(words[count:]), *lines]
    found = [Step(text=text) for line in lines if (text := restored(line))]
    if len(found) < 2:
        raise Problem("too_few_answers", "an ordering question with fewer than two steps", body)
    return found, " ".join(words[:count])


def usual_settings(steps: Sequence[Step]) -> str:
    """Give the settings of an ordering question that asks for all of its steps, one below the other."""
    return f"{len(steps)} ALL VERTICAL"
