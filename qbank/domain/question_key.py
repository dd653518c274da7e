"""By what a row of a file names a question that the bank has."""

from enum import StrEnum


class Key(StrEnum):
    """The ways to name one: its id or the beginning of it, its author's own id, its title."""

    ID = "id"
    EXT = "ext"
    TITLE = "title"

    @property
    def column(self) -> str:
        """The column that holds it in a listing."""
        return "external_id" if self is Key.EXT else self.value
