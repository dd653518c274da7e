"""The rows of a file of values, checked and put aside with no bank open: keys, values, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from qbank.domain import jsontext
from qbank.domain.question_key import Key
from qbank.formats.value_table import ValueRow
from qbank.services.frames import Frames
from qbank.services.updating_columns import ALL_OWN, FIELDS, KEY, NAMED, OWN, TAGS, Roles
from qbank.services.updating_values import (
    Refused,
    ValueMaps,
    is_blank,
    key_of,
    mapped,
    own_of,
    printed,
    scalar,
    tags_of,
)


class CheckedRow(NamedTuple):
    """A row put aside: its line, its key as written and as compared, why it is refused, its values.

    `values` holds one value by field, None to clear it; `made` says in JSON how tags and own fields are to
    be made of those a question has.
    """

    line: int
    key: str | None
    wanted: str | None
    wrong: str | None
    values: dict[str, Any]
    made: str | None


@dataclass(slots=True)
class CheckedUpdate:
    """A file of values that was read: its rows, and what there is in any of them.

    `fields` are those of one value that a row sets; `names` are the categories and documents named.
    """

    name: str
    roles: Roles
    maps: ValueMaps = field(default_factory=dict)
    rows: Frames = field(default_factory=Frames)
    fields: dict[str, None] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in NAMED})
    makes: bool = False

    @property
    def key(self) -> Key:
        """By what its rows name questions."""
        return self.roles.key


def check(name: str, rows: Iterable[ValueRow], roles: Roles, maps: ValueMaps) -> CheckedUpdate:
    """Read all rows; what is wrong with one is kept with it.

    Raises QbankError where the columns as a whole are of no use, and for words mapped to no column.
    """
    update = CheckedUpdate(name, roles, maps)
    try:
        for row in rows:
            update.rows.add(tuple(_checked(update, row)))
        update.fields = {name: None for name in FIELDS if name in update.fields}
        if update.rows.count or roles.roles:
            roles.require_useful()
            _require_mapped(update)
        update.rows.flush()
    except BaseException:
        update.rows.close()
        raise
    return update


def _require_mapped(update: CheckedUpdate) -> None:
    present = set(update.roles.roles.values())
    for name in update.maps:
        if name not in present and ALL_OWN not in present:
            raise update.roles.no_column(name)


def _checked(update: CheckedUpdate, row: ValueRow) -> CheckedRow:
    key: str | None = None
    wanted: str | None = None
    values: dict[str, Any] = {}
    making: dict[str, Any] = {}
    wrong = row.wrong
    for column, cell in row.cells.items():
        role = update.roles.role(column)
        if role is None or is_blank(cell):
            continue
        try:
            if role == KEY:
                key = printed(cell)
                wanted = key_of(update.key, cell)
            else:
                _take(update, role, cell, values, making)
        except Refused as error:
            wrong = wrong or f"column {column!r}: {error}"
    if key is None:
        wrong = wrong or f"the row has no {update.key.column}"
    update.fields.update(dict.fromkeys(values))
    update.makes |= bool(making)
    return CheckedRow(row.line, key, wanted, wrong, values, jsontext.encode_text(making) if making else None)


def _take(
    update: CheckedUpdate, role: str, cell: Any, values: dict[str, Any], making: dict[str, Any]
) -> None:
    if role in TAGS:
        making[role] = tags_of(role, cell)
        if role == "tags" and isinstance(cell, str):
            making["printed"] = cell.strip()
    elif role == ALL_OWN:
        _take_all_own(update, cell, making)
    elif role.startswith(OWN):
        making.setdefault("fields", {})[role[len(OWN) :]] = own_of(mapped(update.maps, role, cell))
    else:
        values[role] = value = scalar(role, mapped(update.maps, role, cell))
        if role in NAMED and value is not None:
            update.names[role].add(value)


def _take_all_own(update: CheckedUpdate, cell: Any, making: dict[str, Any]) -> None:
    if not isinstance(cell, Mapping):
        raise Refused("own fields are an object, or columns field.NAME")
    for name, value in cell.items():
        if not is_blank(value):
            making.setdefault("fields", {})[name] = own_of(mapped(update.maps, OWN + name, value))
