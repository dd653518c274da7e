"""The parts of a question beside its stem and answers: difficulty, category, tags … and the owner's own."""

from collections.abc import Mapping
from typing import Any

from qbank.domain.category_path import join_path, split_path
from qbank.domain.question import Hint, QuestionDocument
from qbank.formats.difficulty_words import difficulty_of
from qbank.formats.json_draft import Draft
from qbank.formats.json_values import is_text, number, rich, scalar_text, text, words
from qbank.formats.truth_words import truth


class Leftovers:
    """The record's values that became no part yet; `take` one by its part's name."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._left = dict(draft.parts)

    def take(self, part: str) -> Any:
        """Give a part's value and leave it out of the owner's own fields; None where there is none."""
        path = self._draft.shape.paths.get(part)
        return None if path is None else self._left.pop(path, None)

    def take_group(self) -> None:
        """Leave out what stands in keys of its own for each choice."""
        for path in (*self._draft.shape.group, *self._draft.shape.wrong_group):
            self._left.pop(path, None)

    def put_back(self, part: str) -> None:
        """Keep a part's value as a field after all."""
        path = self._draft.shape.paths[part]
        self._left[path] = self._draft.parts[path]

    def fields(self) -> dict[str, Any]:
        """Give what nobody took, by the last name of its path if that is unique; empty ones are nothing."""
        names = [path.rpartition(".")[2] for path in self._left]
        left = zip(names, self._left.items(), strict=True)
        return {
            name if names.count(name) == 1 else path: value
            for name, (path, value) in left
            if value not in (None, "", [], {})
        }


def add_details(document: QuestionDocument, draft: Draft, left: Leftovers) -> None:
    """Give a document every part beside stem and answers; what cannot be understood becomes a field."""
    document.explanation = rich(left.take("explanation"), document.format)
    document.tags = words(left.take("tags"))
    document.external_id = scalar_text(left.take("external_id")) or draft.around.name or None
    document.details.hints = _hints(left.take("hints"), document)
    given = draft.around.given
    document.language = scalar_text(left.take("language")) or scalar_text(given.get("language"))
    document.author = scalar_text(left.take("author")) or scalar_text(given.get("author"))
    document.licence = scalar_text(left.take("licence")) or scalar_text(given.get("licence"))
    document.details.shuffle = truth_or_number(left.take("shuffle"))
    document.category = _category(draft, left)
    _add_title(document, left)
    _add_difficulty(document, left, given)
    _add_numbers(document, left)


def truth_or_number(value: Any) -> bool | None:
    """Read a switch: a boolean, a word for one, or 1 and 0."""
    if isinstance(value, int | str) and str(value) in ("0", "1"):
        return str(value) == "1"
    return truth(value)


def _hints(value: Any, document: QuestionDocument) -> list[Hint]:
    listed = value if isinstance(value, list) else [value]
    return [Hint(text=found) for one in listed if (found := rich(one, document.format)) is not None]


def _add_title(document: QuestionDocument, left: Leftovers) -> None:
    title = " ".join(text(left.take("title")).split())
    document.title = title or None


def _add_difficulty(document: QuestionDocument, left: Leftovers, given: Mapping[str, Any]) -> None:
    own = left.take("difficulty")
    document.difficulty = difficulty_of(text(own if is_text(own) else given.get("difficulty")))
    if is_text(own) and document.difficulty is None:
        left.put_back("difficulty")


def _add_numbers(document: QuestionDocument, left: Leftovers) -> None:
    for part in ("points", "time_limit"):
        value = left.take(part)
        found = number(value)
        if found is None or found < 0:
            if is_text(value):
                left.put_back(part)
        elif part == "points":
            document.points = float(found)
        else:
            document.details.time_limit = float(found)


def _category(draft: Draft, left: Leftovers) -> str | None:
    """Join the topics around a question with its own category; a category that is a number stays a field."""
    own = text(left.take("category")).strip()
    if own and number(own) is not None:
        left.put_back("category")
        own = ""
    names: list[str] = []
    for path in (text(draft.around.given.get("category")), join_path(draft.around.topics), own):
        below = list(split_path(_as_path(path, draft)))
        names += below[1:] if names and below[:1] == names[-1:] else below
    return join_path(names) or None


def _as_path(category: str, draft: Draft) -> str:
    # Open Trivia DB writes `Entertainment: Music`; elsewhere a colon is part of the name.
    return category.replace(": ", "/") if "distractors" in draft.shape.paths else category
