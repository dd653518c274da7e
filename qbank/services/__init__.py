"""Plain async functions `(session, …)`: they never commit, never print, and hand out domain values.

A service's module is imported when its name is first used, so that commands may import this package at their
top without paying for SQLAlchemy in `--help` and completion.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qbank.services import (
        auditing as auditing,
        categories as categories,
        category_merging as category_merging,
        change_contents as change_contents,
        change_log as change_log,
        changing as changing,
        checks as checks,
        copying as copying,
        documents as documents,
        dumping as dumping,
        duplicates as duplicates,
        editing as editing,
        exporting as exporting,
        field_defining as field_defining,
        field_moving as field_moving,
        finding as finding,
        import_near as import_near,
        importing as importing,
        listing as listing,
        loading as loading,
        media as media,
        notes as notes,
        overview as overview,
        own_fields as own_fields,
        preferences as preferences,
        printing as printing,
        pruning as pruning,
        question_history as question_history,
        question_merging as question_merging,
        questions as questions,
        relevance as relevance,
        replacing as replacing,
        row_sums as row_sums,
        saved_places as saved_places,
        saved_queries as saved_queries,
        statistics as statistics,
        tags as tags,
        trash as trash,
        undo_conflicts as undo_conflicts,
        undoing as undoing,
        updating as updating,
        writing as writing,
    )

__all__ = [
    "auditing",
    "categories",
    "category_merging",
    "change_contents",
    "change_log",
    "changing",
    "checks",
    "copying",
    "documents",
    "dumping",
    "duplicates",
    "editing",
    "exporting",
    "field_defining",
    "field_moving",
    "finding",
    "import_near",
    "importing",
    "listing",
    "loading",
    "media",
    "notes",
    "overview",
    "own_fields",
    "preferences",
    "printing",
    "pruning",
    "question_history",
    "question_merging",
    "questions",
    "relevance",
    "replacing",
    "row_sums",
    "saved_places",
    "saved_queries",
    "statistics",
    "tags",
    "trash",
    "undo_conflicts",
    "undoing",
    "updating",
    "writing",
]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
