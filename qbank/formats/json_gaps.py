"""Gaps: the named blanks of a stem, with what each accepts."""

import re
from collections.abc import Mapping
from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.options import AcceptedAnswer, Choice, Gap, GapKind
from qbank.formats.json_choices import Choices, choices_of
from qbank.formats.json_mapping import Shape
from qbank.formats.json_values import rich, text

_PLACES = (
    r"<placeholder>\s*{name}\s*</placeholder>",
    r"\[\[\s*{name}\s*\]\]",
    r"\{{\{{\s*{name}\s*\}}\}}",
    r"\{{\s*{name}\s*\}}",
    r"\[\s*{name}\s*\]",
    r"<\s*{name}\s*/?>",
)
_ANY_PLACE = re.compile(r"<placeholder>|\[\[[^\[\]]+\]\]|\{\{[^{}]+\}\}")


def has_places(stem: str) -> bool:
    """Tell whether a stem has places for blanks: `[[a]]`, `{{a}}` or `<placeholder>a</placeholder>`."""
    return _ANY_PLACE.search(stem) is not None


def with_places(stem: str, names: list[str]) -> tuple[str, list[str]]:
    """Write a stem's places as `[[name]]`; the names that have none are appended, and given back."""
    missing = []
    for name in names:
        for form in _PLACES:
            stem, count = re.subn(form.format(name=re.escape(name)), lambda _, name=name: f"[[{name}]]", stem)  # type: ignore[misc]  # a bound name
            if count:
                break
        else:
            missing.append(name)
    return " ".join((stem, *(f"[[{name}]]" for name in missing))), missing


def gap(name: str, value: Any) -> Gap:
    """Give a gap that accepts a text, or any of several; choices that say which are right are offered."""
    choices = (
        choices_of({"options": value}, Shape({"options": "options"})) if isinstance(value, list) else None
    )
    if choices is not None and choices.fractions is not None:
        return Gap(name=name, kind=GapKind.CHOICE, choices=_offered(choices))
    return Gap(name=name, kind=GapKind.SHORT, answers=accepted(value))


def _offered(choices: Choices) -> list[Choice]:
    return [
        Choice(text=rich(value, TextFormat.PLAIN) or "", fraction=fraction)
        for value, fraction in zip(choices.values, choices.fractions or (), strict=True)
    ]


def accepted(value: Any) -> list[AcceptedAnswer]:
    """Give the answers that a text, a number, or a list or object of them accepts; equal ones once."""
    found: dict[str, AcceptedAnswer] = {}
    for one in value if isinstance(value, list) else [value]:
        for words in _spellings(one):
            feedback = one.get("feedback") if isinstance(one, dict) else None
            answer = AcceptedAnswer(text=words, feedback=rich(feedback, TextFormat.PLAIN))
            found.setdefault(words, answer)
    return list(found.values())


def _spellings(value: Any) -> list[str]:
    """Read one answer, also one written as number, date or spans of the passage (DROP)."""
    if isinstance(value, dict) and isinstance(value.get("spans"), list):
        date = value.get("date")
        dated = (
            " ".join(text(date.get(part)) for part in ("day", "month", "year"))
            if isinstance(date, dict)
            else ""
        )
        spans = ", ".join(text(span).strip() for span in value["spans"])
        found = text(value.get("number")).strip() or spans or " ".join(dated.split())
        return [found] if found else []
    found = text(value).strip()
    return [found] if found else []


def is_blanks(value: Any) -> bool:
    """Tell whether a value names blanks and says what each accepts."""
    return isinstance(value, Mapping) and bool(value) and all(map(accepted, value.values()))
