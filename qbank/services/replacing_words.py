"""Replacing words in one question: in words alone, never in marks, and never so that they become marks."""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field

from qbank.domain.characters import refuse_unstorable
from qbank.domain.kinds import TextFormat
from qbank.domain.question import QuestionDocument
from qbank.domain.text_pieces import Piece, text_pieces
from qbank.domain.validation import InvalidQuestion, checked
from qbank.services.replacing_matches import Match
from qbank.services.replacing_request import Part
from qbank.services.replacing_texts import LOCKED, Slot, slots_of

AROUND = 30
"""Characters shown before and after a match."""
_TAGGED = (TextFormat.HTML, TextFormat.MOODLE, TextFormat.CLOZE)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A match with what stands around it, as a reader sees it."""

    where: str
    before: str
    old: str
    new: str
    after: str


@dataclass(slots=True)
class Rewritten:
    """What became of a question: matches replaced, matches left alone, why it is refused if it is."""

    matches: int = 0
    left: int = 0
    excerpts: list[Excerpt] = field(default_factory=list)
    refused: str | None = None


@dataclass(slots=True)
class Texts:
    """A question opened for a replacement: its texts, each taken apart."""

    document: QuestionDocument
    slots: list[Slot]
    pieces: list[list[Piece]]

    @property
    def seen(self) -> list[str]:
        """The texts as a reader sees them: what matches are looked for in."""
        return [_seen(pieces) for pieces in self.pieces]


def opened(document: QuestionDocument, parts: frozenset[Part]) -> Texts:
    """Take the texts of a question apart."""
    slots = slots_of(document, parts)
    return Texts(document, slots, [text_pieces(slot.text, slot.format, slot.gaps) for slot in slots])


def rewrite(texts: Texts, found: Sequence[Sequence[Match]]) -> Rewritten:
    """Put the replacements into a question's document, which is to be thrown away where it is refused."""
    result = Rewritten()
    if texts.document.type in LOCKED:
        result.left = sum(map(len, found))
        return result
    told_apart: dict[str, list[tuple[str, str]]] = {}
    for slot, pieces, matches in zip(texts.slots, texts.pieces, found, strict=True):
        seen = _seen(pieces)
        new = _replace(slot, pieces, matches, result) if matches else seen
        if slot.group:
            told_apart.setdefault(slot.group, []).append((seen.strip(), new.strip()))
    if result.matches and result.refused is None:
        result.refused = _same(told_apart) or _broken_rule(texts.document)
    return result


def _replace(slot: Slot, pieces: Sequence[Piece], matches: Sequence[Match], result: Rewritten) -> str:
    """Replace in one text; gives what is seen of it then."""
    seen = _seen(pieces)
    within, written = _rewritten(pieces, matches, slot.format)
    result.matches += len(within)
    result.left += len(matches) - len(within)
    if not within:
        return seen
    result.excerpts += [_excerpt(slot.where, seen, match) for match in within]
    wanted = _spliced(seen, within)
    if not wanted.strip() and slot.required:
        result.refused = result.refused or f"{slot.where} would be empty"
    elif not _is_read_as(written, wanted, slot, pieces):
        result.refused = result.refused or f"{slot.where}: the replacement would be read as markup"
    slot.put(written if written.strip() or slot.required else None)
    return wanted


def _rewritten(
    pieces: Sequence[Piece], matches: Sequence[Match], format: TextFormat
) -> tuple[list[Match], str]:
    """Give the matches that lie in words whole, and the text with them replaced."""
    within: list[Match] = []
    written: list[str] = []
    waiting, start = list(reversed(matches)), 0
    for piece in pieces:
        end = start + len(piece.seen)
        here = []
        while waiting and waiting[-1].start < end:
            match = waiting.pop()
            if piece.words and match.end <= end and match.start >= start:
                here.append(match)
        within += here
        local = [Match(each.start - start, each.end - start, _as_words(each.new, format)) for each in here]
        written.append(_spliced(piece.text, local) if local else piece.text)
        start = end
    return within, "".join(written)


def _as_words(new: str, format: TextFormat) -> str:
    """Write a replacement so that it reads as it was typed: `<` is a character and begins no tag."""
    return html.escape(new, quote=False) if format in _TAGGED else new


def _spliced(text: str, matches: Sequence[Match]) -> str:
    parts, position = [], 0
    for match in matches:
        parts += [text[position : match.start], match.new]
        position = match.end
    return "".join([*parts, text[position:]])


def _is_read_as(written: str, wanted: str, slot: Slot, before: Sequence[Piece]) -> bool:
    """Tell whether a text reads as it is wanted and has the marks it had before."""
    after = text_pieces(written, slot.format, slot.gaps)
    return _seen(after) == wanted and _marks(after, slot.format) == _marks(before, slot.format)


def _marks(pieces: Sequence[Piece], format: TextFormat) -> list[str]:
    """List the marks of a text; entities stand for characters, and those are compared as they are seen."""
    entities = "&" if format in _TAGGED else "\0"
    return [piece.text for piece in pieces if not piece.words and not piece.text.startswith(entities)]


def _seen(pieces: Sequence[Piece]) -> str:
    return "".join([piece.seen for piece in pieces])


def _excerpt(where: str, seen: str, match: Match) -> Excerpt:
    before, after = seen[: match.start].lstrip(), seen[match.end :].rstrip()
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return Excerpt(where, before, seen[match.start : match.end], match.new, after)


def _same(told_apart: dict[str, list[tuple[str, str]]]) -> str | None:
    """Say which options would be alike that are told apart now."""
    for group, pairs in told_apart.items():
        if len({new for _, new in pairs}) < len({old for old, _ in pairs}):
            return f"two {group} would be the same"
    return None


def _broken_rule(document: QuestionDocument) -> str | None:
    try:
        checked(document)
        refuse_unstorable(document)
    except InvalidQuestion as error:
        return str(error)
    return None
