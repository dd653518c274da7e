"""What a bank offers for a value: categories level by level, tags, ids with their titles, documents."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from qbank.cli.completion.asked import Asked
from qbank.cli.completion.candidates import Candidate, begins
from qbank.db.peek import Row

SHORTEST = 6
"""How many characters of an id are shown at least, as in listings."""
SHORTEST_NOTE = 8
EXTERNAL = "ext:"
_SLASH = "\0"


def categories(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the paths of one level: what lies below the path that was typed up to its last slash."""
    *above, _ = typed.replace("//", _SLASH).split("/")
    parent = ""
    for name in above:
        if (found := _child(asked.bank.children(parent), name.replace(_SLASH, "/"))) is None:
            return []
        parent = found
    before = typed[: sum(len(name.replace(_SLASH, "//")) + 1 for name in above)]
    return [
        Candidate(f"{before}{name.replace('/', '//')}{'/' if below else ''}", description or "", not below)
        for _, name, description, below in asked.bank.children(parent)
    ]


def _child(rows: Iterable[Row], name: str) -> str | None:
    """Find the id of a category by its name: as spelt, else without regard to case."""
    alike = [(id, spelt) for id, spelt, *_ in rows if spelt.lower() == name.strip().lower()]
    exact = [id for id, spelt in alike if spelt == name.strip()]
    return next(iter([*exact, *(id for id, _ in alike)]), None)


def tags(asked: Asked, typed: str) -> Iterator[Candidate]:
    """Offer tags as they are spelt."""
    import json

    from qbank.domain.text import fold

    for folded, spelt in asked.bank.tags(fold(typed)):
        as_spelt = [tag for tag in json.loads(spelt or "[]") if isinstance(tag, str) and fold(tag) == folded]
        yield Candidate(next(iter(as_spelt), folded))


def questions(asked: Asked, typed: str) -> list[Candidate]:
    """Offer ids with the beginnings of their titles: the newest where nothing is typed."""
    if begins(typed, EXTERNAL):
        return [
            each._replace(text=typed[: len(EXTERNAL)] + each.text)
            for each in external_ids(asked, typed[len(EXTERNAL) :])
        ]
    if not typed:
        by_author = [Candidate(EXTERNAL, "the id its author or its file gave it", whole=False)]
        return [*ids(asked, ""), *(by_author if asked.bank.external_ids("") else [])]
    return ids(asked, typed) or [Candidate(EXTERNAL, whole=False)]


def ids(asked: Asked, typed: str) -> list[Candidate]:
    """Offer ids, as short as they are unique, with the beginnings of their titles."""
    begun = typed.lower()
    if not typed:
        return _short(asked.bank.newest_questions(), 0)
    return _short(asked.bank.question_ids(begun), len(typed)) if _is_id(begun) else []


def trash(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the ids of what is in the trash."""
    deleted = [Candidate(id, f"category {name}") for id, name in asked.bank.deleted_categories()]
    begun = typed.lower()
    if not typed:
        return deleted + _short(asked.bank.newest_deleted(), 0)
    return deleted + (
        _short(asked.bank.question_ids(begun, deleted=True), len(typed)) if _is_id(begun) else []
    )


def _is_id(text: str) -> bool:
    return set(text) <= set("0123456789abcdef-")


def _short(rows: Iterable[Row], least: int) -> list[Candidate]:
    return [
        Candidate(
            id[: max(SHORTEST, least, *(_shared(id, other or "") + 1 for other in (before, after)))], said
        )
        for id, said, before, after in rows
    ]


def _shared(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))


def external_ids(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the authors' own ids."""
    return [Candidate(id, said or "") for id, said in asked.bank.external_ids(typed)]


def documents(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the titles of documents."""
    return [Candidate(title, author or "") for title, author in asked.bank.documents()]


def recent(asked: Asked, column: str) -> list[Candidate]:
    """Offer what the newest questions say in a column."""
    return [Candidate(str(value)) for (value,) in asked.bank.recent(column)]


def own_fields(asked: Asked) -> list[Candidate]:
    """Offer the names of own fields."""
    return [Candidate(name) for name, _ in groupby(name for name, _ in asked.bank.own_fields())]


def own_values(asked: Asked, name: str) -> list[Candidate]:
    """Offer the values of one own field."""
    found = (value for field, value in asked.bank.own_fields() if field.lower() == name.lower())
    return [Candidate(str(value)) for value in found if value is not None]


def changes(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the numbers of the newest changes, and what each did."""
    return [Candidate(str(number), message) for number, message in asked.bank.changes()]


def saved(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the names of saved queries, and what each is."""
    return [Candidate(name, query) for name, query in asked.bank.saved_queries()]


def notes(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the newest notes by the beginnings of their ids, and what each says."""
    return [Candidate(id[:SHORTEST_NOTE], text) for id, text in asked.bank.notes()]


def imports(asked: Asked, typed: str) -> list[Candidate]:
    """Offer imports, and the file of each."""
    return [Candidate(id, name) for id, name in asked.bank.imports()]


def backups(asked: Asked, typed: str) -> list[Candidate]:
    """Offer the backups of the bank, the newest first."""
    from qbank.db.beside import backup_paths

    return [] if asked.bank_path is None else [Candidate(path.name) for path in backup_paths(asked.bank_path)]
