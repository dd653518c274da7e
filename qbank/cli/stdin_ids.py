"""Ids that come in on stdin: whatever qbank prints of questions, read back."""

import csv
import io
import re
from collections.abc import Iterator

import msgspec

from qbank.cli import stdin
from qbank.errors import Kind, QbankError

_ID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def read_ids() -> tuple[str, ...]:
    """Read stdin to its end: full ids a line, TSV or CSV with an `id` column, JSON or NDJSON with an `id`.

    Repeats count once, in the order they came. Raises QbankError naming the line that is none of these.
    """
    data = stdin.stream("give ids on it, or a query instead of -").read()
    text = data.decode("utf-8-sig", "replace")
    return tuple(dict.fromkeys(_ids(text)))


def _ids(text: str) -> Iterator[str]:
    start = text.lstrip()[:1]
    if start == "[":
        yield from _of_values(_decoded(text, 1), 1)
    elif start == "{":
        # Only \n ends a line of JSON: others, such as U+2028, may stand inside of one.
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield from _of_values([_decoded(line, number)], number)
    else:
        yield from _of_lines(text)


def _decoded(text: str, line: int) -> list[object]:
    try:
        return msgspec.json.decode(text)  # type: ignore[no-any-return]  # looked at by _of_values
    except msgspec.DecodeError as error:
        raise _refused(line, f"no JSON: {error}") from error


def _of_values(values: object, line: int) -> Iterator[str]:
    for value in values if isinstance(values, list) else [values]:
        if not isinstance(value, dict):
            raise _refused(line, "no object with an id")
        if value.get("kind", "question") == "question":
            yield _whole(str(value.get("id", "")), line)


def _of_lines(text: str) -> Iterator[str]:
    rows = [(number, row) for number, row in enumerate(_rows(text), start=1) if any(map(str.strip, row))]
    if not rows:
        return
    heads = [head.strip().lower() for head in rows[0][1]]
    place, first = (heads.index("id"), 1) if "id" in heads else (0, 0)
    for number, row in rows[first:]:
        yield _whole(row[place] if place < len(row) else "", number)


def _rows(text: str) -> Iterator[list[str]]:
    """Take a table apart: TSV as qbank writes it, where a quote is a character like others, else CSV."""
    if "\t" in text.lstrip("\n").partition("\n")[0]:
        return (line.split("\t") for line in text.split("\n"))
    return iter(csv.reader(io.StringIO(text, newline="")))


def _whole(text: str, line: int) -> str:
    if _ID.fullmatch(text.strip()) is None:
        raise _refused(line, f"{text.strip()[:40]!r} is no full id")
    return text.strip().lower()


def _refused(line: int, reason: str) -> QbankError:
    return QbankError(
        Kind.USAGE,
        f"stdin, line {line}: {reason}",
        hint="give it what `qbank question list --format ids` prints; a table needs an `id` column",
    )
