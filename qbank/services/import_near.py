"""What the questions of a file resemble in the bank, told before they are brought in."""

from collections.abc import Callable, Iterator, Sequence

from qbank.domain.likeness import Likeness, Resemblance
from qbank.services.duplicate_finding import Finder
from qbank.services.duplicate_shelf import Row
from qbank.services.duplicates import row_of
from qbank.services.import_check import Checked
from qbank.services.import_options import Near
from qbank.services.preparing import Prepared
from qbank.services.rows import BODY

_TYPE, _STEM, _FORMAT = (BODY.index(name) for name in ("question_type", "stem", "stem_format"))
_NEAR = [kind for kind in Likeness if kind is not Likeness.EXACT]
"""An exact twin is told by its hash, and is a duplicate that need not come in."""


def mark(finder: Finder, files: Sequence[Checked], progress: Callable[[int], None] | None = None) -> None:
    """Note in checked files what their questions resemble among those a finder holds: the first of each.

    What resembles only another question of the files is not noted.
    """
    finder.new_from = len(finder)
    for file, checked in enumerate(files):
        for number, row in _rows(checked):
            finder.add(_compared(checked, row, f"{file}:{number}"))
    for found in finder.found(_NEAR, progress):
        if ":" in found.id or ":" not in found.other:
            continue
        at, number = map(int, found.other.split(":"))
        near = Near(found.id, Resemblance(found.kind, found.wording, found.options, found.key))
        files[at].near.setdefault(number, near)


def _rows(checked: Checked) -> Iterator[tuple[int, Prepared]]:
    for frame in checked.spool.rows():
        yield from frame


def _compared(checked: Checked, row: Prepared, id: str) -> Row:
    _, stem, answers, distractors, *_ = row.reading
    body, passage = row.body, checked.passage_of(row.stimulus)
    return row_of(
        id, body[_TYPE], body[_STEM], body[_FORMAT], stem, answers, distractors, passage, row.identity
    )
