"""The elements of one question of Moodle XML as they are written: texts with their files, words, flags."""

import base64
import re
from html import escape
from urllib.parse import quote

from qbank.domain.kinds import TextFormat
from qbank.domain.media_addresses import ADDRESS
from qbank.domain.question import QuestionDocument
from qbank.domain.reader_text import reader_text
from qbank.domain.text import Text, format_of, text_of
from qbank.formats.base import Loss, Pictures
from qbank.formats.moodle_kept import file_name, is_unchanged, kept
from qbank.formats.moodle_names import PLUGIN_FILE, WRITTEN_MARKUPS, default_name
from qbank.formats.moodle_whole import is_well_formed
from qbank.formats.xml_characters import is_legal, legal


class Sheet:
    """Collects the lines of one question, and what it loses."""

    def __init__(self, document: QuestionDocument, pictures: Pictures, number: int) -> None:
        self.document = document
        self.lines: list[str] = []
        self.losses: list[Loss] = []
        self.kept = kept(document)
        self._pictures = pictures
        self._number = number
        self._rest = self._may_go_back()

    def _may_go_back(self) -> dict[str, list[str]]:
        """Give what was kept beside the model, by the element it stands in, if nothing has changed since."""
        rest = self.kept.get("rest") or []
        if rest and not is_unchanged(self.document):
            self.lose("extensions", "without what its file held beyond qbank's model: it was changed since")
            return {}
        found: dict[str, list[str]] = {}
        for path, xml in rest:
            found.setdefault(path, []).append(xml)
        if not all(is_well_formed(xml) for _, xml in rest):
            self.lose("extensions", "without what its file held beyond qbank's model: it is no XML")
            return {}
        return found

    def lose(self, code: str, message: str) -> None:
        """Note a loss; one of each kind and wording is enough."""
        loss = Loss(code, message, self._number, self.document.id)
        if loss not in self.losses:
            self.losses.append(loss)

    def rest(self, path: str) -> str:
        """Give what goes back into an element, '' for nothing."""
        return "".join(self._rest.get(path, ()))

    def word(self, name: str, value: object | None) -> None:
        """Write an element that holds a word or number; none for None."""
        if value is not None:
            self.lines.append(f"    <{name}>{self.escaped(str(value))}</{name}>")

    def flag(self, name: str, value: bool | None) -> None:
        """Write an element that says true or false; none for None."""
        if value is not None:
            self.lines.append(f"    <{name}>{'true' if value else 'false'}</{name}>")

    def text(self, name: str, text: Text | None, path: str | None = None) -> None:
        """Write an element that holds a text with its markup and files; none for None without anything."""
        path = name if path is None else path
        if text is None and path not in self._rest:
            return
        self.lines.append(f"    {self.text_element(name, text, path)}")

    def text_element(self, name: str, text: Text | None, path: str, more: str = "", told: str = "") -> str:
        """Give an element with a text. `told` are its attributes, `more` what it has beside the text."""
        words, markup, files = self.markup(text)
        word = f' format="{WRITTEN_MARKUPS[markup]}"'
        return f"<{name}{told}{word}><text>{words}</text>{files}{more}{self.rest(path)}</{name}>"

    def markup(self, text: Text | None) -> tuple[str, TextFormat, str]:
        """Give a text's characters as XML, the markup they are in, and its files."""
        written = text_of(text)
        markup = format_of(text, self.document.format)
        if markup not in WRITTEN_MARKUPS:
            from qbank.formats.rich_html import to_html

            written, markup = to_html(written, markup), TextFormat.HTML
        files: dict[str, str] = {}
        if "qbank://media/" in written:
            written = ADDRESS.sub(lambda found: self._file(found, files), written)
        return self.escaped(written), markup, "".join(files.values())

    def _file(self, found: re.Match[str], files: dict[str, str]) -> str:
        """Give the address of a file within Moodle, and put the file beside the text once."""
        digest = found[1]
        media = self._pictures(digest)
        if media is None:
            self.lose("media", f"the file {digest[:12]} is not in the bank")
            return found[0]
        name = file_name(self.document, digest) or default_name(digest, media.mime)
        if digest not in files:
            folder, _, last = name.rpartition("/")
            data = base64.b64encode(media.data).decode()
            told = f'name="{escape(last)}" path="/{escape(folder + "/" if folder else "")}"'
            files[digest] = f'<file {told} encoding="base64">{data}</file>'
        return f"{PLUGIN_FILE}/{quote(name)}"

    def plain(self, text: Text | None) -> str:
        """Give a text without markup as XML, for what Moodle holds as characters alone."""
        markup = format_of(text, self.document.format)
        return self.escaped(reader_text(text_of(text), markup))

    def escaped(self, text: str) -> str:
        """Write characters as XML: in CDATA where they have markup. What XML forbids becomes U+FFFD."""
        text = text.strip()
        if not is_legal(text):
            self.lose("control_character", "a character that XML forbids is written as U+FFFD")
            text = legal(text)
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if "<" not in text and "&" not in text and ">" not in text:
            return text
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
