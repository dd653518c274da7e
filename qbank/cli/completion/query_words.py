"""What may stand as a word of a query: a field and its colon, then the field's values."""

from collections.abc import Callable, Iterable, Mapping

from qbank.cli.completion import bank_values
from qbank.cli.completion.asked import Asked
from qbank.cli.completion.candidates import Candidate, beginning, behind, words
from qbank.query.fields import FIELDS, NEVER_ABSENT, OWN_FIELD, PRESENCE, Field, ValueKind, known_field
from qbank.query.mistakes import quoted

Source = Callable[[Asked, str], Iterable[Candidate]]
_SIGNS = "-({"
_LISTS = (ValueKind.IDS, ValueKind.LIST, ValueKind.TAG, ValueKind.CHOICE, *NEVER_ABSENT)
_OWN = OWN_FIELD.name.partition(".")[0] + "."
_SYNTAX = frozenset('"(){}[]*\\')


def query_words(asked: Asked, typed: str) -> list[Candidate]:
    """Offer fields, or the values of the field that was typed."""
    if typed.startswith("--"):
        return []
    body = typed.lstrip(_SIGNS)
    signs = typed[: len(typed) - len(body)]
    head, colon, value = body.partition(":")
    if not colon:
        return behind(signs, [*_fields(asked, body), *(_connectives(body) if not signs else ())])
    field = known_field(head)
    return [] if field is None else behind(f"{signs}{head}:", _values(field, asked, value))


def _fields(asked: Asked, typed: str) -> list[Candidate]:
    if typed.lower().startswith(_OWN):
        own = beginning(typed[len(_OWN) :], bank_values.own_fields(asked))
        return [Candidate(f"{typed[: len(_OWN)]}{_own_name(each.text)}:", whole=False) for each in own]
    named = (field for field in FIELDS if field is not OWN_FIELD)
    found = beginning(typed, [Candidate(f"{field.name}:", field.help, whole=False) for field in named])
    return found + beginning(typed, [Candidate(_OWN, OWN_FIELD.help, whole=False)])


def _own_name(name: str) -> str:
    return name if all(char.isalnum() or char in "_-." for char in name) else quoted(name)


def _connectives(typed: str) -> list[Candidate]:
    """NOT and OR are offered to who has begun to write them: a query seldom needs one."""
    return [Candidate(word) for word in ("NOT", "OR") if typed and word.startswith(typed)]


def _values(field: Field, asked: Asked, typed: str) -> list[Candidate]:
    before = _done(field, typed)
    rest = typed[len(before) :]
    literal = rest.startswith('"')
    begun = rest[1:].replace('\\"', '"').replace("\\\\", "\\") if literal else rest
    known = _SOURCES.get(field.name, _recent_or_own)(field, asked, begun)
    given = {value.removeprefix("=").lower() for value in before.split(",")}
    found = [each for each in beginning(begun, known) if each.text.lower() not in given]
    spelt = [each._replace(text=_spelt(each, field, literal=literal)) for each in found]
    presence = (
        [] if literal or field.kind in (ValueKind.IDS, *NEVER_ABSENT) else beginning(rest, words(PRESENCE))
    )
    return behind(before, [*spelt, *presence])


def _done(field: Field, typed: str) -> str:
    """Give what of a value is finished: the values before the last comma, the sign for one category alone."""
    before = typed[: typed.rfind(",") + 1] if field.kind in _LISTS else ""
    alone = field.kind in (ValueKind.PATH, ValueKind.TAG) and typed[len(before) :].startswith("=")
    return f"{before}=" if alone else before


def _spelt(value: Candidate, field: Field, *, literal: bool) -> str:
    """Write a value so that nothing in it is syntax of the language."""
    if not literal and not _is_syntax(value.text, field):
        return value.text
    return quoted(value.text) if value.whole else quoted(value.text)[:-1]


def _is_syntax(text: str, field: Field) -> bool:
    if text.lower() in PRESENCE or text[:1] in ("=", "-") or not _SYNTAX.isdisjoint(text):
        return True
    if field.kind in _LISTS and "," in text:
        return True
    # An argument with blanks is one term, unless something in it looks like another.
    return " " in text and (":" in text or not {"OR", "AND"}.isdisjoint(text.split()))


def _recent_or_own(field: Field, asked: Asked, typed: str) -> Iterable[Candidate]:
    if field.choices:
        return words(field.choices)
    if field.kind is ValueKind.DATE:
        return words(("today", "yesterday", "7d", "30d", "1y"))
    if field.name.startswith(_OWN):
        return bank_values.own_values(asked, field.name.removeprefix(_OWN))
    return ()


def _of_bank(source: Source) -> Callable[[Field, Asked, str], Iterable[Candidate]]:
    return lambda field, asked, typed: source(asked, typed)


def _recent(field: Field, asked: Asked, typed: str) -> Iterable[Candidate]:
    return bank_values.recent(asked, field.name)


_SOURCES: Mapping[str, Callable[[Field, Asked, str], Iterable[Candidate]]] = {
    "id": _of_bank(bank_values.ids),
    "ext": _of_bank(bank_values.external_ids),
    "category": _of_bank(bank_values.categories),
    "tag": _of_bank(bank_values.tags),
    "document": _of_bank(bank_values.documents),
    "import": _of_bank(bank_values.imports),
    "change": _of_bank(bank_values.changes),
    "author": _recent,
    "licence": _recent,
    "language": _recent,
    "saved": _of_bank(bank_values.saved),
    "assignee": _recent,
    "status-by": lambda field, asked, typed: bank_values.recent(asked, "status_by"),
    "rating": lambda field, asked, typed: words(map(str, range(6))),
}
