"""Questions as a Markdown page, written for people: for a word processor, or for the web."""

from collections.abc import Iterable, Iterator
from typing import IO, BinaryIO

from qbank.domain.kinds import QuestionType
from qbank.domain.media_types import suffix_of
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats import page_writing, paper
from qbank.formats.base import Beside, Loss, Pictures, WriteOption, WriteOptions
from qbank.formats.html_cleaning import require_cleaner
from qbank.formats.html_markdown import escaped, to_markdown
from qbank.formats.paper import Key
from qbank.formats.print_key import key_html
from qbank.formats.print_question import passage_html, question_html
from qbank.formats.print_text import Picture, Typesetter
from qbank.temporary import temporary_above

CARRIES = page_writing.CARRIES
OPTIONS = (
    *paper.OPTIONS,
    WriteOption("pictures", "In files beside the page, or within it. On stdout within.", ("files", "data")),
)
_IN_MEMORY = 4 << 20
_CHUNK = 1 << 18


class _Setter(Typesetter):
    """Sets texts whose pictures are put beside the page where there is a place for them."""

    beside: Beside | None = None

    def source(self, sha256: str, picture: Picture) -> str:
        if self.beside is None:
            return super().source(sha256, picture)
        return self.beside(f"{sha256[:12]}{suffix_of(picture.mime)}", picture.data)


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write a page of Markdown with formulas as TeX; what cannot be shown on it is a loss."""
    require_cleaner()
    layout, beside = paper.paper_of(options.told), _place(options)
    stream.write(f"# {escaped(' '.join(options.title.split()))}\n".encode())
    counted = 0
    titles: dict[str, str] = {}
    with temporary_above(_IN_MEMORY) as keys:
        for number, document in enumerate(questions, start=1):
            setter = _Setter(document.format, page_writing.pictures_of(document, pictures), layout)
            setter.beside = beside
            if document.type is QuestionType.DESCRIPTION:
                titles[document.id or ""] = " ".join((document.title or "").split())
                stream.write(_piece(passage_html(document, setter)))
            else:
                counted += 1
                about = titles.get(document.stimulus or "", "")
                stream.write(_question(document, counted, setter, about))
                if layout.key is not Key.NONE:
                    key = _piece(key_html(document, counted, setter))
                    (stream if layout.key is Key.INLINE else keys).write(key)
            yield from page_writing.absences(document, number, setter.absent)
        _end(keys, stream)


def _place(options: WriteOptions) -> Beside | None:
    """Tell where pictures go; None where they are in the page. Raises QbankError (usage)."""
    told = options.told.get("pictures")
    if told == "files" and options.beside is None:
        hint = "write to a file with -o, or say --option pictures=data"
        raise QbankError(Kind.USAGE, "there is no place for pictures beside stdout", hint=hint)
    return None if told == "data" else options.beside


def _question(document: QuestionDocument, number: int, setter: Typesetter, about: str) -> bytes:
    passage = f'<p class="task">About: {escaped(about)}</p>' if about else ""
    return _piece(question_html(document, number, setter, passage=passage))


def _piece(html: str) -> bytes:
    return f"\n{to_markdown(html)}\n".encode()


def _end(keys: IO[bytes], stream: BinaryIO) -> None:
    if keys.tell():
        stream.write(b"\n# Answer key\n")
        keys.seek(0)
        while piece := keys.read(_CHUNK):
            stream.write(piece)
