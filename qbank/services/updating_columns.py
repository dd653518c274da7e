"""What the columns of a file of values mean: the key, a field to set, or something that is left alone."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from qbank.domain.question import QuestionDocument
from qbank.domain.question_key import Key
from qbank.errors import Kind, QbankError
from qbank.formats.table_form import is_own
from qbank.services.columns import COLUMNS

ENUMERATIONS = ("difficulty", "status")
NUMBERS = ("rating", "points")
LINES = ("author", "licence", "language", "assignee")
NAMED = ("category", "document")
TAGS = ("tags", "add_tags", "remove_tags")
FIELDS = (*ENUMERATIONS, *NUMBERS, *NAMED, *LINES, *TAGS)
"""What a column may set; `field.NAME` and, in JSON, `fields` set own fields."""

OWN, ALL_OWN = "field.", "fields"
KEY = "key"
_LISTED = frozenset((*COLUMNS, *QuestionDocument.__struct_fields__, "kind"))
"""The names a listing or an export has: those that are neither key nor set are left alone."""


def require_field(name: str, option: str) -> str:
    """Give a field as it is called here. Raises QbankError naming those there are, nearest first."""
    plain = _plain(name)
    if plain in FIELDS or (plain.startswith(OWN) and len(plain) > len(OWN)):
        return plain
    near = get_close_matches(plain, FIELDS, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {_settable()}"
    raise QbankError(Kind.USAGE, f"{option}: there is no field {name!r} to set", hint=hint)


def _plain(name: str) -> str:
    """Give a column's name as a listing writes it; own fields keep their spelling."""
    tidy = " ".join(name.split())
    if tidy.casefold().startswith(OWN):
        return OWN + tidy[len(OWN) :]
    return tidy.casefold().replace(" ", "_")


def _is_listed(name: str) -> bool:
    """Tell whether qbank itself writes a column of this name: in a listing, an export, or its own table."""
    return _plain(name) in _LISTED or is_own(name)


@dataclass(slots=True)
class Roles:
    """What each column is: `KEY`, a field's name, or None for one that is left alone.

    `said` is what the person said, field or key -> column; a column's number counts from 1. With a said
    mapping, columns that are not known are left alone; without one they are `unknown`, and refused.
    """

    key: Key
    said: Mapping[str, str] = field(default_factory=dict)
    roles: dict[str, str | None] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    _columns: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, column in self.said.items():
            self._columns[" ".join(column.split()).casefold()] = self._meant(name)

    def _meant(self, name: str) -> str:
        if _plain(name) in (self.key.value, self.key.column):
            return KEY
        return require_field(name, f"--map {name}={self.said[name]}")

    def knows(self, name: str) -> bool:
        """Tell whether a column of this name is understood; a table's delimiter is found by it."""
        return self._by_name(name) is not None or _is_listed(name)

    def read_header(self, names: Sequence[str]) -> None:
        """Learn the columns of a table. Raises QbankError for a mapping to a column it does not have."""
        folded = [name.casefold() for name in names]
        for column, meant in list(self._columns.items()):
            if column not in folded and column.isdecimal() and 1 <= int(column) <= len(names):
                self._columns[folded[int(column) - 1]] = self._columns.pop(column)
                column = folded[int(column) - 1]
            if column not in folded:
                raise self._missing(meant, names)
        for name in names:
            self.role(name)

    def role(self, name: str) -> str | None:
        """Tell what a column is; its name is remembered."""
        if name not in self.roles:
            self.roles[name] = found = self._by_name(name)
            if found is None and not _is_listed(name) and not self.said:
                self.unknown.append(name)
        return self.roles[name]

    def _by_name(self, name: str) -> str | None:
        if (said := self._columns.get(" ".join(name.split()).casefold())) is not None:
            return said
        plain = _plain(name)
        taken = self._columns.values()
        if plain in (self.key.value, self.key.column):
            return None if KEY in taken else KEY
        own = plain == ALL_OWN or (plain.startswith(OWN) and len(plain) > len(OWN))
        return plain if (plain in FIELDS or own) and plain not in taken else None

    @property
    def left_alone(self) -> list[str]:
        """The columns that neither name nor change a question."""
        return [name for name, role in self.roles.items() if role is None and name != "kind"]

    def require_useful(self) -> None:
        """Raise QbankError where columns are not understood, none is the key, or none says what to change."""
        if self.unknown:
            raise _not_understood(self.unknown)
        roles = list(self.roles.values())
        told = f"the columns are {', '.join(self.roles)}"
        for meant in self._columns.values():
            if meant not in roles:
                raise self._missing(meant, list(self.roles))
        self._refuse_doubles()
        if KEY not in roles:
            raise QbankError(
                Kind.BAD_DATA,
                f"no column {self.key.column!r} names the questions; {told}",
                hint=self._key_hint(),
            )
        if set(roles) <= {KEY, None}:
            raise QbankError(
                Kind.BAD_DATA, f"no column says what to change; {told}", hint=f"it may be {_settable()}"
            )

    def _refuse_doubles(self) -> None:
        places: dict[str, str] = {}
        for name, role in self.roles.items():
            if role is not None and places.setdefault(role, name) != name:
                raise QbankError(
                    Kind.BAD_DATA,
                    f"columns {places[role]!r} and {name!r} both hold {role}",
                    hint=f"--map {self.key if role == KEY else role}=COLUMN says which one counts",
                )

    def _missing(self, meant: str, names: Sequence[str]) -> QbankError:
        told = {self._meant(name): f"{name}={column}" for name, column in self.said.items()}
        return QbankError(
            Kind.USAGE,
            f"--map {told[meant]}: the file has no such column",
            hint=f"its columns are {', '.join(names)}",
        )

    def no_column(self, field: str) -> QbankError:
        """Say that the file has no column for a field."""
        return QbankError(
            Kind.USAGE,
            f"--value-map {field}: the file has no column for it",
            hint=f"its columns are {', '.join(self.roles)}; --map {field}=COLUMN says which one it is",
        )

    def _key_hint(self) -> str:
        present = {_plain(name) for name in self.roles}
        other = next((key for key in Key if key is not self.key and present & {key, key.column}), None)
        if other is not None:
            return f"--key {other} goes by that column"
        return f"--map {self.key}=COLUMN says which one does, or --key {'|'.join(Key)} goes by another"


def _settable() -> str:
    return f"{', '.join(FIELDS)} or {OWN}NAME"


def _not_understood(unknown: Sequence[str]) -> QbankError:
    near = get_close_matches(_plain(unknown[0]), FIELDS, n=1)
    meant = f"did you mean {near[0]}?" if near else f"the fields are {_settable()}."
    said = f"--map {shlex.quote(f'{near[0]}={unknown[0]}')}" if near else "--map FIELD=COLUMN"
    more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
    return QbankError(
        Kind.BAD_DATA,
        f"no field is called {', '.join(map(repr, unknown[:5]))}{more}",
        hint=f"{meant} With {said}, columns that mean nothing are left alone",
    )
