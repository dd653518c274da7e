"""QTI 1.2 written: a package that Canvas imports, quizzes or banks, or the one document that Moodle takes."""

import zipfile
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import IO, BinaryIO

from qbank.domain.category_path import split_path
from qbank.domain.kinds import QuestionType, TextFormat
from qbank.domain.question import QuestionDocument
from qbank.formats.base import Carries, Loss, Pictures, WriteOption, WriteOptions
from qbank.formats.losses import NOT_WRITTEN, losses
from qbank.formats.qti12_items import item_parts, stem
from qbank.formats.qti12_kept import NAME, is_unchanged, kept
from qbank.formats.qti12_manifest import Part, manifest, meta
from qbank.formats.qti12_markup import attribute, escaped, metadata, resprocessing
from qbank.formats.qti12_texts import Files, prepared
from qbank.formats.qti12_written import NotWritable
from qbank.formats.xml_characters import is_legal
from qbank.temporary import temporary_file

_Q = QuestionType
CARRIES = Carries(
    types=frozenset(QuestionType),
    parts=frozenset((
        "title", "feedback", "outcome_feedback", "explanation", "solution", "tolerance", "case_sensitivity",
        "response", "points", "shuffle", "fixed", "media", "category", "external_id", "rich_text",
    )),
    texts=frozenset((TextFormat.PLAIN, TextFormat.HTML)),
)  # fmt: skip
_KEPT_AS_IT_IS = (_Q.OPAQUE, _Q.DYNAMIC)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.imsglobal.org/xsd/ims_qtiasiv1p2'
    ' http://www.imsglobal.org/xsd/ims_qtiasiv1p2p1.xsd">\n'
)
OPTIONS = (
    WriteOption(
        "as",
        "what each category becomes: a quiz or a question bank; xml is one document, for Moodle",
        ("quizzes", "banks", "xml"),
    ),
)


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write questions as a package, and yield what it does not hold of them.

    Memory is flat: items wait in a temporary file until the quiz or bank of their category is put together.
    """
    shape = options.told.get("as", OPTIONS[0].values[0])
    with temporary_file() as waiting:
        items = _Items(waiting, pictures, shape)
        for number, question in enumerate(questions, start=1):
            yield from items.add(question, number)
        if shape == "xml":
            _document(items, stream, options.title)
        else:
            _package(items, stream, pictures, options.title, banks=shape == "banks")


class _Items:
    """The items written so far: where each stands in a temporary file, by its category."""

    def __init__(self, waiting: BinaryIO, pictures: Pictures, shape: str) -> None:
        self.waiting = waiting
        self.files = Files(pictures, packed=shape != "xml")
        self._shape = shape
        self.by_category: dict[str, list[tuple[int, int]]] = {}
        self.points: dict[str, float] = {}
        self._idents: set[bytes] = set()
        self._at = 0

    def add(self, document: QuestionDocument, number: int) -> Iterator[Loss]:
        """Write one question's item, and yield what it does not hold."""
        said = list(losses(document, CARRIES, number, NAME))
        if any(loss.code == NOT_WRITTEN for loss in said):
            yield from said
            return
        own: dict[str, str] = {}
        try:
            item = self._item(document, number, own)
        except NotWritable as refusal:
            yield Loss(NOT_WRITTEN, f"not written: {refusal.reason}", number, document.id)
            return
        if self._shape == "xml" and document.category:
            own["category"] = "without its category"
        known = {loss.code for loss in said}
        yield from said
        yield from (Loss(code, text, number, document.id) for code, text in own.items() if code not in known)
        self._keep("" if self._shape == "xml" else document.category or "", item, document)

    def _keep(self, category: str, item: str, document: QuestionDocument) -> None:
        data = item.encode()
        self.waiting.write(data)
        self.by_category.setdefault(category, []).append((self._at, len(data)))
        self.points[category] = self.points.get(category, 0.0) + (document.points or 0.0)
        self._at += len(data)

    def _item(self, document: QuestionDocument, number: int, own: dict[str, str]) -> str:
        raw = kept(document).get("item")
        unchanged = is_unchanged(document)
        if isinstance(raw, str) and (unchanged or document.type in _KEPT_AS_IT_IS):
            if not unchanged:
                own["edits"] = "written as it was read: what was changed of it since is not in it"
            return self._placed(raw, own) + "\n"
        if document.type in _KEPT_AS_IT_IS:
            raise NotWritable("nothing of it was kept")
        return self._made(document, number, own, unchanged=unchanged)

    def _placed(self, text: str, own: dict[str, str]) -> str:
        self.files.missing = False
        placed = self.files.placed(text)
        if self.files.missing:
            own["media"] = "a file that it refers to is not kept"
        return placed

    def _made(self, document: QuestionDocument, number: int, own: dict[str, str], *, unchanged: bool) -> str:
        self.files.missing = False
        ready = prepared(document, self.files)
        parts = item_parts(ready)
        own.update(parts.losses)
        if self.files.missing:
            own["media"] = "a file that it refers to is not kept"
        rest = kept(document) if unchanged else {}
        fields = [("question_type", parts.kind), *_points(document), *parts.fields, *_fields(rest)]
        elements = "".join(f"{each}\n" for each in rest.get("elements", ()) if isinstance(each, str))
        presented = (
            f"<presentation{parts.presentation}>\n{stem(ready)}\n{''.join(parts.responses)}</presentation>\n"
        )
        rules = resprocessing(parts.conditions) if parts.conditions else ""
        title = attribute(document.title or "")
        body = f"{metadata(fields)}{presented}{rules}{''.join(parts.feedback)}{elements}"
        if not is_legal(document.stem) or "\ufffd" in body:
            _say_illegal(document, own)
        return (
            f'<item ident="{attribute(self._ident(document, number, own))}" title="{title}">\n{body}</item>\n'
        )

    def _ident(self, document: QuestionDocument, number: int, own: dict[str, str]) -> str:
        """Give an ident that no other item has: Canvas takes two of one ident for one question."""
        ident = document.external_id or f"qbank_{(document.id or f'{number:x}').replace('-', '')}"
        digest = sha256(ident.encode("utf-8", "replace")).digest()[:12]
        if digest in self._idents:
            own["external_id"] = "another question has its external id: it is written without"
            return f"qbank_{number:x}"
        self._idents.add(digest)
        return ident


def _say_illegal(document: QuestionDocument, own: dict[str, str]) -> None:
    texts = repr((document.stem, document.options, document.explanation, document.details, document.title))
    if not is_legal(document.stem) or "\\x" in texts or "\\ud" in texts or "\\uf" in texts:
        own["characters"] = "characters that XML forbids are written as U+FFFD"


def _points(document: QuestionDocument) -> list[tuple[str, str]]:
    if document.points is None:
        return []
    return [("points_possible", repr(float(document.points)).removesuffix(".0"))]


def _fields(rest: dict[str, object]) -> list[tuple[str, str]]:
    found = rest.get("metadata")
    if not isinstance(found, dict):
        return []
    return [(str(label), str(entry)) for label, entry in found.items()]


def _document(items: _Items, stream: BinaryIO, title: str) -> None:
    stream.write(_assessment_head(_part("", title, 0.0, is_bank=False)).encode())
    for spans in items.by_category.values():
        _copy(items.waiting, spans, stream)
    stream.write(b"</section>\n</assessment>\n</questestinterop>\n")


def _assessment_head(part: Part) -> str:
    return (
        f'{_HEAD}<assessment ident="{part.ident}" title="{attribute(part.title)}">\n'
        f'{_said([("qbank_category", part.category)])}<section ident="root_section">\n'
    )


def _bank_head(part: Part) -> str:
    said = _said([("bank_title", part.title), ("qbank_category", part.category)])
    return f'{_HEAD}<objectbank ident="{part.ident}">\n{said}'


def _said(fields: list[tuple[str, str]]) -> str:
    written = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{escaped(entry)}</fieldentry></qtimetadatafield>"
        for label, entry in fields
    )
    return f"<qtimetadata>{written}</qtimetadata>\n"


def _package(items: _Items, stream: BinaryIO, pictures: Pictures, title: str, *, banks: bool) -> None:
    parts: list[Part] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for category, spans in items.by_category.items():
            part = _part(category, title, items.points.get(category, 0.0), is_bank=banks)
            parts.append(part)
            with package.open(_member(part.href), "w", force_zip64=True) as member:
                head = _bank_head if banks else _assessment_head
                member.write(head(part).encode())
                _copy(items.waiting, spans, member)
                tail = "</objectbank>" if banks else "</section>\n</assessment>"
                member.write(f"{tail}\n</questestinterop>\n".encode())
            if not banks:
                package.writestr(_member(part.meta_href), meta(part))
        for digest, name in items.files.names.items():
            media = pictures(digest)
            if media is not None:
                package.writestr(_member(name), media.data)
        package.writestr(_member("imsmanifest.xml"), manifest(title, parts, items.files.names))


def _member(name: str) -> zipfile.ZipInfo:
    """Name a file of the package; no time is written, so that the same questions make the same bytes."""
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _part(category: str, title: str, points: float, *, is_bank: bool) -> Part:
    """Name a quiz or bank by its category; questions without one are in that of the whole file's title."""
    ident = "g" + sha256(f"qbank/{category}".encode()).hexdigest()[:32]
    said = " / ".join(split_path(category)) if category else title
    return Part(ident, said, category, points, is_bank)


def _copy(waiting: BinaryIO, spans: list[tuple[int, int]], target: IO[bytes]) -> None:
    for start, length in spans:
        waiting.seek(start)
        target.write(waiting.read(length))
