"""LaTeX taken apart into words and marks: what is in the braces of a command it does not know is a mark."""

import re

from qbank.domain.pieces import (
    ADDRESS,
    GAP,
    OBJECT,
    Mark,
    MarkReader,
    seen_as_it_is,
    seen_as_nothing,
    seen_as_object,
)

_GROUPS = {
    "comment": r"%[^\n]*+\n?",
    "formula": (
        r"\$\$[^$]++\$\$|\$(?:[^$\\]|\\.)++\$"
        r"|\\\((?:[^\\]|\\[^()\[\]])*+\\\)|\\\[(?:[^\\]|\\[^()\[\]])*+\\\]"
    ),
    "gap": GAP,
    "address": ADDRESS,
    "verbatim": r"\\(?:verb|lstinline)\*?(?P<delimiter>[^\w\s*\[{])[^\n]*?(?P=delimiter)",
    "command": r"\\[A-Za-z@]++\*?",
    "escape": r"\\.",
    "special": r"[{}~&^_#$]",
}
LATEX = re.compile("|".join(f"(?P<{name}>{part})" for name, part in _GROUPS.items()), re.DOTALL)

_GROUP = r"\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.|\{(?:[^{}\\]|\\.)*+\})*+\})*+\}"
_ARGUMENT = rf"[ \t]*+(?:\[[^\[\]\n]*+\]|{_GROUP})"
_ARGUMENTS = re.compile(rf"(?:{_ARGUMENT})*+", re.DOTALL)
_OPENING = re.compile(r"[ \t]*+(?:\[[^\[\]\n]*+\])?+[ \t]*+\{")
_FIRST = re.compile(rf"[ \t]*+{_GROUP}", re.DOTALL)
_NAME = re.compile(r"\{([A-Za-z*]++)\}")


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WITH_WORDS = _names("""
    textbf textit textsl texttt textsf textrm textsc textup textnormal emph underline text mbox footnote
    part chapter section subsection subsubsection paragraph title caption question choice correctchoice
    wrongchoice solution
""")
_SECOND_HAS_WORDS = _names("textcolor href colorbox foreignlanguage")
_WHOLE = _names("""
    equation align gather multline eqnarray displaymath math array verbatim lstlisting minted tikzpicture
    tabbing filecontents comment
""")
_BREAKING = frozenset(("begin", "end", "item", "par", "newline", "section", "subsection"))
_ESCAPED = frozenset("%&$#_{} ")


class LatexMarks:
    """Reads the marks of one text; remembers which environments are never closed."""

    def __init__(self) -> None:
        self._unclosed: set[str] = set()

    def readers(self) -> dict[str, MarkReader]:
        """Give the readers of the groups of `LATEX`, but for gaps."""
        return {
            "comment": seen_as_nothing,
            "formula": seen_as_it_is,
            "address": seen_as_object,
            "verbatim": seen_as_it_is,
            "command": self.command,
            "escape": escape,
            "special": special,
        }

    def command(self, start: re.Match[str]) -> Mark:
        """Read a command with its arguments; of one whose argument are words, all up to the brace."""
        name, text = start[0][1:].rstrip("*"), start.string
        if name == "begin" and (whole := self._environment(start)) is not None:
            return whole
        position = start.end()
        if name in _SECOND_HAS_WORDS and (first := _FIRST.match(text, position)):
            position = first.end()
        if name in _WITH_WORDS | _SECOND_HAS_WORDS and (opening := _OPENING.match(text, position)):
            return Mark(opening.end(), "")
        arguments = _ARGUMENTS.match(text, start.end())
        end = arguments.end() if arguments is not None else start.end()
        if name == "includegraphics":
            return Mark(end, OBJECT)
        return Mark(end, "\n" if name in _BREAKING else text[start.end() : end])

    def _environment(self, start: re.Match[str]) -> Mark | None:
        """Read an environment of formulas or code whole."""
        named = _NAME.match(start.string, start.end())
        if named is None or named[1].rstrip("*") not in _WHOLE or named[1] in self._unclosed:
            return None
        last = f"\\end{{{named[1]}}}"
        end = start.string.find(last, named.end())
        if end < 0:
            self._unclosed.add(named[1])
            return None
        return Mark(end + len(last), start.string[named.end() : end])


def escape(match: re.Match[str]) -> Mark:
    r"""Read a character behind a backslash: `\%` is seen as it is, `\\` ends the line."""
    character = match[0][1]
    return Mark(match.end(), "\n" if character == "\\" else character if character in _ESCAPED else "")


def special(match: re.Match[str]) -> Mark:
    """Read a character that has a meaning of its own."""
    return Mark(match.end(), {"{": "", "}": "", "~": " "}.get(match[0], match[0]))
