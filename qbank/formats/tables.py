"""CSV and TSV: as people write them, one question a row in whatever columns, and as qbank writes them."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from qbank.domain.question import QuestionDocument
from qbank.formats import table_form_cells, table_form_writing
from qbank.formats.base import Item, Loss, Pictures, ReadOptions, Source, WriteOptions
from qbank.formats.encoding import decoded
from qbank.formats.table_form_reading import FormReader, form_of
from qbank.formats.table_reading import TableReader, reader_of
from qbank.formats.table_sheet import EscapedSheet, TextSheet

CARRIES = table_form_cells.CARRIES
OPTIONS = table_form_writing.OPTIONS


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a table, after a note that says what was taken for what.

    The file is read twice: for what its keys mean, then for its questions. Memory is flat. Raises Undecided
    where nothing tells what the keys mean, Unreadable where the columns make no questions or the file is no
    table, and QbankError (usage) for a mapping that names no field or column.
    """
    stream, told = decoded(source)
    try:
        items = _reader(stream, options).items()
        yield next(items)
        if told:
            yield told
        yield from items
    finally:
        if stream is not source.stream:
            stream.close()


def _reader(stream: BinaryIO, options: ReadOptions) -> FormReader | TableReader:
    sheet = TextSheet(stream)
    if not options.mapping and options.answers is None:
        form = form_of(EscapedSheet(stream) if sheet.delimiter == "\t" else sheet)
        if form is not None:
            return form
    return reader_of(sheet, options, options.mapping)


def write(
    questions: Iterable[QuestionDocument], stream: BinaryIO, pictures: Pictures, options: WriteOptions
) -> Iterator[Loss]:
    """Write qbank's own table: a row a question, a column for what any of them has; flat memory.

    Yields what has no place in it: media, what other formats hold beyond qbank's model, and questions of
    types whose options are more than texts. Nothing is cut.
    """
    safe = options.told.get(table_form_writing.EXCEL_SAFE) in ("yes", "1")
    into = table_form_writing.write_tsv if options.format == "tsv" else table_form_writing.write_csv
    yield from into(questions, stream, safe=safe)
