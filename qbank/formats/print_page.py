"""One self-contained HTML page of questions, to look at and to print: no script, nothing fetched.

The policy in its head (https://www.w3.org/TR/CSP3/) lets a browser show no pictures but those in the page and
apply no style but the one whose hash it names, so that even what cleaning might miss can do nothing.
"""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import IO

from qbank.domain.kinds import QuestionType
from qbank.domain.question import QuestionDocument
from qbank.formats.paper import Key, Paper
from qbank.formats.print_key import key_html
from qbank.formats.print_order import AS_TOLD
from qbank.formats.print_question import passage_html, question_html
from qbank.formats.print_text import Pictures, Typesetter
from qbank.temporary import temporary_above

_STYLE = "print_page.css"
_IN_MEMORY = 4 << 20
_CHUNK = 1 << 18


class PrintedPage:
    """A page under way: `begin`, each question in its order, `end`. Numbers questions, tells passages once.

    `questions` and `passages` count what is on the page; `absent` lists the addresses of what could not be.
    """

    def __init__(self, title: str, paper: Paper = AS_TOLD) -> None:
        self.title = title
        self.paper = paper
        self.questions = 0
        self.passages = 0
        self.absent: list[str] = []
        self._keys: IO[bytes] | None = None
        self._told: set[str] = set()

    def begin(self) -> bytes:
        """Give the head of the page."""
        style = _style()
        return (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}">\n'
            '<meta name="viewport" content="width=device-width">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(self.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n<main>\n"
            f'<h1 dir="auto">{escape(self.title)}</h1>\n'
        ).encode()

    def question(
        self, document: QuestionDocument, passage: QuestionDocument | None, pictures: Pictures
    ) -> bytes:
        """Give a checked question with the passage it is about, unless the page has told that already."""
        setter = Typesetter(document.format, pictures, self.paper)
        before = self._passage(passage, pictures)
        if document.type is QuestionType.DESCRIPTION:
            return (before + self._passage(document, pictures)).encode()
        self.questions += 1
        html = question_html(document, self.questions, setter, passage=_about(passage))
        if self.paper.key is not Key.NONE:
            solution = key_html(document, self.questions, setter)
            if self.paper.key is Key.INLINE:
                html += f'<section class="inline-key">\n{solution}</section>\n'
            else:
                self._keys = self._keys or temporary_above(_IN_MEMORY)  # closed at the end
                self._keys.write(solution.encode())
        self.absent += setter.absent
        return (before + html).encode()

    def end(self) -> Iterator[bytes]:
        """Yield the key, where it is wanted, on a page of its own, and the end of the page."""
        if self._keys is not None:
            with self._keys as keys:
                yield b'<section class="key">\n<h1>Answer key</h1>\n'
                keys.seek(0)
                yield from iter(lambda: keys.read(_CHUNK), b"")
                yield b"</section>\n"
        yield b"</main>\n</body>\n</html>\n"

    def _passage(self, passage: QuestionDocument | None, pictures: Pictures) -> str:
        if passage is None or passage.id in self._told:
            return ""
        self._told.add(passage.id or "")
        self.passages += 1
        setter = Typesetter(passage.format, pictures)
        html = passage_html(passage, setter)
        self.absent += setter.absent
        return html


def policy(style: str) -> str:
    """Give the content security policy of a page with this style."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def _about(passage: QuestionDocument | None) -> str:
    if passage is None or not (title := " ".join((passage.title or "").split())):
        return ""
    return f'<p class="task">About: <bdi>{escape(title)}</bdi></p>\n'


@cache
def _style() -> str:
    return (files("qbank.formats") / _STYLE).read_text(encoding="utf-8")
