"""The characters that XML 1.0 has no place for, in any spelling: https://www.w3.org/TR/xml/#charsets."""

import re

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def legal(text: str) -> str:
    """Give a text with U+FFFD for the characters that XML forbids."""
    return _FORBIDDEN.sub("\ufffd", text)


def is_legal(text: str) -> bool:
    """Tell whether XML can hold a text as it is."""
    return _FORBIDDEN.search(text) is None
