"""Gaps of Moodle's Cloze text inside GIFT: Moodle takes the first for the answers and the others for text."""

import re

from qbank.domain.kinds import QuestionType, Status
from qbank.domain.options import Gap
from qbank.domain.question import QuestionDocument
from qbank.formats.gift_escapes import WHITE, restored
from qbank.formats.gift_text import DEFAULT, Doubts, marked_up

_GAP = re.compile(
    r"\{[0-9]*+:(?:NUMERICAL|NM|(?:SHORTANSWER|SA|MW)(?:_?C)?|(?:MULTICHOICE|MC|MULTIRESPONSE|MR)(?:_?[VHS]{1,2})?):"
)
_TITLE = re.compile(r"::((?:[^\\:]|\\.|:(?!:))*+)::", re.DOTALL)
TELLING = "--map gaps=cloze reads such a text as one cloze question"


def doubt_gaps(block: str, doubts: Doubts) -> None:
    """Say of a block that may have gaps of Cloze what Moodle makes of them, and how they are read as gaps."""
    if not doubts.keys() & {"second_braces", "cloze_gaps"}:
        return
    count = len(_GAP.findall(block))
    doubts.pop("second_braces" if count else "cloze_gaps", None)
    if count:
        gaps = "a Cloze gap is" if count == 1 else f"{count} Cloze gaps are"
        doubts["cloze_gaps"] = f"{gaps} read as GIFT, as Moodle does, which spoils them; {TELLING}"


def cloze_of(block: str, doubts: Doubts) -> QuestionDocument | None:
    """Read a block with gaps of Cloze as a cloze question; None for one without any that are."""
    if _GAP.search(block) is None:
        return None
    from qbank.formats.cloze_text import NotCloze, read_cloze  # slow to import, and seldom asked for

    titled = _TITLE.match(block)
    try:
        text, gaps, layouts = read_cloze(block[titled.end() :] if titled else block)
    except NotCloze as problem:
        doubts["no_cloze"] = f"its Cloze gaps are no cloze question: {problem}"
        return None
    stem, format = marked_up(text.strip(WHITE))
    document = QuestionDocument(
        type=QuestionType.CLOZE,
        title=(restored(titled[1]).replace("\n", " ") or None) if titled else None,
        stem=stem,
        format=format or DEFAULT,
        options=gaps,
        extensions={"gift": {"gaps": layouts}} if layouts else {},
    )
    keyless = next((gap.name for gap in gaps if not _has_key(gap)), None)
    if keyless is not None:
        document.status = Status.DRAFT
        doubts["no_key"] = f"no answer of {keyless} earns points: read as a draft"
    return document


def _has_key(gap: Gap) -> bool:
    fractions = [choice.fraction for choice in gap.choices]
    fractions += [answer.fraction for answer in gap.answers]
    fractions += [number.fraction for number in gap.numbers]
    return any(fraction > 0 for fraction in fractions)
