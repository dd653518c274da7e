"""The first pass over a file: what all its records together say of their texts, keys and passages."""

from collections.abc import Sequence
from typing import BinaryIO

from qbank.formats.answer_keys import KeyColumn
from qbank.formats.base import AnswerStyle, Diagnostic, Severity
from qbank.formats.json_coding import TextCoding
from qbank.formats.json_containers import Candidate, candidates
from qbank.formats.json_draft import Draft, draft_of
from qbank.formats.json_mapping import Mapper
from qbank.formats.json_passages import PassageCensus
from qbank.formats.json_values import text


class Survey:
    """What `take` learned of a file: its keys, passages and text coding, and how many questions it has."""

    def __init__(self, mapper: Mapper) -> None:
        self.mapper = mapper
        self.coding = TextCoding()
        self.keys = KeyColumn()
        self.census = PassageCensus()
        self.questions = 0
        self.aside: set[str] = set()
        self.has_keys = False
        self._asked_by_key = False
        self._paths: dict[str, list[str]] = {}

    def take(self, stream: BinaryIO) -> None:
        """Learn from every record of the file; what is no question is passed over."""
        for item in candidates(stream, self.mapper, self.aside):
            if isinstance(item, Candidate):
                self._take(item)

    def _take(self, candidate: Candidate) -> None:
        self.questions += 1
        self.coding.add(candidate.parts)
        self._note_paths(candidate)
        draft = draft_of(candidate, self.coding)
        self._asked_by_key |= draft.add_to(self.keys)
        self.has_keys |= draft.key is not None or (
            draft.choices is not None and any(draft.choices.fractions or ())
        )
        if passage := self.passage_of(draft):
            self.census.add(passage)
            if "passage" not in draft.shape.paths:
                self._paths["passage"] = ["the text around"]

    def passage_of(self, draft: Draft) -> str:
        """Give the passage a question asks about: its own, else the one around it; '' for none."""
        value = draft.part("passage")
        if isinstance(value, list):
            return "\n\n".join(text(one).strip() for one in value)
        return text(value).strip() or draft.around.passage.strip()

    def _note_paths(self, candidate: Candidate) -> None:
        shape = candidate.shape
        groups = {"options": _span(shape.group), "distractors": _span(shape.wrong_group)}
        for part, path in (*shape.paths.items(), *groups.items()):
            known = self._paths.setdefault(part, [])
            if path and path not in known and len(known) < 5:
                known.append(path)

    def note(self, style: AnswerStyle) -> Diagnostic:
        """Say in one line which key is read as what, and what the keys mean."""
        styles = self._styles(style) if self._asked_by_key else []
        said = [_arrow(part, paths, styles) for part, paths in self._paths.items() if paths]
        coded = f"; texts decoded from {self.coding.name}" if self.coding.name else ""
        return Diagnostic(Severity.NOTE, "mapping", ", ".join(said) + coded)

    def _styles(self, style: AnswerStyle) -> list[str]:
        read = self.keys.read_as(style)
        none = [f"none are {_STYLES[style]}"] if read and style not in read else []
        return [_STYLES[each] for each in read or [style]] + none

    def left_aside(self) -> Diagnostic | None:
        """Name what stands around the questions and belongs to none of them; None where there is nothing."""
        if not self.aside:
            return None
        message = f"not read, for it belongs to no question: {', '.join(sorted(self.aside))}"
        return Diagnostic(Severity.NOTE, "left_aside", message)


def _span(group: tuple[str, ...]) -> str:
    return f"{group[0]}…{group[-1]}" if len(group) > 1 else "".join(group)


def _arrow(part: str, paths: list[str], styles: Sequence[str]) -> str:
    style_said = f" ({', '.join(styles)})" if part == "key" and styles else ""
    return f"{'|'.join(paths)} -> {part}{style_said}"


_STYLES = {
    AnswerStyle.LETTER: "letters",
    AnswerStyle.TEXT: "texts",
    AnswerStyle.ZERO_BASED: "numbers from 0",
    AnswerStyle.ONE_BASED: "numbers from 1",
}
