"""What a bulk change asks for: one value for many questions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SetRequest:
    """The values to set; None clears. Tags may be added, removed, or replaced all at once."""

    values: Mapping[str, Any] = field(default_factory=dict)
    category: str | None = None
    document: str | None = None
    clear_document: bool = False
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is asked for."""
        return self == SetRequest()

    @property
    def changes_tags(self) -> bool:
        """Tell whether tags are among what changes."""
        return bool(self.add_tags or self.remove_tags) or self.tags is not None
