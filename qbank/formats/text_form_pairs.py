r"""Pairs in the text form, `left == right`; a left side that holds the sign itself has a backslash in it."""

import re

from qbank.formats.text_form_lines import Mistake, from_one_line, is_structure, on_one_line
from qbank.formats.text_form_sections import is_section

_SIGN = re.compile(r"(?:(?<= )|^)(\\*)==(?= |$)", re.MULTILINE)
_BARE = re.compile(r"(?:(?<= )|^)==(?= |$)")


def with_sign_escaped(text: str) -> str:
    """Write a text that must not be taken for a pair."""
    return _SIGN.sub(r"\\\g<0>", text)


def without_escape(text: str) -> str:
    """Read what `with_sign_escaped` wrote."""
    return _SIGN.sub(lambda found: found[1][1:] + "==", text)


def written_left(left: str) -> str:
    """Write the left side of a pair on one line."""
    line = with_sign_escaped(on_one_line(left.strip()))
    return "\\" + line if _is_other(line.lstrip("\\")) else line


def written_right(right: str) -> str:
    """Write the right side of a pair; one without a word is a lone backslash, so that something is there."""
    words = right.strip()
    return words if words.strip("\\") else "\\" + words


def _read_right(text: str) -> str:
    words = text.strip()
    return words if words.strip("\\") else words[1:]


def _is_other(line: str) -> bool:
    """Tell whether a line that begins a pair would be read as something else."""
    return is_structure(line) or is_section(line) or line.startswith(">")


def opens_a_pair(text: str) -> tuple[str, str] | None:
    """Take a line that holds the sign of a pair as the opening of one."""
    return None if text[:1] in " \t" or not _BARE.search(text) else ("", text)


def split_pair(text: str, line: int) -> tuple[str, str]:
    """Take a pair apart into left and right. Raises Mistake where it has no right side."""
    found = _BARE.search(text)
    if found is None or not text[found.end() :].strip():
        raise Mistake(line, "a pair is written as left == right, a wrong right side as == right")
    left = text[: found.start()].strip()
    if left.startswith("\\") and _is_other(left.lstrip("\\")):
        left = left[1:]
    return from_one_line(without_escape(left)), _read_right(text[found.end() :])
