"""CSV and TSV as people write them: one question a row, in whatever columns; read, never guessed at."""

from collections.abc import Iterator

from qbank.formats.base import Item, ReadOptions, Source
from qbank.formats.encoding import decoded
from qbank.formats.table_reading import reader_of
from qbank.formats.table_sheet import TextSheet


def read(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Yield the questions of a table, after a note that says what was taken for what.

    The file is read twice: for what its keys mean, then for its questions. Memory is flat. Raises Undecided
    where nothing tells what the keys mean, Unreadable where the columns make no questions or the file is no
    table, and QbankError (usage) for a mapping that names no field or column.
    """
    stream, told = decoded(source)
    try:
        found = reader_of(TextSheet(stream), options, options.mapping)
        items = found.items()
        yield next(items)
        if told:
            yield told
        yield from items
    finally:
        if stream is not source.stream:
            stream.close()
