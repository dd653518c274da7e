"""A record on its way to a question: its texts decoded, its choices and key taken out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from qbank.formats.answer_keys import KeyColumn, positions
from qbank.formats.base import AnswerStyle
from qbank.formats.json_choices import Choices, choices_of, inline_choices
from qbank.formats.json_coding import TextCoding
from qbank.formats.json_containers import Around, Candidate
from qbank.formats.json_keys import OPTION_LABELS, OPTION_TEXTS, plain_name
from qbank.formats.json_mapping import Shape
from qbank.formats.json_types import Declared, declared
from qbank.formats.json_values import scalar_text, text
from qbank.formats.key_readings import letters_of
from qbank.formats.truth_words import truth


@dataclass(frozen=True, slots=True)
class Draft:
    """One record read. `key` is None where the file gives none."""

    parts: dict[str, Any]
    shape: Shape
    around: Around
    declared: Declared
    stem: str
    choices: Choices | None
    key: Any
    by_index: bool = False
    by_id: bool = False

    def part(self, name: str) -> Any:
        """Give the value of a part, None where the record has none."""
        path = self.shape.paths.get(name)
        return None if path is None else self.parts[path]

    @property
    def needs_key(self) -> bool:
        """Whether its choices are right or wrong by what the key says."""
        return self.choices is not None and self.choices.fractions is None and bool(self.choices.values)

    @property
    def _key_texts(self) -> list[str]:
        # A key that the file calls an index is no choice's text, though a choice may read `2`.
        texts = self.choices.texts if self.choices else []
        return [""] * len(texts) if self.by_index else texts

    @property
    def _key_labels(self) -> list[str] | None:
        if self.choices is None or self.by_index or (self.choices.numbered and not self.by_id):
            return None
        return self.choices.labels

    def add_to(self, column: KeyColumn) -> bool:
        """Let the key tell what keys of this file mean; False where the record has none that could."""
        if not self.needs_key or self.key is None:
            return False
        column.add(self.key, self._key_texts, self._key_labels)
        return True

    def positions(self, style: AnswerStyle) -> list[int]:
        """Give the positions of the right choices. Raises KeyProblem."""
        return positions(self.key, self._key_texts, style, self._key_labels)


def draft_of(candidate: Candidate, coding: TextCoding) -> Draft:
    """Read a record as far as it can be read without the rest of its file."""
    parts, shape = coding.read(candidate.parts), candidate.shape
    choices = choices_of(parts, shape)
    key_path = shape.paths.get("key")
    key = _key(parts[key_path], choices) if key_path is not None else None
    stem = text(parts[shape.paths["stem"]]).strip()
    if choices is None and isinstance(key, str) and letters_of(key) and (inline := inline_choices(stem)):
        stem, choices = inline
    type_path = shape.paths.get("type")
    kind = declared(text(parts[type_path])) if type_path is not None else None
    key_name = plain_name((key_path or "").rpartition(".")[2])
    around = candidate.around
    if around.passage:
        around = replace(around, passage=coding.read({"": around.passage})[""])
    return Draft(
        parts,
        shape,
        around,
        kind or _by_single(parts, shape) or Declared(),
        stem,
        choices,
        key,
        by_index="index" in key_name or "indices" in key_name or key_name.endswith("idx"),
        by_id=key_name.endswith(("id", "ids")),
    )


def _by_single(parts: Mapping[str, Any], shape: Shape) -> Declared | None:
    path = shape.paths.get("single")
    several = truth(parts[path]) if path is not None else None
    return None if several is None else Declared(None, not several, True)


def _key(value: Any, choices: Choices | None) -> Any:
    """Bring a key to a text, a number, a boolean, or a list of these; None for no key."""
    if isinstance(value, list):
        found = [one for part in value if (one := _key(part, choices)) is not None] if choices else value
        return found or None
    if isinstance(value, dict):
        return _named_in(value, choices) if choices else value
    return None if value is None or (isinstance(value, str) and not value.strip()) else value


def _named_in(value: dict[str, Any], choices: Choices) -> Any:
    flags = _flags(value, choices)
    if flags is not None:
        return flags
    names = {plain_name(key): key for key in value}
    labels = choices.labels or []
    found = [scalar_text(value[names[name]]) for name in (*OPTION_LABELS, *OPTION_TEXTS) if name in names]
    named = [one for one in found if one in labels]
    return next((one for one in (*named, *found) if one), None)


def _flags(value: dict[str, Any], choices: Choices) -> list[bool] | None:
    """Read `{"a": true, "b": false}` and `{"answer_a_correct": "true", …}`."""
    truths = [truth(one) for one in value.values()]
    labels = choices.labels or []
    if not labels or any(one is None for one in truths):
        return None
    names = [key.removesuffix("_correct") for key in value]
    said = dict(zip(names, truths, strict=True))
    return [bool(said.get(label)) for label in labels] if set(labels) <= set(names) else None
