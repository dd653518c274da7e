"""The table of fields: what may stand before a colon, and what may stand after it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from qbank.domain.kinds import Difficulty, QuestionType, Status
from qbank.query.parts import Feature


class ValueKind(StrEnum):
    """How what stands after the colon is read."""

    IDS = "ids"
    LIST = "list"
    CHOICE = "choice"
    PATH = "path"
    TAG = "tag"
    WORDS = "words"
    REGEX = "regex"
    PATTERN = "pattern"
    NUMBER = "number"
    DATE = "date"
    FEATURE = "feature"
    SAVED = "saved"


PRESENCE = {"any": True, "none": False}
NEVER_ABSENT = (ValueKind.FEATURE, ValueKind.SAVED, ValueKind.REGEX)
"""Fields that do not take `any` and `none`."""


class Field(NamedTuple):
    """One field: its name, how its value is read, and how it is explained to a person.

    `choices` are the canonical values of an enumeration; `synonyms` are other names people try.
    """

    name: str
    kind: ValueKind
    help: str
    example: str
    choices: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()


def _values(words: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in words)


OWN_FIELD = Field("field.NAME", ValueKind.PATTERN, "one of your own fields", "field.topic:mitosis")

FIELDS: tuple[Field, ...] = (
    Field(
        "id",
        ValueKind.IDS,
        "its id, or four or more characters of its beginning",
        "id:3f2a,91bc",
        synonyms=("ids", "uuid"),
    ),
    Field(
        "ext",
        ValueKind.LIST,
        "the id its author or its file gave it",
        "ext:Q-17",
        synonyms=("exts", "external", "external_id"),
    ),
    Field(
        "category",
        ValueKind.PATH,
        "a category and all below it; with `=`, that category alone",
        "category:Biology/Cells",
        synonyms=("categories", "cat"),
    ),
    Field(
        "type",
        ValueKind.CHOICE,
        "the kind of question",
        "type:single_choice",
        choices=_values(QuestionType),
        synonyms=("types", "question_type", "kind"),
    ),
    Field(
        "tag",
        ValueKind.TAG,
        "a tag, or one below it: `cell` finds `cell/wall`; with `=`, that tag alone",
        "tag:cell,exam",
        synonyms=("tags", "label", "labels", "keyword", "keywords"),
    ),
    Field(
        "difficulty",
        ValueKind.CHOICE,
        "the author's word for how hard it is",
        "difficulty:hard,medium",
        choices=_values(Difficulty),
        synonyms=("difficulties", "level"),
    ),
    Field("rating", ValueKind.NUMBER, "your rating, 0 to 5", "rating:3..", synonyms=("ratings", "stars")),
    Field(
        "points", ValueKind.NUMBER, "what it is worth", "points:1..2.5", synonyms=("point", "mark", "marks")
    ),
    Field(
        "status",
        ValueKind.CHOICE,
        "where it stands in its life",
        "status:draft,review",
        choices=_values(Status),
        synonyms=("statuses", "state"),
    ),
    Field(
        "status-since",
        ValueKind.DATE,
        "since when it has its status",
        "status-since:7d",
        synonyms=("status_since", "status_at", "status-at"),
    ),
    Field(
        "status-by",
        ValueKind.PATTERN,
        "who gave it its status",
        "status-by:ada",
        synonyms=("status_by", "moved-by"),
    ),
    Field(
        "assignee",
        ValueKind.PATTERN,
        "who is to look at it",
        "assignee:ada",
        synonyms=("assigned", "assignees", "reviewer"),
    ),
    Field("title", ValueKind.WORDS, "words of the title", "title:osmosis", synonyms=("titles", "name")),
    Field(
        "text",
        ValueKind.WORDS,
        "words of the question itself, the stem",
        "text:membrane",
        synonyms=("texts", "stem", "stems"),
    ),
    Field(
        "choice",
        ValueKind.WORDS,
        "words of any choice, right or wrong",
        "choice:ribosome",
        synonyms=("choices", "option", "options"),
    ),
    Field(
        "answer", ValueKind.WORDS, "words of a right answer", "answer:ATP", synonyms=("answers", "correct")
    ),
    Field(
        "explanation",
        ValueKind.WORDS,
        "words of the explanation",
        "explanation:enzyme",
        synonyms=("explanations", "rationale"),
    ),
    Field(
        "re",
        ValueKind.REGEX,
        "a regular expression, anywhere in its text",
        "re:^Which",
        synonyms=("regex", "regexp"),
    ),
    Field("author", ValueKind.PATTERN, "who wrote it", "author:Curie", synonyms=("authors",)),
    Field(
        "licence",
        ValueKind.PATTERN,
        "the terms it may be used under",
        "licence:CC-BY-4.0",
        synonyms=("licences", "license", "licenses"),
    ),
    Field(
        "language", ValueKind.PATTERN, "its language", "language:en", synonyms=("languages", "lang", "langs")
    ),
    Field(
        "document",
        ValueKind.PATTERN,
        "the document it came from",
        "document:midterm-2025",
        synonyms=("documents", "doc", "docs", "source", "sources"),
    ),
    Field("import", ValueKind.LIST, "the import that brought it", "import:7c1e", synonyms=("imports",)),
    Field("change", ValueKind.LIST, "a change it was part of", "change:5d0b", synonyms=("changes",)),
    Field("created", ValueKind.DATE, "when it came into the bank", "created:2026-01..", synonyms=("added",)),
    Field(
        "updated", ValueKind.DATE, "when it last changed", "updated:7d", synonyms=("modified", "updated_at")
    ),
    OWN_FIELD,
    Field(
        "has",
        ValueKind.FEATURE,
        "what it holds",
        "has:image,math",
        choices=_values(Feature),
    ),
    Field("saved", ValueKind.SAVED, "a query you have saved", "saved:to-check", synonyms=("query",)),
)


def _by_word() -> Mapping[str, Field]:
    named = {field.name: field for field in FIELDS if field is not OWN_FIELD}
    return named | {word: field for field in named.values() for word in field.synonyms}


_BY_WORD = _by_word()
OWN_PREFIXES = ("field.", "fields.")


def known_field(word: str) -> Field | None:
    """The field `word` names, by its name or a synonym, in any case; None where there is none.

    `field.NAME` gives a field of that very name; NAME keeps its spelling.
    """
    lowered = word.strip().lower()
    if lowered.startswith(OWN_PREFIXES):
        name = word.strip().partition(".")[2].strip()
        return OWN_FIELD._replace(name=f"field.{name}") if name else None
    return _BY_WORD.get(lowered)


def is_negated_term(argument: str) -> bool:
    """Whether an argument that begins with `-` is a term of a query and cannot be an option.

    So it is with a known field and a colon, a bracket, or a quote; `-krebs` may be an option.
    """
    if not argument.startswith("-"):
        return False
    body = argument[1:]
    if body.startswith(('"', "(", "{", "[")):
        return True
    head, colon, _ = body.partition(":")
    return bool(colon) and known_field(head) is not None
