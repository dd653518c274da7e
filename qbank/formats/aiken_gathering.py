"""The lines of an Aiken file gathered into questions, whatever their writer left out or put between."""

from qbank.formats.aiken_lines import Kind, Line, line_of, place_of
from qbank.formats.aiken_questions import Draft

_STEM_LINES = "a question of several lines: Moodle takes the last for all of it"
_CONTINUED = "a choice of several lines: Moodle takes the second for a new question"
_LABELS = "labels other than A) or A. at their beginning: Moodle takes such a line for a new question"
_STEM_LABEL = "a question with a line that begins as a choice does: Moodle would take it for one"
_TOO_SHORT = "a line of one character is left out, as Moodle does"


class Gathering:
    """Lines in, questions out into `whole`: one is whole at its key, or where the next one begins."""

    def __init__(self) -> None:
        self.whole: list[Draft] = []
        self._draft = Draft()
        self._done: Draft | None = None
        self._loose: list[tuple[int, str]] = []
        """Lines below a choice that may go on with it or begin the next question."""
        self._below: list[tuple[int, Line]] = []
        """Lines below a key that may belong to its question or begin the next one."""

    def add(self, written: str, number: int) -> None:
        """Take a line; the question that it ends, if any, is whole."""
        if not written.strip():
            self._blank()
            return
        line = line_of(written)
        if len(line.raw.encode()) < 2:
            (self._done or self._draft).doubts.setdefault("short_line", _TOO_SHORT)
        elif line.kind is Kind.CHOICE:
            self._choice(line, number)
        elif line.kind is Kind.KEY:
            self._key(line, number)
        elif line.kind is Kind.TEXT:
            self._text(line.raw, number)
        else:
            self._beside(line, number)

    def end(self) -> None:
        """Take the end of the file: all there is is whole."""
        loose = self._loose
        self._flush()
        if loose:
            self.whole.append(Draft(line=loose[0][0], stem=[text for _, text in loose]))

    def _flush(self) -> None:
        """Give out the questions that are gathered, with a key or without, and begin anew."""
        if self._done is not None:
            for _, line in self._below:
                _attach(self._done, line)
            self.whole.append(self._done)
        if self._draft.stem or self._draft.texts:
            self.whole.append(self._draft)
        self._draft, self._done, self._loose, self._below = Draft(), None, [], []

    def _blank(self) -> None:
        stem = self._draft.stem
        if stem and stem[-1] and not self._draft.texts:
            stem.append("")

    def _text(self, text: str, number: int) -> None:
        if self._done is not None:
            self._flush()
        if self._draft.texts:
            self._loose.append((number, text))
        else:
            self._stem(text, number)

    def _stem(self, text: str, number: int) -> None:
        draft = self._draft
        draft.line = draft.line or number
        if draft.stem:
            draft.doubts.setdefault("stem_lines", _STEM_LINES)
        draft.stem.append(text)

    def _choice(self, line: Line, number: int) -> None:
        if self._done is not None:
            self._next_question()
        if not self._is_choice(line):
            self._text(line.raw, number)
            return
        if self._draft.texts and place_of(line.label) == 0:
            self._begun_again()
        elif self._loose:
            self._continue()
        draft = self._draft
        draft.line = draft.line or number
        if not line.strict:
            draft.doubts.setdefault("labels", _LABELS)
        draft.labels.append(line.label)
        draft.texts.append(line.text)
        draft.written.append(line.raw)

    def _next_question(self) -> None:
        """Meet choices below a key: what stands between is the question they belong to."""
        between, self._below = self._below, []
        self._flush()
        for number, line in between:
            self._stem(line.raw, number)

    def _is_choice(self, line: Line) -> bool:
        """Tell whether a line with a label is a choice: other ones than Moodle's must come in their order."""
        if line.strict:
            return True
        place, draft = place_of(line.label), self._draft
        if place is None or not draft.stem:
            return False
        return place == len(draft.texts) or (place == 0 and bool(self._loose))

    def _begun_again(self) -> None:
        """Meet the first label a second time: with text before it another question has begun."""
        draft, loose = self._draft, self._loose
        if loose:
            self._flush()
            for number, text in loose:
                self._stem(text, number)
        elif len(draft.texts) == 1 or not draft.labels[0].isalpha():
            # "A. Einstein was …" above its choices, or a numbered list in a question.
            draft.doubts.pop("labels", None)
            draft.doubts.setdefault("stem_label", _STEM_LABEL)
            for raw in draft.written:
                self._stem(raw, draft.line)
            draft.labels, draft.texts, draft.written = [], [], []
        else:
            self._flush()

    def _continue(self) -> None:
        """Put loose lines to the choice above them."""
        draft = self._draft
        draft.texts[-1] = "\n".join([draft.texts[-1], *(text for _, text in self._loose)])
        draft.doubts.setdefault("choice_lines", _CONTINUED)
        self._loose = []

    def _key(self, line: Line, number: int) -> None:
        if not line.strict and len(self._draft.texts) < 2:
            self._text(line.raw, number)
            return
        if self._done is not None:
            self._flush()
        draft = self._draft
        draft.line = draft.line or number
        if self._loose:
            self._continue()
        if not line.strict:
            draft.doubts.setdefault("key_line", f"{line.raw[:40]!r} is read as ANSWER:, which Moodle wants")
        draft.key = line.text
        self._done, self._draft = draft, Draft()

    def _beside(self, line: Line, number: int) -> None:
        """Take a line of what Moodle's Aiken does not have, an explanation or a setting."""
        if self._done is not None:
            self._below.append((number, line))
        elif self._draft.texts:
            _attach(self._draft, line)
        else:
            self._text(line.raw, number)


def _attach(draft: Draft, line: Line) -> None:
    if line.kind is Kind.EXPLANATION:
        draft.explanation.append(line.text)
        draft.doubts.setdefault("explanation", "feedback, which Moodle takes for a new question")
    else:
        draft.doubts.setdefault("setting", f"{line.raw[:40]!r} is left out")
