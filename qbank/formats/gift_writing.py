"""A question written as a block of GIFT that reads back as the same question."""

import re
from typing import Any

from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.base import Pictures
from qbank.formats.gift_escapes import WHITE, escaped, line_safe
from qbank.formats.gift_markups import in_markup
from qbank.formats.gift_pictures import Embedder
from qbank.formats.gift_text import DEFAULT, NAMES

NAME = "gift"
_LINE_ENDS = re.compile(r"\r\n|\r|\n")


class NotWritten(Exception):
    """A question that GIFT has no way to write: the reason in a reader's words."""


class Page:
    """What a question is written on: its texts in GIFT's markups, and what is lost, as code and message."""

    def __init__(self, document: QuestionDocument, pictures: Pictures) -> None:
        self.document = document
        self.lost: list[tuple[str, str]] = []
        self._embedder = Embedder(pictures)
        self.format = document.format if document.format in NAMES else TextFormat.HTML

    def lose(self, code: str, message: str) -> None:
        """Note a loss, once for each code and message."""
        if (code, message) not in self.lost:
            self.lost.append((code, message))

    def markup(self, text: Text) -> tuple[str, TextFormat]:
        """Give the characters of a text in a markup GIFT knows, with that markup."""
        format = format_of(text, self.document.format)
        words = text_of(text)
        if format not in NAMES:
            from qbank.formats.rich_html import to_html  # an optional install, and slow to import

            words, format = to_html(words, format), TextFormat.HTML
        words = self._embedder.text(words, format)
        for address in self._embedder.missing:
            self.lose("media", f"without {address[:30]}…, which is not kept")
        return words.strip(WHITE), format

    def unnamed(self, text: Text, what: str) -> str:
        """Give the characters of a text that GIFT reads in the markup of the stem, whatever markup it is in.

        What a conversion changes is told of `what`, as "a step in {markup}".
        """
        words, format = self.markup(text)
        converted = in_markup(words, format, self.format).strip(WHITE)
        if converted != words:
            self.lose("rich_text", f"{what} in {format} is written in the markup of the stem")
        return converted

    def text(self, text: Text | None, *, arrows: str = "->") -> str:
        """Write a text, its markup in front where it is not the stem's; `arrows` stand for its `->`."""
        if text is None:
            return ""
        words, format = self.markup(text)
        if arrows != "->" and "->" in words:
            words = words.replace("->", arrows)
            self.lose("arrow", f"-> is written as {arrows}")
        named = words and (format is not self.format or words.startswith("["))
        return f"[{format}]" * bool(named) + escaped(words)

    def feedback(self, text: Text | None, *, arrows: str = "->") -> str:
        """Write feedback with the mark before it; '' for none."""
        written = self.text(text, arrows=arrows)
        return written and f"#{written}"

    def stem(self) -> str:
        """Write the stem with its markup, which Moodle's own needs only where the text hides it."""
        stood_in = kept(self.document).get("stem_stands_in") == self.document.stem
        words, _ = self.markup("" if stood_in else self.document.stem)
        named = self.format is not DEFAULT or words.startswith("[")
        return f"[{self.format}]{escaped(words)}" if named else line_safe(escaped(words))

    def title(self) -> str:
        """Write the title between its marks; '' for none."""
        written = escaped(_LINE_ENDS.sub(" ", self.document.title or ""))
        return f"::{written}::" if written else ""

    def general(self) -> str:
        """Write the explanation as general feedback; '' for none."""
        written = self.text(self.document.explanation)
        return written and f"####{written}"


def kept(document: QuestionDocument) -> dict[str, Any]:
    """Give what the reader kept of a question beyond the model, {} where it is not GIFT's."""
    found = document.extensions.get(NAME)
    return found if isinstance(found, dict) else {}


def remarks(page: Page) -> list[str]:
    """Write the comments above a question: a person's own, and the id and tags that Moodle reads there."""
    comments = kept(page.document).get("comments")
    lines = [_comment(str(line)) for line in comments] if isinstance(comments, list) else []
    marks = [_mark("id", page.document.external_id or "", "external_id", page)]
    marks += [_mark("tag", tag, "tags", page) for tag in page.document.tags]
    if any(marks):
        lines.append(f"// {' '.join(filter(None, marks))}")
    return lines


def _comment(line: str) -> str:
    words = " ".join(line.split("\n")).replace("[id:", "[id :").replace("[tag:", "[tag :").strip(WHITE)
    return words if words.startswith("//") else f"// {words}"


def _mark(name: str, word: str, part: str, page: Page) -> str:
    line = " ".join(word.split()) if "\n" in word or "\r" in word else word.strip()
    if line.endswith("\\") or "[id:" in line or "[tag:" in line:
        page.lose(part, f"without {line!r}: what marks ids and tags in a comment cannot stand in them")
        return ""
    if line != word:
        page.lose(part, f"{word!r} is written as {line!r}")
    return f"[{name}:{line.replace(']', chr(92) + ']')}]" if line else ""


def block_of(page: Page, body: list[str] | None) -> str:
    """Put a question together; `body` is what stands in its braces, None for a description."""
    above, head = remarks(page), page.title() + page.stem()
    if body is None:
        if page.document.explanation is not None:
            page.lose("explanation", "a description has no place for an explanation")
        return "\n".join([*above, head])
    lines = [line for line in (*body, page.general()) if line]
    inside = "\n".join(["", *lines, ""]) if len(lines) > 1 else "".join(lines)
    return "\n".join([*above, f"{head}{' ' * bool(head)}{{{inside}}}"])
