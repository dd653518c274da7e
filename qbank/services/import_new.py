"""The new questions of an import: those that keep the rules of the bank are written, the others are told."""

from collections.abc import Sequence

from qbank.domain.validation import InvalidQuestion
from qbank.services.import_apply import Writer
from qbank.services.import_bases import COLUMNS
from qbank.services.import_check import Checked
from qbank.services.import_merging import as_document
from qbank.services.import_options import Outcome, Verdict
from qbank.services.import_plan import Judged
from qbank.services.import_rules import Vetter
from qbank.services.preparing import Prepared

Numbered = tuple[int, Prepared]
NEAR_KEPT = 20
SAMPLES = 3


class NewQuestions:
    """Writes the new questions of one file, frame by frame."""

    def __init__(self, writer: Writer, vetter: Vetter, checked: Checked) -> None:
        self._writer = writer
        self._vetter = vetter
        self._checked = checked
        self._instead: dict[int, int | None] = {}
        """A refused question -> its twin further on in the file that took its place, None if none has."""

    async def write(self, frame: Sequence[Numbered], known: dict[int, Judged]) -> None:
        """Write what is new of a frame, and tell what became of it.

        What `known` then still holds is for others to deal with: a twin of a refused question is not known.
        """
        if not known and not self._instead and self._vetter.is_lenient:
            good = list(frame)
        else:
            good = [found for each in frame if (found := self._vetted(each, known)) is not None]
        ids = await self._writer.write(good) if good else []
        _tell(self._checked, good, ids)
        _show(self._checked, good)

    def _vetted(self, each: Numbered, known: dict[int, Judged]) -> Numbered | None:
        number, row = each
        first = self._refused_twin(known.get(number))
        if number in known and first is None:
            return None
        if first is not None and (instead := self._instead[first]) is not None:
            known[number] = known[number]._replace(first=instead)
            return None
        known.pop(number, None)
        try:
            kept = self._vetter.new(row)
        except InvalidQuestion as error:
            self._checked.refuse(row, error)
            self._instead[number] = None
            return None
        if first is not None:
            self._instead[first] = number
        return number, kept

    def _refused_twin(self, judged: Judged | None) -> int | None:
        """Tell the number of the question that one repeats, where that was refused."""
        if judged is None or judged.known_id is not None or judged.verdict != Verdict.DUPLICATE:
            return None
        return judged.first if judged.first in self._instead else None


def _show(checked: Checked, rows: Sequence[Numbered]) -> None:
    """Keep the first questions, as they come in, for a person to see."""
    samples = checked.summary.samples
    for _, row in rows[: SAMPLES - len(samples)]:
        document = as_document(dict(zip(COLUMNS, (*row.body, *row.said[:-1]), strict=True)))
        document.category = checked.options.place_of(row.category)
        if not row.has_status:
            document.status = checked.options.status
        samples.append(document)


def _tell(checked: Checked, rows: Sequence[Numbered], ids: Sequence[str]) -> None:
    summary = checked.summary
    if checked.near:
        _tell_near(checked, rows, ids)
    if summary.note is None:
        # Nobody reads what became of each, and there may be a million of them.
        summary.counts[Verdict.NEW] += len(rows)
        return
    for each, question_id in zip(rows, ids, strict=True):
        summary.tell(_new(checked, each, question_id))


def _tell_near(checked: Checked, rows: Sequence[Numbered], ids: Sequence[str]) -> None:
    summary = checked.summary
    near = [_new(checked, each, id_) for each, id_ in zip(rows, ids, strict=True) if each[0] in checked.near]
    summary.resembling += len(near)
    summary.near += near[: NEAR_KEPT - len(summary.near)]


def _new(checked: Checked, each: Numbered, question_id: str) -> Outcome:
    number, row = each
    near = checked.near.get(number)
    return Outcome(Verdict.NEW, row.item, row.line, row.path, question_id, near=near)
