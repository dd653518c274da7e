"""What a bulk change asks for: one value for many questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qbank.domain import jsontext
from qbank.domain.text import fold
from qbank.domain.validation import tidy_tags


@dataclass(frozen=True, slots=True)
class SetRequest:
    """The values to set; None clears. Tags may be added, removed, or replaced all at once.

    `fields` are own fields by their names, those of `unset_fields` are taken away.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    category: str | None = None
    document: str | None = None
    clear_document: bool = False
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    unset_fields: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return self == SetRequest()

    @property
    def changes_tags(self) -> bool:
        """Tell whether tags are among what changes."""
        return bool(self.add_tags or self.remove_tags) or self.tags is not None

    @property
    def changes_fields(self) -> bool:
        """Tell whether own fields are among what changes."""
        return bool(self.fields or self.unset_fields)

    def retagged(self, stored: str) -> str:
        """Give the tags, as they are stored, that take the place of some."""
        tags = list(self.tags) if self.tags is not None else jsontext.decode(stored)
        gone = {fold(tag) for tag in self.remove_tags}
        kept = [tag for tag in tags if fold(tag) not in gone]
        return jsontext.encode_text(tidy_tags([*kept, *self.add_tags]))

    def refielded(self, stored: str) -> str:
        """Give the own fields, as they are stored, that take the place of some."""
        fields = {**jsontext.decode_exact(stored), **self.fields}
        kept = {name: value for name, value in fields.items() if name not in self.unset_fields}
        return jsontext.encode_text(kept)
