"""Questions with gaps as Moodle XML: Cloze text, or a text with words to choose or to drag."""

from qbank.domain.cloze_gaps import PLACE
from qbank.domain.kinds import TextFormat
from qbank.domain.options import Gap, GapKind
from qbank.domain.text import RichText, Text, format_of, text_of
from qbank.formats.cloze_text import write_cloze
from qbank.formats.moodle_elements import Sheet
from qbank.formats.moodle_kept import is_unchanged

_BOX = {"ddwtos": "dragbox", "gapselect": "selectoption"}


def kind_of(sheet: Sheet) -> str:
    """Choose Moodle's type: Cloze, unless all gaps are of words to drag, or were of words to choose."""
    gaps: list[Gap] = sheet.document.options
    if not all(_is_plain(gap) for gap in gaps):
        return "cloze"
    if all(gap.kind is GapKind.DRAG for gap in gaps):
        return "ddwtos"
    is_select = sheet.kept.get("type") == "gapselect" and all(gap.kind is GapKind.CHOICE for gap in gaps)
    return "gapselect" if is_select else "cloze"


def _is_plain(gap: Gap) -> bool:
    """Tell whether one word of a gap is right and nothing else is said of any."""
    shares = sorted(choice.fraction for choice in gap.choices)
    silent = not any(text_of(choice.feedback) for choice in gap.choices)
    return silent and gap.weight == 1 and not gap.shuffle and shares[-1:] == [1] and not any(shares[:-1])


def tell_names(sheet: Sheet) -> None:
    """Tell that gaps have no names in Moodle, where theirs are not those that reading gives them."""
    gaps: list[Gap] = sheet.document.options
    places = PLACE.findall(sheet.document.stem)
    if places != [f"gap{at}" for at in range(1, len(places) + 1)] or len(places) != len(gaps):
        sheet.lose("gap_names", "its gaps are numbered: Moodle has no names for them")


def cloze_stem(sheet: Sheet) -> Text:
    """Write a stem with its gaps in Cloze text."""
    written = write_cloze(sheet.document.stem, sheet.document.options, sheet.kept.get("gaps") or {})
    for code, message in written.losses:
        sheet.lose(code, message)
    return written.text


class Boxes:
    """The words of a question's gaps as Moodle has them: one numbered list, a gap naming its right word.

    `rows` are text, group, and whether a word may be used more than once; `numbers` the right words' by gap.
    """

    def __init__(self, sheet: Sheet, kind: str) -> None:
        self._sheet = sheet
        self._kind = kind
        self.rows: list[tuple[Text, str, bool]] = []
        self.numbers: dict[str, int] = {}
        if sheet.kept.get("boxes") and is_unchanged(sheet.document):
            self._as_read()
        else:
            self._from_gaps()

    def _as_read(self) -> None:
        kept = self._sheet.kept
        self.rows = [
            (RichText(text, self._markup), group, infinite) for text, group, infinite in kept["boxes"]
        ]
        gaps: list[Gap] = self._sheet.document.options
        self.numbers = {gap.name: number for gap, number in zip(gaps, kept["places"], strict=True)}

    @property
    def _markup(self) -> TextFormat:
        return TextFormat.PLAIN if self._kind == "gapselect" else TextFormat.HTML

    def _from_gaps(self) -> None:
        """Put the gaps that offer the same words together in a group."""
        groups: dict[tuple[str, ...], int] = {}
        used: set[int] = set()
        gaps: list[Gap] = self._sheet.document.options
        for gap in gaps:
            words = tuple(text_of(choice.text) for choice in gap.choices)
            if words not in groups:
                groups[words] = len(self.rows)
                self.rows += [(choice.text, str(len(groups)), False) for choice in gap.choices]
            right = next(at for at, choice in enumerate(gap.choices) if choice.fraction == 1)
            number = groups[words] + right
            if number in used:
                text, group, _ = self.rows[number]
                self.rows[number] = (text, group, True)
            used.add(number)
            self.numbers[gap.name] = number + 1

    def stem(self) -> str:
        """Give the stem with the numbers of the right words in its places."""
        return PLACE.sub(
            lambda place: f"[[{self.numbers[place[1]]}]]" if place[1] in self.numbers else place[0],
            self._sheet.document.stem,
        )

    def write(self) -> None:
        """Write the words."""
        name = _BOX[self._kind]
        for at, (text, group, infinite) in enumerate(self.rows):
            more = f"<group>{group}</group>{'<infinite/>' if infinite and name == 'dragbox' else ''}"
            words, files = self._words(text)
            rest = self._sheet.rest(f"{name}[{at}]")
            self._sheet.lines.append(f"    <{name}><text>{words}</text>{files}{more}{rest}</{name}>")

    def _words(self, text: Text) -> tuple[str, str]:
        """Give a word as XML, and its files."""
        markup = format_of(text, self._sheet.document.format)
        if markup is not self._markup:
            self._sheet.lose("rich_text", f"the words of its gaps are written as {self._markup}")
        if self._markup is TextFormat.PLAIN:
            return self._sheet.plain(text), ""
        if markup is not TextFormat.HTML:
            from qbank.formats.rich_html import to_html

            text = RichText(to_html(text_of(text), markup), TextFormat.HTML)
        words, _, files = self._sheet.markup(text)
        return words, files
