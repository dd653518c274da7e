"""The reader's text: what a person sees of a text, for listings, search and finding twins.

Markup is scanned here and not by `html.parser`, which takes quadratic time on unclosed tags, raises on
`<![x`, and reads malformed text differently from one Python release to the next, so that twins would part.
Every pattern below is possessive or stops at its own first character: none of them goes back over a text.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from qbank.domain.kinds import TextFormat

_PLAIN = TextFormat.PLAIN


def reader_text(text: str, format: TextFormat) -> str:
    """Give a text as its reader sees it: no tags or entities, pictures named, math as its TeX.

    Never raises. A tag that is not one of HTML's, or is left open, is kept as written: it may be words.
    """
    if format is _PLAIN or ("<" not in text and "&" not in text and format in _TAGGED):
        return text
    return _READERS[format](text, [])


def referenced_images(text: str, format: TextFormat) -> list[str]:
    """Give the source of every picture a text refers to, as written there; formulas kept as TeX are none."""
    images: list[str] = []
    if format is not _PLAIN and ("<" in text or "![" in text or "\\" in text):
        _READERS[format](text, images)
    return images


def image_label(src: str, alt: str = "", kind: str = "image") -> str:
    """Name a picture by its file and its alternative text: `[image: flask.png, "a flask"]`."""
    name, words = _file_name(src), " ".join(alt.split())
    label = f"[{kind}: {name}" if name else f"[{kind}"
    return f'{label}, "{words}"]' if words else f"{label}]"


def _file_name(src: str) -> str:
    if src[:32].lstrip().lower().startswith(("data:", "qbank:")):
        return ""
    path = re.split(r"[?#]", src.strip(), maxsplit=1)[0].replace("\\", "/")
    return " ".join(unquote(path.rstrip("/").rpartition("/")[2]).split())


def one_line(text: str, width: int) -> str:
    """Put a text on one line of at most `width` terminal cells, an ellipsis where it was cut."""
    line = " ".join(text.split())
    if len(line) * 2 <= width or cell_width(line) <= width:
        return line
    used = 0
    for position, character in enumerate(line):
        used += _cells(character)
        if used >= width:
            return _cut(line, position, width)
    return line


def _cut(line: str, position: int, width: int) -> str:
    return line[:position].rstrip() + "…" if width > 0 else ""


def cell_width(text: str) -> int:
    """Count the terminal cells a text takes: two for wide characters, none for marks that join another."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


_SUPERSCRIPTS = dict(
    zip(
        "0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ",
        strict=True,
    )
)
_SUBSCRIPTS = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def _raised(text: str) -> str:
    return _script(text, _SUPERSCRIPTS, "^")


def _lowered(text: str) -> str:
    return _script(text, _SUBSCRIPTS, "_")


def _script(text: str, characters: dict[str, str], sign: str) -> str:
    words = " ".join(text.split())
    if all(character in characters for character in words):
        return "".join(characters[character] for character in words)
    return f"{sign}({words})"


def _unescape(text: str) -> str:
    if "&" not in text:
        return text
    try:
        return html.unescape(text)
    except ValueError:  # a number longer than Python converts is no character
        return text


_TAG = re.compile(
    r"""<(?:(!--|!\[CDATA\[)|[!?][A-Za-z\[][^<>]*+>|
        (/?)([A-Za-z][^\s<>/"'=]*+)
        ((?:[^<>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+|[^<>]*+)>)""",
    re.VERBOSE,
)
_ATTRIBUTE = re.compile(r"""(?<![^\s"'/])([^\s<>/"'=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'<>]++))""")
_FOREIGN = re.compile(r"[a-z0-9]+:[a-z0-9]+")
"""A tag with a prefix, as word processors leave it: `<o:p>`. Other unknown tags may be words: `list<int>`."""
_LETTERS = frozenset("abipqsu")
_LETTER_TAG = re.compile(r"""\s*+(?:[^\s=]++\s*+=\s*+[^\s"'=<>]++\s*+)*+/?|[^"']*+["'].*+""", re.DOTALL)
"""What may stand in a tag that is named by one letter; in `a<b and c>d` there are none but words."""
_SPACES = re.compile(r"[ \t\n\r\f]+")
_BULLET = "- "
_REGION_ENDS = {
    "!--": re.compile(r"-->"),
    "![CDATA[": re.compile(r"\]\]>"),
    **{name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in ("script", "style", "math")},
}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_BLOCKS = _names("""
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 head header hr html legend main nav ol option p section summary tbody tfoot
    thead title ul
""")
_INLINES = _names("""
    a abbr acronym area b base bdi bdo big button canvas cite code col colgroup data datalist del dfn em font
    i iframe input ins kbd label link map mark math meta meter nobr noscript optgroup output param picture
    progress q rb rp rt rtc ruby s samp script select small source span strike strong style template textarea
    time track tt u var wbr
""")
_DRAWING = _names("""
    circle clippath defs desc ellipse foreignobject g line lineargradient marker path polygon polyline
    radialgradient rect stop svg symbol text tspan use
""")
_MEDIA = {
    "img": "image",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "embed": "file",
    "object": "file",
}


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), _unescape(double or single or bare))
    return found


class _Page:
    """What a page shows, put together tag by tag; `verbatim` pages keep their own line breaks and blanks."""

    def __init__(self, verbatim: bool, images: list[str]) -> None:
        self.parts: list[str] = []
        self.images = images
        self.verbatim = self.kept = verbatim
        self.after_break = False
        self.cells: int | None = None
        self.in_cell = False
        self.script: int | None = None
        self.unclosed: set[str] = set()

    def read(self, text: str) -> str:
        position = 0
        while match := _TAG.search(text, position):
            if match.start() > position:
                self.words(text[position : match.start()])
            position = self.tag(match)
        self.words(text[position:])
        return self.shown()

    def shown(self) -> str:
        """Blanks that count were written as no-break spaces, so the others can be trimmed."""
        lines = (line.rstrip(" \xa0\t\r").lstrip(" ") for line in "".join(self.parts).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n").replace("\xa0", " ")

    def words(self, text: str) -> None:
        if self.cells is not None and not self.in_cell and not text.strip():
            return
        if self.kept:
            text = text.replace("\r\n", "\n").replace(" ", "\xa0")
            text = text.removeprefix("\n") if self.after_break else text
        else:
            text = _SPACES.sub(" ", text)
            text = text.lstrip(" ") if self.ends_with(" ", "\n") else text
        if text:
            self.parts.append(_unescape(text))
            self.after_break = False

    def ends_with(self, *ends: str) -> bool:
        return not self.parts or self.parts[-1].endswith(ends)

    def trim(self) -> None:
        if self.parts:
            self.parts[-1] = self.parts[-1].rstrip(" \xa0")

    def new_line(self) -> None:
        if self.in_cell:
            self.words(" ")
        elif not self.ends_with("\n") and self.parts[-1] != _BULLET:
            self.parts.append("\n")
        self.after_break = True

    def tag(self, match: re.Match[str]) -> int:
        """Take in one tag, and give the position to read on from."""
        closing, name, inside = match[2] == "/", (match[3] or "").lower(), match[4] or ""
        region = match[1] or name
        if region in _REGION_ENDS and not closing and not inside.endswith("/"):
            return self.region(match, region)
        if name in _LETTERS and not match[2] and not _LETTER_TAG.fullmatch(inside):
            self.words(match[0])
        elif name in _HANDLERS:
            _HANDLERS[name](self, closing)
        elif name in _BLOCKS:
            self.new_line()
        elif name in _MEDIA:
            if not closing:
                self.media(name, _attributes(inside))
        elif name in _DRAWING and (closing or inside.strip()):
            self.words(" ")
        elif name and name not in _INLINES and not _FOREIGN.fullmatch(name):
            self.words(match[0])
        return match.end()

    def region(self, match: re.Match[str], name: str) -> int:
        start = match.end() - 2 if name == "!--" else match.end()
        end = None if name in self.unclosed else _REGION_ENDS[name].search(match.string, start)
        if end is None:
            self.unclosed.add(name)
            if match[1]:
                self.words(match[0])
            return match.end()
        content = match.string[start : end.start()]
        if name == "![CDATA[":
            self.parts.append(content)
        elif name == "math":
            self.parts.append(_mathml(_attributes(match[4]), content))
        return end.end()

    def media(self, name: str, attributes: dict[str, str]) -> None:
        src = attributes.get("src") or attributes.get("data") or attributes.get("href", "")
        alt = attributes.get("alt", "")
        tex = attributes.get("data-equation-content") or (alt[7:] if alt.startswith("LaTeX: ") else "")
        if tex:
            self.parts.append(rf"\({tex}\)")
            return
        kind = attributes.get("type", "").partition("/")[0].lower()
        kind = kind if name in ("object", "embed") and kind in _MEDIA.values() else _MEDIA[name]
        if kind == "image" and src:
            self.images.append(src)
        if src or alt or kind == "image":
            self.parts.append(image_label(src, alt, kind))

    def line_break(self, closing: bool) -> None:
        self.parts.append(" " if self.in_cell else "\n")
        self.after_break = True

    def item(self, closing: bool) -> None:
        self.new_line()
        if not closing and not self.in_cell:
            self.parts.append(_BULLET)

    def preformatted(self, closing: bool) -> None:
        self.new_line()
        self.kept = self.verbatim or not closing

    def table(self, closing: bool) -> None:
        self.in_cell, self.cells = False, None
        self.new_line()

    def row(self, closing: bool) -> None:
        self.table(closing)
        self.cells = None if closing else 0

    def cell(self, closing: bool) -> None:
        if not closing:
            if self.cells:
                self.trim()
                self.parts.append(" | ")
            self.cells = (self.cells or 0) + 1
        self.in_cell = not closing

    def subscript(self, closing: bool) -> None:
        self.scripted(closing, _lowered)

    def superscript(self, closing: bool) -> None:
        self.scripted(closing, _raised)

    def scripted(self, closing: bool, written: Callable[[str], str]) -> None:
        if not closing:
            self.script = len(self.parts)
        elif self.script is not None:
            inner = "".join(self.parts[self.script :])
            self.parts[self.script :] = [written(inner)] if inner.strip() else []
            self.script = None


_HANDLERS: dict[str, Callable[[_Page, bool], None]] = {
    "br": _Page.line_break,
    "li": _Page.item,
    "pre": _Page.preformatted,
    "table": _Page.table,
    "tr": _Page.row,
    "td": _Page.cell,
    "th": _Page.cell,
    "sub": _Page.subscript,
    "sup": _Page.superscript,
}


def _html(text: str, images: list[str]) -> str:
    if "<" not in text:
        return _unescape(text).replace("\xa0", " ")
    return _Page(verbatim=False, images=images).read(text)


def _moodle(text: str, images: list[str]) -> str:
    """Moodle's automatic format is HTML in which line breaks count."""
    return _Page(verbatim=True, images=images).read(text)


_JOINED: dict[str, Callable[[list[str]], str]] = {
    "mfrac": "/".join,
    "msup": lambda parts: "".join(parts[:1]) + _raised("".join(parts[1:])),
    "msub": lambda parts: "".join(parts[:1]) + _lowered("".join(parts[1:])),
    "msubsup": lambda parts: (
        "".join(parts[:1]) + "".join(map(_lowered, parts[1:2])) + _raised("".join(parts[2:]))
    ),
    "annotation": lambda parts: "",
    "annotation-xml": lambda parts: "",
}
_DEEPEST_FORMULA = 50


def _mathml(attributes: dict[str, str], content: str) -> str:
    """Give a formula as its TeX annotation, else its alternative text, else its characters in a row."""
    for match in _TAG.finditer(content):
        if not match[2] and (match[3] or "").lower().endswith("annotation") and "tex" in match[4].lower():
            return _unescape(content[match.end() :].partition("<")[0].strip())
    return attributes.get("alttext") or _formula(content)


def _formula(content: str) -> str:
    position, open_parts = 0, [("", list[str]())]
    for match in _TAG.finditer(content):
        _add_words(open_parts, content[position : match.start()])
        position, name = match.end(), (match[3] or "").lower()
        if match[2] and open_parts[-1][0] == name and len(open_parts) > 1:
            _close_part(open_parts)
        elif not match[2] and name and not match[4].endswith("/") and len(open_parts) < _DEEPEST_FORMULA:
            open_parts.append((name, []))
    _add_words(open_parts, content[position:])
    while len(open_parts) > 1:
        _close_part(open_parts)
    return "".join(open_parts[0][1])


def _add_words(open_parts: list[tuple[str, list[str]]], text: str) -> None:
    words = " ".join(_unescape(text).split())
    if words:
        open_parts[-1][1].append(words)


def _close_part(open_parts: list[tuple[str, list[str]]]) -> None:
    name, parts = open_parts.pop()
    open_parts[-1][1].append(_JOINED.get(name, "".join)(parts))


class _Held:
    """Pieces taken out of a text while its markup is read, and put back as they are."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def keep(self, piece: str) -> str:
        self.pieces.append(self.restored(piece))
        return f"\0{len(self.pieces) - 1}\0"

    def restored(self, text: str) -> str:
        return re.sub(r"\0([0-9]+)\0", lambda match: self.pieces[int(match[1])], text)


_MARKS = re.compile(r"[*_`#\[<&\\~]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_LITERAL = re.compile(
    r"""(?<![`\\])(?P<ticks>`++)(?P<code>(?:[^`\n]|\n(?!\n))++)(?P=ticks)(?!`)
        |\$\$[^$]++\$\$
        |\\\((?:[^\\]|\\[^()\[\]])*+\\\)
        |\\\[(?:[^\\]|\\[^()\[\]])*+\\\]
        |(?<![\\$\w])\$(?![\s$])[^$\n]++(?<!\s)\$(?![\d$])
        |\[\[[^\[\]]++\]\]""",
    re.VERBOSE,
)
_TARGET = (
    r"""\(\s*+(?:<([^<>\n]*+)>|([^()\s<>]*+(?:\([^()\s<>]*+\)[^()\s<>]*+)*+))"""
    r"""(?:\s++(?:"[^"]*+"|'[^']*+'))?\s*+\)"""
)
_PICTURE = re.compile(rf"!\[([^\[\]]*+)\]{_TARGET}(?:\{{[^{{}}\n=]*+=[^{{}}\n]*+\}})?")
_LINK = re.compile(rf"(?<!\[)\[([^\[\]]++)\]{_TARGET}")
_ADDRESS = re.compile(r"[:/#]|\.\w")
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]++(?=\S)", re.MULTILINE)
_STARS = re.compile(r"(?<![\w*\\])(\*{1,3})(?![\s*])([^*\n]++)(?<![\s\\])\1(?![\w*])")
_LINES = re.compile(r"(?<![\w\\])(?!__[a-z0-9]++__(?!\w))(_{1,3})(?![\s_])([^_\n]++)(?<![\s\\])\1(?!\w)")
_ESCAPED = re.compile(r"\\([*_#`])")


def _markdown(text: str, images: list[str]) -> str:
    if not _MARKS.search(text):
        return text
    held = _Held()
    text = _without_fences(text.replace("\0", "\ufffd"), held)
    text = _LITERAL.sub(lambda match: held.keep(match["code"] or match[0]), text)
    text = _PICTURE.sub(lambda match: held.keep(_picture(match, held, images)), text)
    text = _HEADING.sub("", _LINK.sub(_link, text))
    for emphasis in (_STARS, _LINES) * 2:
        text = emphasis.sub(r"\2", text)
    text = _ESCAPED.sub(r"\1", text)
    found: list[str] = []
    shown = held.restored(_moodle(text, found) if "<" in text or "&" in text else text)
    images.extend(map(held.restored, found))
    return shown


def _without_fences(text: str, held: _Held) -> str:
    """Take out fenced code, its fences gone and its lines as they are; an open fence runs to the end."""
    lines: list[str] = []
    fence, code = "", list[str]()
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence and mark and mark[1].startswith(fence) and not line.strip("`~ \t\r"):
            lines.append(held.keep("\n".join(code)))
            fence, code = "", []
        elif fence:
            code.append(line)
        elif mark and "`" not in line[mark.end() :]:
            fence = mark[1]
        else:
            lines.append(line)
    return "\n".join([*lines, held.keep("\n".join(code))] if code else lines)


def _picture(match: re.Match[str], held: _Held, images: list[str]) -> str:
    src = held.restored(match[2] or match[3] or "")
    images.append(src)
    return image_label(src, held.restored(match[1]))


def _link(match: re.Match[str]) -> str:
    """Links show their words; what has no address after it, as in `f[i](x)`, is no link."""
    return match[1] if _ADDRESS.search(match[2] or match[3] or "") else match[0]


_WRAPPER = re.compile(r"\\(?:textbf|textit|textsl|texttt|textsf|textrm|textsc|emph|underline)\{([^{}]*+)\}")
_GRAPHICS = re.compile(r"\\includegraphics\*?\s*+(?:\[[^\[\]]*+\]\s*+)?\{([^{}]*+)\}")
_DEEPEST_WRAPPER = 4


def _latex(text: str, images: list[str]) -> str:
    if "\\" not in text:
        return text
    images.extend(_GRAPHICS.findall(text))
    text = _GRAPHICS.sub(lambda match: image_label(match[1]), text)
    for _ in range(_DEEPEST_WRAPPER):
        text = _WRAPPER.sub(r"\1", text)
    return text


_PLACE = re.compile(r"\{[0-9]*+:[A-Z_]++:(?:[^{}\\]|\\.)*+\}", re.DOTALL)
"""A gap of Moodle's cloze text with its answers: `{1:MC:~=Paris~Rome}`."""


def _cloze(text: str, images: list[str]) -> str:
    held = _Held()
    text = _PLACE.sub(lambda match: held.keep(match[0]), text.replace("\0", "\ufffd"))
    return held.restored(_moodle(text, images))


_READERS: dict[TextFormat, Callable[[str, list[str]], str]] = {
    TextFormat.PLAIN: lambda text, images: text,
    TextFormat.HTML: _html,
    TextFormat.MOODLE: _moodle,
    TextFormat.CLOZE: _cloze,
    TextFormat.MARKDOWN: _markdown,
    TextFormat.LATEX: _latex,
}
_TAGGED = frozenset({TextFormat.HTML, TextFormat.MOODLE, TextFormat.CLOZE})
