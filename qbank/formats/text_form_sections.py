"""What stands below the options in the text form: explanation, hints, and what an essay asks for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qbank.domain.question import Hint, OutcomeFeedback, QuestionDocument, WrittenResponse
from qbank.domain.text import Text, text_of
from qbank.formats.text_form_lines import Line, escaped, is_structure, joined, unescaped

HINT = "hint"
_RESPONSE = ("template", "grader_info", "sample_answer")
_OUTCOME = {"if_right": "correct", "if_partly_right": "partial", "if_wrong": "incorrect"}
SECTIONS = ("explanation", HINT, "solution", *_RESPONSE, *_OUTCOME)
"""The names of sections, in their order; `hint` may stand several times."""
_HEAD = re.compile(rf"({'|'.join(SECTIONS)})[ \t]*:(?:[ \t]+(.*)|)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """A section as it stands there."""

    name: str
    text: str
    line: int


def is_section(text: str) -> bool:
    """Tell whether a line begins a section."""
    return _HEAD.fullmatch(text) is not None


def _is_special(text: str) -> bool:
    return is_section(text) or is_structure(text)


def written(document: QuestionDocument) -> list[str]:
    """Write the sections of a question that hold something."""
    lines: list[str] = []
    for name in SECTIONS:
        texts = [hint.text for hint in document.details.hints] if name == HINT else [text_at(document, name)]
        for text in texts:
            if text is not None and (name == HINT or text_of(text).strip()):
                lines += ["", *_section(name, text_of(text))]
    return lines


def _section(name: str, text: str) -> list[str]:
    told = joined(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if "\n" not in told and told == told.strip():
        return [f"{name}: {told}".rstrip()]
    return [f"{name}:", *(escaped(line, _is_special) for line in told.split("\n"))]


def split_sections(body: Sequence[Line]) -> tuple[list[Line], list[Section]]:
    """Take the sections off the end of a question; gives the lines above them, and them."""
    begun = [place for place, line in enumerate(body) if is_section(line.text)]
    sections = []
    for place, end in zip(begun, [*begun[1:], len(body)], strict=False):
        found = _HEAD.fullmatch(body[place].text)
        assert found is not None, "a section was found there"
        further = [unescaped(line.text, _is_special) for line in body[place + 1 : end]]
        first = (found[2] or "").strip()
        text = joined([first, *further])
        sections.append(Section(found[1].lower(), text, body[place].number))
    return list(body[: begun[0]] if begun else body), sections


def put(document: QuestionDocument, sections: Sequence[Section]) -> None:
    """Fill a question's own places with what its sections say; what none speaks of stays empty."""
    document.details.hints = [Hint(text=section.text) for section in sections if section.name == HINT]
    for section in sections:
        if section.name != HINT:
            put_text(document, section.name, section.text or None)


def text_at(document: QuestionDocument, name: str) -> Text | None:
    """Give the text that a section speaks of, None where there is none."""
    place = _holder(document, name)
    text: Text | None = None if place is None else getattr(place, _OUTCOME.get(name, name))
    return text


def _holder(document: QuestionDocument, name: str) -> object | None:
    if name == "explanation":
        return document
    if name in _OUTCOME:
        return document.details.feedback
    return document.details.response if name in _RESPONSE else document.details


_NEW: dict[str, Callable[[], object]] = {"response": WrittenResponse, "feedback": OutcomeFeedback}


def put_text(document: QuestionDocument, name: str, text: Text | None) -> None:
    """Put a text where a section speaks of it; None takes it away."""
    place = _holder(document, name)
    if place is None:
        if text is None:
            return
        holder = "feedback" if name in _OUTCOME else "response"
        place = _NEW[holder]()
        setattr(document.details, holder, place)
    setattr(place, _OUTCOME.get(name, name), text)
