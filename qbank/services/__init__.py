"""Plain async functions `(session, …)`: they never commit, never print, and hand out domain values.

A service's module is imported when its name is first used, so that commands may import this package at their
top without paying for SQLAlchemy in `--help` and completion.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.services import (
        categories as categories,
        changing as changing,
        checks as checks,
        documents as documents,
        exporting as exporting,
        importing as importing,
        listing as listing,
        media as media,
        overview as overview,
        preferences as preferences,
        printing as printing,
        questions as questions,
        statistics as statistics,
        trash as trash,
        undoing as undoing,
        writing as writing,
    )

__all__ = [
    "categories",
    "changing",
    "checks",
    "documents",
    "exporting",
    "importing",
    "listing",
    "media",
    "overview",
    "preferences",
    "printing",
    "questions",
    "statistics",
    "trash",
    "undoing",
    "writing",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
