r"""Answers with `*` for anything, as Moodle writes them: `\*` is an asterisk."""

import re

_WILD = re.compile(r"(?<!\\)\*")


def is_wildcard(text: str) -> bool:
    r"""Tell whether an answer as Moodle writes it has a `*` that stands for anything."""
    return _WILD.search(text) is not None


def literal(text: str) -> str:
    r"""Give the characters of an answer without wildcards: `2\*3` is `2*3`."""
    return text.replace("\\*", "*")


def pattern(text: str) -> str:
    r"""Write an answer that means exactly its characters: `2*3` is `2\*3`."""
    return text.replace("*", "\\*")
