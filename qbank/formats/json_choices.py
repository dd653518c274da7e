"""The choices of a record, in whichever way it writes them, and what each says of itself."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, TypeVar

from qbank.formats.choice_labels import without_labels
from qbank.formats.json_keys import FLAG_NAMES, OPTION_LABELS, OPTION_TEXTS, plain_name
from qbank.formats.json_mapping import Shape
from qbank.formats.json_values import is_text, number, scalar_text, text
from qbank.formats.truth_words import truth

_T = TypeVar("_T")
_INLINE = re.compile(r"^\s*\(([A-Z])\)[ \t]*(.+?)\s*$", re.MULTILINE)
_INLINE_HEAD = re.compile(r"\s*(?:options|choices|answer choices)\s*:?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Choices:
    """Choices in their order. `fractions` is what each says it earns, None where they say nothing of it.

    Where `weighed` is false they only say right (1) or wrong (0), and several right ones share the points.
    `more` tells that the file says more of them than is kept here, `numbered` that their labels are ids that
    count them from 1: a key may be such an id, or an index.
    """

    values: list[Any]
    labels: list[str] | None = None
    fractions: list[float] | None = None
    feedback: list[Any] = field(default_factory=list)
    weighed: bool = False
    more: bool = False
    numbered: bool = False

    @property
    def texts(self) -> list[str]:
        """The choices' plain texts."""
        return [text(value).strip() for value in self.values]


def choices_of(parts: Mapping[str, Any], shape: Shape) -> Choices | None:
    """Give a record's choices; None where it has none.

    Empty ones at the end are left out; one among the others keeps its place, for keys count it.
    """
    if shape.group:
        return _of_group(parts, shape)
    if "options" in shape.paths:
        return _of_value(parts[shape.paths["options"]])
    return _right_and_wrong(parts, shape)


def inline_choices(stem: str) -> tuple[str, Choices] | None:
    """Take the lines `(A) …`, `(B) …` that end a stem off it; None where it ends in no such lines."""
    lines = list(_INLINE.finditer(stem))
    letters = "".join(line[1] for line in lines)
    if (
        len(lines) < 2
        or not "ABCDEFGHIJKLMNOPQRSTUVWXYZ".startswith(letters)
        or stem[lines[-1].end() :].strip()
    ):
        return None
    if any(stem[one.end() : two.start()].strip() for one, two in pairwise(lines)):
        return None
    before = _INLINE_HEAD.sub("", stem[: lines[0].start()]).rstrip()
    return (before, Choices([line[2] for line in lines], list(letters))) if before else None


def _of_group(parts: Mapping[str, Any], shape: Shape) -> Choices:
    paths = _without_blank_end(shape.group, lambda path: is_text(parts[path]))
    names = [path.rpartition(".")[2] for path in paths]
    labels = [name[-1] for name in names] if all(name[-1].isalpha() for name in names) else names
    return Choices([parts[path] for path in paths], labels)


def _right_and_wrong(parts: Mapping[str, Any], shape: Shape) -> Choices | None:
    wrong = [parts[path] for path in shape.wrong_group]
    if "distractors" in shape.paths:
        value = parts[shape.paths["distractors"]]
        wrong += value if isinstance(value, list) else [value]
    wrong = [value for value in wrong if is_text(value)]
    if not wrong or "key" not in shape.paths:
        return None
    key = parts[shape.paths["key"]]
    right = [value for value in (key if isinstance(key, list) else [key]) if is_text(value)]
    fractions = [1.0] * len(right) + [0.0] * len(wrong)
    return Choices(right + wrong, fractions=fractions) if right else None


def _of_value(value: Any) -> Choices | None:
    if isinstance(value, str):
        value = [line for line in re.split(r"\s*[\n;|]\s*", value) if line]
    if isinstance(value, dict):
        listed = [_under_label(key, one) for key, one in value.items()]
    elif isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        return _of_texts(value)
    else:
        listed = [one if isinstance(one, dict) else {"text": one} for one in value or []]
    return _of_objects(listed)


def _of_texts(values: Sequence[Any]) -> Choices | None:
    kept = _without_blank_end(values, is_text)
    if not kept:
        return None
    stripped, labels = without_labels([text(one).strip() for one in kept])
    letters = labels if labels and not any(label.isdigit() for label in labels) else None
    return Choices(list(stripped) if labels else kept, letters)


def _without_blank_end(values: Sequence[_T], is_filled: Callable[[_T], bool]) -> list[_T]:
    kept = list(values)
    while kept and not is_filled(kept[-1]):
        kept.pop()
    return kept


def _under_label(label: str, value: Any) -> dict[str, Any]:
    return {"label": label, **value} if isinstance(value, dict) else {"label": label, "text": value}


def _of_objects(objects: Sequence[dict[str, Any]]) -> Choices | None:
    read = _without_blank_end([_Option(one) for one in objects], lambda one: is_text(one.value))
    if not read:
        return None
    labels = [one.label for one in read]
    named = [label for label in labels if label]
    fractions, weighed = _fractions(read)
    return Choices(
        [one.value for one in read],
        named if len(named) == len(read) == len(set(named)) else None,
        fractions,
        [one.feedback for one in read],
        weighed,
        any(one.more for one in read),
        _count_from_one(read),
    )


def _count_from_one(options: Sequence["_Option"]) -> bool:
    ids = [option.label for option in options if option.label_name not in ("label", "letter", "key")]
    return ids == [str(at + 1) for at in range(len(options))]


class _Option:
    """One object among the choices: its text, its name, what it says of its correctness, its feedback."""

    def __init__(self, source: Mapping[str, Any]) -> None:
        names = {plain_name(key): key for key in source}
        found = _text_name({name: source[key] for name, key in names.items()})
        self.value = source[names[found]] if found else None
        own_format = source.get("format")
        if isinstance(own_format, str) and isinstance(self.value, str):
            self.value = {"text": self.value, "format": own_format}
        label = next((name for name in OPTION_LABELS if name in names and name != found), None)
        self.label_name = label
        self.label = scalar_text(source[names[label]]) if label else None
        flag = next((name for name in names if name in FLAG_NAMES), None)
        self.flag = source[names[flag]] if flag else None
        self.is_percent = flag == "fraction"
        self.weight = number(source[names["weight"]]) if "weight" in names else None
        said = next(
            (name for name in ("feedback", "comment", "explanation", "rationale") if name in names), None
        )
        self.feedback = source[names[said]] if said else None
        known = {found, label, flag, said, "weight", "format"}
        self.more = any(
            source[key] not in (None, "", [], {}) for name, key in names.items() if name not in known
        )


def _text_name(option: Mapping[str, Any]) -> str | None:
    """Choose what is the text of an object; a `label` only where nothing else could be, or beside a value."""
    named = [name for name in OPTION_TEXTS if name in option]
    found = next((name for name in named if is_text(option[name])), None)
    label = scalar_text(option.get("label")) or ""
    if found == "value" and len(label) > 2:
        return "label"
    return None if found == "label" and len(named) > 1 else found


def shares_of(values: Sequence[Any]) -> list[float] | None:
    """Give what each of several objects says it earns, from -1 to 1; None where they say nothing of it."""
    if not values or not all(isinstance(one, dict) for one in values):
        return None
    return _fractions([_Option(one) for one in values])[0]


def _fractions(options: Sequence[_Option]) -> tuple[list[float] | None, bool]:
    """Give what each object says it earns, and whether that is a share or just right or wrong."""
    if all(option.flag is None and option.weight is None for option in options):
        return None, False
    shares = [number(option.flag) for option in options]
    if any(option.is_percent for option in options):
        whole = 100 if any(share is not None and abs(share) > 1 for share in shares) else 1
        return [_within_the_whole(float(share or 0) / whole) for share in shares], True
    right = [
        float(truth(option.flag) is True or share == 1) for option, share in zip(options, shares, strict=True)
    ]
    weights = [option.weight for option in options]
    if all(weight is None for weight in weights):
        return right, False
    told = zip(right, weights, strict=True)
    return [one if weight is None else _within_the_whole(float(weight) / 100) for one, weight in told], True


def _within_the_whole(share: float) -> float:
    return max(-1.0, min(1.0, share))
