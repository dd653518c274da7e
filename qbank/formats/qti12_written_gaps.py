"""Questions with gaps as Canvas has them: blanks to type into, or lists to choose from."""

import re
from collections.abc import Iterator, Sequence

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice, Gap, GapKind
from qbank.domain.question import QuestionDocument
from qbank.domain.text import RichText, Text
from qbank.formats.qti12_markup import escaped, label, response_lid, varequal
from qbank.formats.qti12_written import NotWritable, Written, plain_answers


def write_gaps(written: Written) -> None:
    """Write the gaps of a question. Raises NotWritable."""
    gaps: list[Gap] = written.document.options
    chosen = [gap for gap in gaps if gap.kind in (GapKind.CHOICE, GapKind.DRAG)]
    dropdowns = len(chosen) == len(gaps)
    written.kind = "multiple_dropdowns_question" if dropdowns else "fill_in_multiple_blanks_question"
    if chosen and not dropdowns:
        written.losses["gap_choices"] = (
            "gaps with choices become blanks to type into: some of its gaps are typed"
        )
    if any(gap.kind is GapKind.DRAG for gap in gaps):
        written.losses["gap_kind"] = "what was dragged is chosen from a list"
    if written.document.details.shuffle is not None:
        written.losses["shuffle"] = "without whether its options may be shuffled: each gap says it for itself"
    _refuse_odd_places(written.document, gaps)
    total = sum(gap.weight for gap in gaps) or 1.0
    for position, gap in enumerate(gaps, start=1):
        _gap(written, gap, position, 100 * gap.weight / total, dropdowns=dropdowns)


_BARE = re.compile(r"(?<!\[)\[([^\[\]]+)\](?!\])")


def _refuse_odd_places(document: QuestionDocument, gaps: Sequence[Gap]) -> None:
    """Refuse a stem in which `[name]` stands for something else than the gap of that name."""
    names = {gap.name for gap in gaps}
    if names & set(_BARE.findall(document.stem)):
        raise NotWritable("its text has the name of a gap in brackets where no gap is")


def _gap(written: Written, gap: Gap, position: int, share: float, *, dropdowns: bool) -> None:
    ident = f"response_{gap.name}"
    entries = list(_entries(written, gap, dropdowns=dropdowns))
    names = [f"gap_{position}_{place}" for place, _ in enumerate(entries, start=1)]
    labels = "".join(
        label(name, text, written.document.format) for name, (text, _, _) in zip(names, entries, strict=True)
    )
    prompt = f"<material><mattext>{escaped(gap.name)}</mattext></material>"
    written.responses.append(
        response_lid(ident, "Single", labels, prompt=prompt, shuffle=gap.shuffle or None)
    )
    right = [name for name, (_, is_right, _) in zip(names, entries, strict=True) if is_right]
    if not right:
        raise NotWritable(f"gap {gap.name!r} accepts nothing that Canvas can compare with")
    for name in right:
        written.right(varequal(ident, name), share, adds=True)
    for name, (_, _, said) in zip(names, entries, strict=True):
        written.tell(name, said, varequal(ident, name))


_Entry = tuple[Text, bool, Text | None]


def _entries(written: Written, gap: Gap, *, dropdowns: bool) -> Iterator[_Entry]:
    """Yield what a gap lists: text, whether it is right, feedback. A blank lists only what is right."""
    parts: list[Choice | AcceptedAnswer | AcceptedNumber] = [*gap.choices, *gap.answers, *gap.numbers]
    best = max((part.fraction for part in parts), default=0.0)
    for part in parts:
        if part.fraction not in (0, 1) or (part.fraction > 0 and part.fraction < best):
            written.losses["partial_credit"] = "what earns a share of a gap's points earns all or nothing"
    for choice in gap.choices:
        is_right = choice.fraction > 0 and choice.fraction == best
        if is_right or dropdowns:
            yield choice.text, is_right, choice.feedback
    for answer in plain_answers(written, gap.answers) if gap.answers else ():
        if answer.case_sensitive:
            written.losses["case_sensitivity"] = "blanks take every case"
        yield RichText(answer.text, TextFormat.PLAIN), True, answer.feedback
    for number in gap.numbers:
        if number.value is not None and number.fraction > 0 and number.fraction == best:
            yield RichText(f"{number.value:f}", TextFormat.PLAIN), True, number.feedback
    if gap.numbers:
        written.losses["number_gaps"] = "numbers in gaps are compared as texts, without tolerance"
