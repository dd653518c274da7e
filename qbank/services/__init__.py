"""Plain async functions `(session, …)`: they never commit, never print, and hand out domain values.

A service's module is imported when its name is first used, so that commands may import this package at their
top without paying for SQLAlchemy in `--help` and completion.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.services import (
        categories as categories,
        category_merging as category_merging,
        changing as changing,
        checks as checks,
        copying as copying,
        documents as documents,
        editing as editing,
        exporting as exporting,
        field_defining as field_defining,
        field_moving as field_moving,
        finding as finding,
        importing as importing,
        listing as listing,
        media as media,
        overview as overview,
        own_fields as own_fields,
        preferences as preferences,
        printing as printing,
        questions as questions,
        replacing as replacing,
        statistics as statistics,
        tags as tags,
        trash as trash,
        undoing as undoing,
        updating as updating,
        writing as writing,
    )

__all__ = [
    "categories",
    "category_merging",
    "changing",
    "checks",
    "copying",
    "documents",
    "editing",
    "exporting",
    "field_defining",
    "field_moving",
    "finding",
    "importing",
    "listing",
    "media",
    "overview",
    "own_fields",
    "preferences",
    "printing",
    "questions",
    "replacing",
    "statistics",
    "tags",
    "trash",
    "undoing",
    "updating",
    "writing",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
