"""The first stages of an import: read and check, with no bank open and no lock held."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from msgspec.structs import replace

from qbank.domain.category_rules import tidy_path
from qbank.domain.kinds import QuestionType
from qbank.domain.missing_key import checked_as_read
from qbank.domain.question import QuestionDocument
from qbank.domain.reading import NO_DETAILS
from qbank.domain.records import (
    BankHeader,
    CategoryDocument,
    FieldDocument,
    MediaDocument,
    Record,
    SavedQueryDocument,
    SourceDocument,
)
from qbank.domain.validation import InvalidQuestion, KeyMissing
from qbank.errors import QbankError
from qbank.formats.base import Description, Diagnostic, Found, Item, Place, Severity
from qbank.services.document_spool import DocumentSpool
from qbank.services.import_options import Decided, ImportOptions, ImportSummary, Near, Outcome, Verdict
from qbank.services.preparing import Prepared, prepare
from qbank.services.record_rules import tidy_record
from qbank.services.spool import Spool

SHOWN = 50
LEFT_OPEN = (
    "title",
    "difficulty",
    "rating",
    "points",
    "language",
    "author",
    "licence",
    "external_id",
    "assignee",
)
"""What a file may leave open of a question."""
_OPEN = (*LEFT_OPEN, "explanation", "tags")
_OBJECTS = ("fields", "extensions")


@dataclass(slots=True)
class Checked:
    """A file that was read: its questions in a spool, its other records, what there was to say.

    With `kept`, questions, categories, documents and pictures are put there too, as documents, for a file.
    `carried` names what any of its questions says something of, `open` and `open_details` what none has yet;
    `open_of` gives what a question says of the former, and its objects, in one call. `decided` is what a
    person said of conflicts, by the ids of their questions; `near` what one resembles in the bank, by its
    number.
    """

    options: ImportOptions
    summary: ImportSummary
    spool: Spool = field(default_factory=Spool)
    fields: list[FieldDocument] = field(default_factory=list)
    categories: list[CategoryDocument] = field(default_factory=list)
    documents: list[SourceDocument] = field(default_factory=list)
    saved: list[SavedQueryDocument] = field(default_factory=list)
    media: list[MediaDocument] = field(default_factory=list)
    given_ids: int = 0
    passages: dict[str, bytes] = field(default_factory=dict)
    possible: set[str] = field(default_factory=set)
    kept: DocumentSpool | None = None
    good: int = 0
    near: dict[int, Near] = field(default_factory=dict)
    carried: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=lambda: list(_OPEN))
    open_of: Callable[[QuestionDocument], tuple[Any, ...]] = attrgetter(*_OBJECTS, *_OPEN)
    open_details: list[str] = field(default_factory=lambda: list(NO_DETAILS.__struct_fields__))
    decided: dict[str, Decided] = field(default_factory=dict)

    def passage_of(self, stimulus: str | None) -> bytes:
        """Give the identity of a passage, b'' for none; one not in the file stands for itself by its id."""
        if stimulus is None:
            return b""
        return self.passages.get(stimulus) or stimulus.encode(errors="replace")

    def warn(self, text: str) -> None:
        """Note a warning about the file as a whole."""
        _diagnose(self, Diagnostic(Severity.WARNING, "definition", text, Place()))

    def refuse(self, row: Prepared, error: InvalidQuestion) -> None:
        """Note that a question breaks a rule of the bank it was to come into."""
        self.summary.refused += 1
        _invalid(self, Place(row.line, row.item, row.path), error.path, error.reason)


def check(
    items: Iterable[Item],
    options: ImportOptions,
    *,
    note: Callable[[Outcome], None] | None = None,
    progress: Callable[[int], None] | None = None,
    kept: DocumentSpool | None = None,
) -> Checked:
    """Read all items, check every question, and put what is good aside.

    A bad question is an outcome and a diagnostic in the summary; the reading goes on. `progress` is told of
    every thousandth item.
    """
    checked = Checked(options, ImportSummary(note=note), kept=kept)
    try:
        for count, item in enumerate(items, start=1):
            if progress is not None and count % 1000 == 0:
                progress(count)
            if type(item) is Found and type(item.value) is QuestionDocument:
                _question(checked, item.value, item.place)
            elif isinstance(item, Diagnostic):
                _diagnose(checked, item)
            else:
                _record(checked, item)
        checked.spool.flush()
    except BaseException:
        checked.spool.close()
        raise
    return checked


def _numbered(place: Place, checked: Checked) -> Place:
    """Number a question by its order, for its reader did not."""
    return Place(place.line, checked.good + checked.summary.counts[Verdict.FAILED] + 1, place.path)


def _diagnose(checked: Checked, diagnostic: Diagnostic) -> None:
    summary = checked.summary
    if diagnostic.severity is Severity.WARNING:
        summary.warnings += 1
    if len(summary.diagnostics) < SHOWN:
        summary.diagnostics.append(diagnostic)
    elif diagnostic.severity is Severity.ERROR:
        _make_room(summary.diagnostics, diagnostic)
    if diagnostic.severity is Severity.ERROR:
        place = diagnostic.place
        summary.tell(Outcome(Verdict.FAILED, place.item, place.line, place.path, None, diagnostic.message))


def _make_room(diagnostics: list[Diagnostic], error: Diagnostic) -> None:
    """Put an error in the place of the last that is none: what keeps a question out is told."""
    for place in range(len(diagnostics) - 1, -1, -1):
        if diagnostics[place].severity is not Severity.ERROR:
            del diagnostics[place]
            diagnostics.append(error)
            return


def _question(checked: Checked, document: QuestionDocument, place: Place) -> None:
    if place.item is None:
        place = _numbered(place, checked)
    try:
        prepared = _prepared(checked, document, place)
        if prepared.category is not None and prepared.category not in checked.possible:
            _require_possible(checked, prepared.category)
    except InvalidQuestion as error:
        _invalid(checked, place, error.path, error.reason)
        return
    if document.id is not None:
        checked.given_ids += 1
        if document.type is QuestionType.DESCRIPTION:
            checked.passages[document.id] = prepared.identity
    checked.good += 1
    _note_carried(checked, document)
    if checked.kept is None:
        checked.spool.add(prepared)
    else:
        document.category = checked.options.place_of(document.category)
        checked.kept.add(document)


def _prepared(checked: Checked, document: QuestionDocument, place: Place) -> Prepared:
    """Prepare a question; one without a key is a draft, with a warning, unless its file says otherwise.

    Raises InvalidQuestion.
    """
    is_open, status = document.status is None, checked.options.status
    where, number = (place.line, place.item, place.path), checked.good + 1
    passage = b"" if document.stimulus is None else checked.passage_of(document.stimulus)
    try:
        return prepare(document, where, passage, number, status)
    except KeyMissing:
        if is_open:
            document.status = None
    reason = checked_as_read(document)
    prepared = prepare(document, where, passage, number)
    _diagnose(checked, Diagnostic(Severity.WARNING, "no_key", str(reason), place))
    return prepared


def _note_carried(checked: Checked, document: QuestionDocument) -> None:
    """Note what the file speaks of: what no question of it does, it takes away from none."""
    if any(checked.open_of(document)):
        _note_spoken(checked, document)
    details = document.details
    if details != NO_DETAILS and checked.open_details:
        for name in [name for name in checked.open_details if _says(getattr(details, name))]:
            checked.open_details.remove(name)
            checked.carried.add(f"details {name}")


def _note_spoken(checked: Checked, document: QuestionDocument) -> None:
    spoken = [name for name in checked.open if getattr(document, name)]
    checked.carried.update(spoken)
    checked.open = [name for name in checked.open if name not in spoken]
    checked.open_of = attrgetter(*_OBJECTS, *checked.open)
    for name in _OBJECTS:
        checked.carried.update(f"{name} {member}" for member in getattr(document, name))


def _says(value: object) -> bool:
    return bool(value) or value is False


def _invalid(checked: Checked, place: Place, path: str, reason: str) -> None:
    path = f"{place.path}.{path}" if place.path and path else place.path or path
    wrong = Place(place.line, place.item, path)
    _diagnose(checked, Diagnostic(Severity.ERROR, "invalid", reason, wrong))


def _require_possible(checked: Checked, category: str) -> None:
    """Raise InvalidQuestion for a path that cannot be a category's; each path is looked at once."""
    if checked.options.category is not None:
        return
    try:
        tidy_path(category)
    except QbankError as error:
        raise InvalidQuestion("category", error.message) from error
    checked.possible.add(category)


def _record(checked: Checked, item: Found) -> None:
    value: QuestionDocument | Record = item.value
    try:
        tidy_record(value)
    except InvalidQuestion as error:
        _invalid(checked, item.place, error.path, error.reason)
        return
    if isinstance(value, FieldDocument):
        checked.fields.append(value)
        _keep(checked, value)
    elif isinstance(value, CategoryDocument):
        checked.categories.append(value)
        _keep_category(checked, value)
    elif isinstance(value, SourceDocument):
        checked.documents.append(value)
        _keep(checked, value)
    elif isinstance(value, SavedQueryDocument):
        checked.saved.append(value)
        _keep(checked, value)
    elif isinstance(value, MediaDocument):
        _media(checked, value, item.place)
    elif not isinstance(value, BankHeader):
        raise TypeError(f"a reader gave {type(value).__name__}")


def _keep(checked: Checked, record: Description) -> None:
    """Put a record aside for a file, where there is one to be written."""
    if checked.kept is not None:
        checked.kept.records.append(record)


def _keep_category(checked: Checked, category: CategoryDocument) -> None:
    """Put a category's record aside for a file, at its place; it has none where all go into one other."""
    if checked.options.category is None:
        _keep(checked, replace(category, path=checked.options.placed(category.path)))


def _media(checked: Checked, media: MediaDocument, place: Place) -> None:
    from hashlib import sha256

    if sha256(media.data).hexdigest() == media.sha256:
        if checked.kept is None:
            checked.media.append(media)
        else:
            checked.kept.add_media(media)
        return
    said = f"the picture {media.sha256[:12]}… is damaged: its bytes have another hash"
    _diagnose(checked, Diagnostic(Severity.ERROR, "damaged_media", said, place))
