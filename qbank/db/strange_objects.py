"""What no qbank ever puts into a bank: triggers, views and virtual tables that somebody else made.

A trigger runs when a row is written, and a view where a table is expected runs when it is read: a bank that
holds one does what its maker wants, not what the command says.
"""

STRANGE = (
    "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
    " OR (sql LIKE 'CREATE VIRTUAL TABLE%' AND name <> 'question_search') LIMIT 1"
)
"""Finds one of them, by its type and name."""
