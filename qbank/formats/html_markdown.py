"""Cleaned HTML, and what a printed page has around it, as Markdown: CommonMark, pipe tables, `$` formulas.

What Markdown has no sign for (sub- and superscripts, MathML, tables with joined cells) stays HTML, which
Markdown may hold. Grammar: https://spec.commonmark.org/0.31.2/
"""

import re
from collections.abc import Callable, Iterator, Sequence
from html import escape

from qbank.formats.html_cleaning import MATHML
from qbank.formats.html_tree import VOID, Node, tree_of


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_HOLDERS = _names("main section div dl dd figure figcaption center li")
_BLOCKS = _HOLDERS | _names("p ul ol blockquote pre table hr dt caption h1 h2 h3 h4 h5 h6")
_AS_HTML = _names("sub sup u ins small big kbd samp var mark ruby rt rp rb bdo abbr")
_MARKED = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
_LETTERED = _names("choices lefts rights gaps answers words")
"""Lists of a printed page, whose items bring their letters along."""
_SPECIAL = re.compile(r"([\\`*_<>$~|^]|\](?=[(\[:]))|&(?=#?\w+;)")
_BEGINS_BLOCK = re.compile(
    r"(?m)^([ \t]*)(#{1,6}(?=\s|$)|[-+=](?=\s|$)|-{2,}|={2,}|:(?=\s))|^([ \t]*\d{1,9})([.)](?=\s|$))"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DELIMITED = re.compile(r"\s*(?:\\\((?P<inline>.*)\\\)|\\\[(?P<display>.*)\\\])\s*", re.DOTALL)
_TICKS = re.compile(r"`+")
_TAGS = re.compile(r"<[^>]*>")
_EMPTY_LINE = re.compile(r"\n\s*\n")
_SPECIAL_IN_HTML = re.compile(r"[\\`*_\[\]$~|]")
_SEVERAL_BLANKS = re.compile(r"(?<=\S) {2,}")
_LINE = 40
_BLANK = 8
"""How many low lines make a line to write on, and a gap."""


def to_markdown(html: str) -> str:
    """Give the Markdown of a cleaned piece of HTML, blocks apart by an empty line; never raises."""
    return _blocks(tree_of(html).inside)


def escaped(text: str) -> str:
    r"""Give a text whose characters mean nothing to Markdown.

    Brackets are left bare, but for those that would end a link: for many readers `\[` begins a formula.
    """
    return _SPECIAL.sub(lambda match: "\\" + match[0] if match[1] else "&amp;", text)


def _blocks(nodes: Sequence[Node]) -> str:
    made: list[str] = []
    run: list[Node] = []
    for node in _laid_open(nodes):
        if node.name in _BLOCKS:
            made += [_paragraph(run), _block(node)]
            run = []
        else:
            run.append(node)
    return "\n\n".join(block for block in [*made, _paragraph(run)] if block)


def _laid_open(nodes: Sequence[Node]) -> Iterator[Node]:
    """Put the text of an item on the line of its letter."""
    for node in nodes:
        if node.name != "div" or not node.has("text"):
            yield node
            continue
        first, *rest = [each for each in node.inside if each.name or each.text.strip()] or [Node("")]
        yield from [*first.inside, *rest] if first.name == "p" else node.inside


def _paragraph(nodes: Sequence[Node]) -> str:
    text = _SEVERAL_BLANKS.sub(" ", _inline(nodes)).strip(" \n")
    return _BEGINS_BLOCK.sub(_unlike_a_block, text)


def _unlike_a_block(match: re.Match[str]) -> str:
    return f"{match[3]}\\{match[4]}" if match[3] else f"{match[1]}\\{match[2]}"


def _block(node: Node) -> str:
    if node.name == "pre":
        return _fenced(node.words().strip("\n"))
    if node.name == "hr":
        return "* * *"
    if node.name in ("ul", "ol"):
        return _list(node)
    if node.name == "blockquote":
        return _indented(_blocks(node.inside), "> ", "> ")
    if node.name == "table":
        return _table(node)
    if node.name == "div" and node.has("line"):
        return "\\_" * _LINE
    return _worded(node) if node.name not in _HOLDERS else _blocks(node.inside)


def _worded(node: Node) -> str:
    """Write a block that holds words alone: a heading, a paragraph."""
    if re.fullmatch("h[1-6]", node.name):
        heading = " ".join(_inline(node.inside).split())
        return f"{'#' * int(node.name[1])} {heading}" if heading else ""
    words = _paragraph(node.inside)
    if node.name in ("dt", "caption") or node.has("heading"):
        return _between("**", words)
    return _between("*", words) if node.has("task") else words


def _fenced(code: str) -> str:
    longest = max((len(run) for run in _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{code}\n{fence}"


def _list(node: Node) -> str:
    items = [item for item in node.inside if item.name or item.text.strip()]
    first = node.attributes.get("start", "1")
    number = int(first) if first.isdecimal() and len(first) < 9 else 1
    bulleted = node.name == "ul" or node.has(*_LETTERED)
    marks = ["- "] * len(items) if bulleted else [f"{number + n}. " for n in range(len(items))]
    made = [_indented(_item(item), mark, " " * len(mark)) for item, mark in zip(items, marks, strict=True)]
    return ("\n\n" if any("\n\n" in each for each in made) else "\n").join(made)


def _item(node: Node) -> str:
    return _blocks(node.inside if node.name == "li" else [node])


def _indented(text: str, first: str, rest: str) -> str:
    lines = text.split("\n")
    return "\n".join([(first + lines[0]).rstrip(), *((rest + line).rstrip() for line in lines[1:])])


def _table(node: Node) -> str:
    """Write a plain table with pipes, any other as HTML."""
    rows = list(_rows(node))
    width = max((len(row) for row in rows), default=0)
    if not width or any(_is_intricate(cell) for row in rows for cell in row):
        return _html(node)
    cells = [[_inline(cell.inside).replace("\n", " ").strip() for cell in row] for row in rows]
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
    return "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])


def _rows(node: Node) -> list[list[Node]]:
    found: list[list[Node]] = []
    for each in node.inside:
        if each.name == "tr":
            found.append([cell for cell in each.inside if cell.name in ("td", "th")])
        elif each.name in ("thead", "tbody", "tfoot"):
            found += _rows(each)
    return found


def _is_intricate(cell: Node) -> bool:
    joined = {"colspan", "rowspan"} & cell.attributes.keys()
    return bool(joined) or any(node.name in _BLOCKS or node.name == "br" for node in cell.inside)


def _inline(nodes: Sequence[Node]) -> str:
    return "".join(_run(node) for node in nodes)


def _run(node: Node) -> str:
    if not node.name:
        return escaped(_BLANKS.sub(" ", node.text))
    if node.name in _INLINE:
        return _INLINE[node.name](node)
    if node.name in _MARKED:
        return _between(_MARKED[node.name], _inline(node.inside))
    if node.name in _AS_HTML:
        return f"<{node.name}{_attributes(node)}>{_inline(node.inside)}</{node.name}>"
    return _html(node) if node.name in MATHML else _inline(node.inside)


def _between(mark: str, words: str) -> str:
    """Put marks directly around words, blanks outside: Markdown asks for it."""
    core = words.strip()
    if not core:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{core}{mark}{after}"


def _code(node: Node) -> str:
    words = _BLANKS.sub(" ", node.words())
    ticks = "`" * (max((len(run) for run in _TICKS.findall(words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{ticks}{pad}{words}{pad}{ticks}" if words.strip() else words


def _span(node: Node) -> str:
    if node.has("math"):
        return _formula(node)
    for name, written in _SIGNS.items():
        if node.has(name):
            return written(_inline(node.inside))
    return _inline(node.inside)


def _formula(node: Node) -> str:
    found = _DELIMITED.fullmatch(node.words())
    tex = (found["inline"] or found["display"] or "") if found else node.words()
    if node.has("display"):
        return f"$${tex.strip()}$$"
    return f"${' '.join(tex.split())}$"


_SIGNS: dict[str, Callable[[str], str]] = {
    "box": lambda words: "☐ ",
    "blank": lambda words: "\\_" * _BLANK + (f"({_TAGS.sub('', words)})" if words else " "),
    "letter": lambda words: f"{_between('**', words)} ",
    "tick": lambda words: f"{words} " if words else "",
    "points": lambda words: f"({words})",
    "note": lambda words: f"({words})" if words else "",
}
"""What a printed page draws, by its class -> how it is written; `words` are those within."""


def _image(node: Node) -> str:
    alt = escaped(" ".join(node.attributes.get("alt", "").split()))
    return f"![{alt}]({_address(node.attributes.get('src', ''))})"


def _link(node: Node) -> str:
    words, address = _inline(node.inside), node.attributes.get("href", "")
    return f"[{words.strip()}]({_address(address)})" if address and words.strip() else words


def _address(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) and not re.search(r"[<>\n]", address) else address


_INLINE: dict[str, Callable[[Node], str]] = {
    "code": _code,
    "tt": _code,
    "span": _span,
    "img": _image,
    "a": _link,
    "br": lambda node: "\\\n",
    "wbr": lambda node: "",
    "q": lambda node: f"“{_inline(node.inside)}”",
}


def _html(node: Node) -> str:
    """Write an element as HTML whose words mean nothing to Markdown, without the empty line that ends it."""
    if not node.name:
        text = _EMPTY_LINE.sub("\n", escape(node.text, quote=False))
        return _SPECIAL_IN_HTML.sub(lambda match: f"&#{ord(match[0])};", text)
    inside = "".join(_html(each) for each in node.inside)
    end = "" if node.name in VOID else f"</{node.name}>"
    return f"<{node.name}{_attributes(node)}>{inside}{end}"


def _attributes(node: Node) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
