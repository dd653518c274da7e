"""What each column of a table holds: by its name, by what the person said, or by an unmistakable shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import NoReturn

from qbank.domain.text_width import one_line
from qbank.errors import Kind, QbankError
from qbank.formats.base import Place, Unreadable
from qbank.formats.table_columns import RANK, Field, field_of, plain
from qbank.formats.table_groups import counted_columns
from qbank.formats.table_packed import Packing

_SEVERAL = (
    Field.OPTIONS,
    Field.DISTRACTORS,
    Field.ANSWER,
    Field.CATEGORY,
    Field.CREDIT,
    Field.FEEDBACK,
    Field.HINT,
)
SHOWN = 40
"""So much of a column's name is said: what was taken for a header may be a row of text."""
_HOW = "--map stem=COLUMN --map options=COLUMN,COLUMN,… --map answer=COLUMN says what is where"


@dataclass
class Columns:
    """The columns of a table by what they hold; places count from 0, `others` go to a question's fields.

    `packing` tells how the one column of the choices holds several. `marked` means that the right choices
    bear a mark. `encoded` means that the cells are URL-encoded.
    """

    names: list[str]
    held: dict[Field, list[int]] = field(default_factory=dict)
    header_line: int = 0
    truth_numbers: bool = False
    packing: Packing | None = None
    marked: bool = False
    encoded: bool = False

    @property
    def stem(self) -> int:
        """The column of the question's text."""
        return self.held[Field.STEM][0]

    def places(self, of: Field) -> list[int]:
        """The columns of a field, none where the table lacks it."""
        return self.held.get(of, [])

    @property
    def choices(self) -> list[int]:
        """The columns that hold one choice each, wrong ones only where the table calls them distractors."""
        return self.places(Field.OPTIONS) or self.places(Field.DISTRACTORS)

    @property
    def is_packed(self) -> bool:
        """Whether one column is to hold all choices."""
        return len(self.choices) == 1

    @cached_property
    def first(self) -> dict[Field, int]:
        """The first column of each field, once all that were understood stand in `held`."""
        return {of: places[0] for of, places in self.held.items() if places}

    @cached_property
    def key_place(self) -> int | None:
        """The column of the key, once all are known, where there is just one."""
        places = self.places(Field.ANSWER)
        return places[0] if len(places) == 1 else None

    @cached_property
    def choice_places(self) -> list[int]:
        """The columns of the choices, once all are known."""
        return self.choices

    @cached_property
    def has_distractors(self) -> bool:
        """Whether the table calls its wrong choices so, once all columns are known."""
        return bool(self.places(Field.DISTRACTORS))

    @cached_property
    def has_credit(self) -> bool:
        """Whether the table says beside each choice what it earns, once all columns are known."""
        return bool(self.places(Field.CREDIT))

    @cached_property
    def others_named(self) -> list[tuple[str, int]]:
        """The columns that were not understood with their names, once all that were stand in `held`."""
        return [(self.names[place], place) for place in self.others]

    @cached_property
    def needed(self) -> int:
        """The last column that a row must reach: the stem's, or that of the first key."""
        return max([*self.places(Field.STEM), *self.places(Field.ANSWER)[:1]])

    @cached_property
    def others(self) -> list[int]:
        """The columns that were not understood, once all that were stand in `held`."""
        return self.free()

    def free(self) -> list[int]:
        """The columns that hold nothing yet."""
        known = {place for places in self.held.values() for place in places}
        return [place for place in range(len(self.names)) if place not in known]

    def said(self, delimiter: str) -> str:
        """Say in one line which column was read as what."""
        parts = [
            f"{of}={','.join(self.names[place] for place in places)}" for of, places in self.held.items()
        ]
        kept = ", ".join(self.names[place] for place in self.others)
        between = {"\t": "columns by tabs, ", "": ""}.get(delimiter, f"columns by '{delimiter}', ")
        header = f"header on line {self.header_line}" if self.header_line else "no header"
        more = [f"as fields: {kept}"] if kept else []
        if self.packing is not None:
            more.append(f"choices in one cell, {self.packing}")
        if self.marked:
            more.append("the right choice bears a mark")
        if self.encoded:
            more.append("cells are URL-encoded")
        return f"{between}{header}: {'; '.join([*parts, *more])}"


def names_of(header: Sequence[str]) -> list[str]:
    """Give every column a name of its own: its header, numbered where repeated, or `column 3` where blank."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(header):
        base = " ".join(cell.split()) or f"column {place + 1}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} {count}"
        taken.add(name)
        names.append(name)
    return names


def columns_by_header(header: Sequence[str], said: Mapping[str, str], line: int) -> Columns:
    """Understand the columns of a header; what the person said goes before what the names suggest.

    Raises Unreadable where the columns do not make questions, and QbankError (usage) for a mapping that
    names no field or no column.
    """
    columns = Columns(names_of(header), header_line=line)
    _take_said(columns, said)
    plains = [plain(cell) for cell in header]
    _take_counted(columns, plains)
    _take_named(columns, plains)
    columns.truth_numbers = any(name in ("truefalse name", "true false name") for name in plains)
    _require_questions(columns)
    return columns


def columns_by_number(width: int, said: Mapping[str, str]) -> Columns:
    """Make columns of a table without a header from what the person said. Raises as columns_by_header."""
    columns = Columns(names_of([""] * width))
    _take_said(columns, said)
    if not columns.places(Field.STEM):
        refuse(columns, "the table has no header")
    return columns


def names_all(header: Sequence[str], said: Mapping[str, str]) -> bool:
    """Tell whether a row holds every column name that the person said, and at least one that is no number."""
    names = Columns(names_of(header))
    wanted = [value for value in said.values() if not value.replace(",", "").strip().isdecimal()]
    return bool(wanted) and all(_found(names, value) is not None for value in wanted)


def refuse(columns: Columns, reason: str) -> NoReturn:
    """Raise Unreadable with a reason, the columns there are, and how to say what they hold."""
    seen = ", ".join(
        f"{place + 1} {one_line(name, SHOWN)!r}" for place, name in enumerate(columns.names[:20])
    )
    line = columns.header_line or None
    raise Unreadable(f"{reason}; the columns are {seen}", Place(line=line), hint=_HOW)


def _shown(columns: Columns) -> str:
    return ", ".join(one_line(name, SHOWN) for name in columns.names)


def _take_said(columns: Columns, said: Mapping[str, str]) -> None:
    for name, value in said.items():
        places = _found(columns, value)
        if places is None:
            message = f"--map {name}={value}: the table has no such column"
            raise QbankError(Kind.USAGE, message, hint=f"its columns are {_shown(columns)}")
        of = _field_said(name)
        if len(places) > 1 and of not in _SEVERAL:
            raise QbankError(Kind.USAGE, f"--map {name} takes one column, not {len(places)}")
        columns.held[of] = places


def _field_said(name: str) -> Field:
    try:
        return Field(name.strip().lower())
    except ValueError as error:
        known = [str(of) for of in Field]
        near = get_close_matches(name, known, n=1)
        meant = f"did you mean {near[0]}? " if near else ""
        hint = f"{meant}the fields are {', '.join(known)}"
        raise QbankError(Kind.USAGE, f"--map knows no field {name!r}", hint=hint) from error


def _found(columns: Columns, value: str) -> list[int] | None:
    whole = _one(columns, value)
    if whole is not None:
        return [whole]
    parts = [_one(columns, part) for part in value.split(",")]
    return None if None in parts else [part for part in parts if part is not None]


def _one(columns: Columns, value: str) -> int | None:
    value = " ".join(value.split())
    if value in columns.names:
        return columns.names.index(value)
    folded = [name.casefold() for name in columns.names]
    if folded.count(value.casefold()) == 1:
        return folded.index(value.casefold())
    number = int(value) if value.isdecimal() and len(value) < 6 else 0
    return number - 1 if 1 <= number <= len(columns.names) else None


def _take_counted(columns: Columns, plains: Sequence[str]) -> None:
    """Take the columns that count: one a choice, and those that say something of each of these."""
    counted = counted_columns({place: plains[place] for place in columns.free()}, columns.choices)
    for of, places in counted.items():
        columns.held.setdefault(of, places)


def _take_named(columns: Columns, plains: Sequence[str]) -> None:
    named = [(place, of) for place in columns.free() if (of := field_of(plains[place])) is not None]
    for place, of in sorted(named, key=lambda pair: RANK[plains[pair[0]]]):
        if of is Field.CATEGORY:
            columns.held.setdefault(of, []).append(place)
            columns.held[of].sort()
        elif of is Field.CREDIT:
            _take_lone_credit(columns, place)
        elif of not in (Field.OPTIONS, Field.DISTRACTORS) or not columns.choices:
            columns.held.setdefault(of, [place])


def _take_lone_credit(columns: Columns, place: int) -> None:
    """Take one column of shares where one column holds all that they are for."""
    if len(columns.choices) < 2:
        columns.held.setdefault(Field.CREDIT, [place])


def _require_questions(columns: Columns) -> None:
    if not columns.places(Field.STEM):
        refuse(columns, "no column holds the question")
