"""qbank's own table of questions: its columns, and what each of them holds.

A row is a question. Its choices stand one in a column, `option A`, `option B` …, and what is said of each of
them in columns that end in the same letter; a cell that speaks of several names them by their letters.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from qbank.formats.letters import letter, option_called

OWN = "field."
"""Begins the names of columns that hold the owner's own fields."""


class FormColumn(NamedTuple):
    """A column, or with `each` one for every letter or number: its name, and what it holds."""

    name: str
    holds: str
    each: str = ""


LETTERS, NUMBERS = "letters", "numbers"

COLUMNS: tuple[FormColumn, ...] = (
    FormColumn("id", "qbank's own id; leave it empty for a new question"),
    FormColumn("external_id", "your own number or name for it"),
    FormColumn("type", "single_choice, multiple_choice, true_false, short_answer, numerical, matching …"),
    FormColumn("title", "a short name"),
    FormColumn("stem", "the question"),
    FormColumn("format", "how its texts are marked up: plain, markdown, html, latex; plain where empty"),
    FormColumn("image", "the picture it is about"),
    FormColumn(
        "option", "a choice, an accepted answer, a step in its place, the left side of a pair", LETTERS
    ),
    FormColumn("match", "the right side of the pair; without a left side it is a wrong one", LETTERS),
    FormColumn(
        "answer", "the letters of the right choices; true or false; what is to be typed, as 9.81 +- 0.01"
    ),
    FormColumn("credit", "the percentages the options earn, where they are not shared evenly: 100; 50; 0"),
    FormColumn("feedback", "what is said to whoever gives that answer", LETTERS),
    FormColumn("case_sensitive", "yes, or the letters of the answers in which case matters"),
    FormColumn("wildcards", "yes, or the letters of the answers in which * stands for anything"),
    FormColumn("patterns", "yes, or the letters of the answers that are regular expressions"),
    FormColumn("fixed", "the letters of the options that keep their place when others are shuffled"),
    FormColumn("units", "units a number may have, with their factors: m = 1; cm = 0.01"),
    FormColumn("explanation", "what is said after the question"),
    FormColumn("correct_feedback", "what is said after a right answer"),
    FormColumn("partial_feedback", "what is said after a partly right one"),
    FormColumn("incorrect_feedback", "what is said after a wrong one"),
    FormColumn("hint", "a help after a wrong try", NUMBERS),
    FormColumn("solution", "how it is solved"),
    FormColumn("response_template", "what stands in an essay's box to begin with"),
    FormColumn("grader_info", "what whoever marks an essay is told"),
    FormColumn("sample_answer", "a good answer to an essay"),
    FormColumn("lines", "how many lines an essay's box has"),
    FormColumn("response_format", "what an essay's box takes"),
    FormColumn("attachments", "how many files may come with it"),
    FormColumn("file_types", "what files these may be"),
    FormColumn("category", "its path: Biology/Cells"),
    FormColumn("document", "where it comes from"),
    FormColumn("tags", "tags with commas between"),
    FormColumn("difficulty", "easy, medium or hard"),
    FormColumn("rating", "from 0 to 5"),
    FormColumn("points", "what it is worth"),
    FormColumn("status", "draft, review, ready or retired"),
    FormColumn("assignee", "who is to look at it"),
    FormColumn("language", "such as en"),
    FormColumn("author", "who wrote it"),
    FormColumn("licence", "how it may be used"),
    FormColumn("penalty", "the share lost by each further try: 0.1"),
    FormColumn("scoring", "another rule of scoring"),
    FormColumn("low", "the least it can score"),
    FormColumn("high", "the most it can score"),
    FormColumn("time_limit", "seconds"),
    FormColumn("shuffle", "yes or no: whether its options may be shuffled"),
    FormColumn("numbering", "how its options are numbered"),
    FormColumn("layout", "how it is laid out"),
    FormColumn("stimulus", "the id of the passage it is about, which is a row of type description above it"),
)
BY_NAME = {column.name: column for column in COLUMNS}
ALWAYS = ("id", "type", "stem", "answer", "category", "tags", "difficulty", "status")
"""The columns that are written even where no question has anything in them."""

_LETTERED = re.compile(
    rf"({'|'.join(column.name for column in COLUMNS if column.each == LETTERS)}) ([a-z]{{1,2}})"
)
_NUMBERED = re.compile(r"hint(?: (\d{1,3}))?")


def is_own(name: str) -> bool:
    """Tell whether a column of this name is one of qbank's own table."""
    return place_of(name) is not None


def place_of(name: str) -> tuple[str, int] | None:
    """Take a column's name apart into that of its kind, and which of these it is, from 0; None if unknown."""
    plain = " ".join(name.split())
    if plain.casefold().startswith(OWN) and len(plain) > len(OWN):
        return OWN + plain[len(OWN) :], 0
    folded = plain.casefold()
    if folded in BY_NAME and not BY_NAME[folded].each:
        return folded, 0
    if (numbered := _NUMBERED.fullmatch(folded)) is not None:
        return "hint", int(numbered[1] or 1) - 1
    lettered = _LETTERED.fullmatch(folded)
    at = option_called(lettered[2]) if lettered else None
    return None if lettered is None or at is None else (lettered[1], at)


def ordered(used: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Put columns into the order they are written in, own fields last."""
    rank = {column.name: number for number, column in enumerate(COLUMNS)}
    return sorted(set(used), key=lambda each: (rank.get(each[0], len(rank)), each))


def written(name: str, number: int) -> str:
    """Name a column: `option C`, `hint 2`, `stem`."""
    column = BY_NAME.get(name)
    if column is None or not column.each:
        return name
    if column.each == NUMBERS:
        return name if not number else f"{name} {number + 1}"
    return f"{name} {letter(number)}"
