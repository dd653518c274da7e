"""MathML as its TeX, or as its characters in a row."""

from collections.abc import Callable

from qbank.domain.markup_tags import TAG, unescape
from qbank.domain.superscripts import lowered, raised

_JOINED: dict[str, Callable[[list[str]], str]] = {
    "mfrac": "/".join,
    "msup": lambda parts: "".join(parts[:1]) + raised("".join(parts[1:])),
    "msub": lambda parts: "".join(parts[:1]) + lowered("".join(parts[1:])),
    "msubsup": lambda parts: (
        "".join(parts[:1]) + "".join(map(lowered, parts[1:2])) + raised("".join(parts[2:]))
    ),
    "annotation": lambda parts: "",
    "annotation-xml": lambda parts: "",
}
_DEEPEST_FORMULA = 50


def read_mathml(attributes: dict[str, str], content: str) -> str:
    """Give a formula as its TeX annotation, else its alternative text, else its characters in a row."""
    for match in TAG.finditer(content):
        if not match[2] and (match[3] or "").lower().endswith("annotation") and "tex" in match[4].lower():
            return unescape(content[match.end() :].partition("<")[0].strip())
    return attributes.get("alttext") or _formula(content)


def _formula(content: str) -> str:
    position, open_parts = 0, [("", list[str]())]
    for match in TAG.finditer(content):
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
    words = " ".join(unescape(text).split())
    if words:
        open_parts[-1][1].append(words)


def _close_part(open_parts: list[tuple[str, list[str]]]) -> None:
    name, parts = open_parts.pop()
    open_parts[-1][1].append(_JOINED.get(name, "".join)(parts))
