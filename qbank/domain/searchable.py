"""The form in which texts are looked for: a reader's text and a query are both brought into it.

The index parts words at everything that is no letter, digit or mark, and knows case and Latin accents by
itself. What it cannot know is done here: scripts that put no blanks between words, characters that are
written in several ways, signs that are written or left out as the writer likes.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

BREAK = "\x1f"
"""Stands between characters of scripts without blanks. The index takes it for a blank, and it is one byte."""

ALONE = (
    "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"  # Korean: it has blanks, but hangs its particles on the words
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # Japanese
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # Han
)
"""Scripts whose every character is a syllable or a word."""

CLUSTERED = (
    "\u0e00-\u0eff"  # Thai and Lao
    "\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Burmese
    "\u1780-\u17ff"  # Khmer
)
"""Scripts without blanks whose vowels and tones are marks on the letter before them."""

MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u17b4-\u17d3\u17dd\u102b-\u103e"
MARKS += "\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f\u109a-\u109d"
# Points and vowel signs of Hebrew and Arabic, which most texts leave out; signs that nobody sees.
_UNSEEN = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
)
_UNSEEN += "\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff"
# Superscripts, subscripts, ligatures, wide and narrow forms, letters of formulas, sharp s, the micro sign.
_VARIANTS = (
    "\u00aa\u00b2\u00b3\u00b5\u00b9\u00ba\u00df\u1e9e\u2070-\u209c\u2100-\u214f\u2160-\u217f\u2460-\u24ff"
)
_VARIANTS += "\u3200-\u33ff\ufb00-\ufb4f\ufb50-\ufdff\ufe70-\ufefc\uff01-\uffee\U0001d400-\U0001d7ff"

_SHARP = str.maketrans({"ß": "ss", "ẞ": "SS"})


class _Patterns(NamedTuple):
    strange: re.Pattern[str]
    unseen: re.Pattern[str]
    syllables: re.Pattern[str]
    letters: re.Pattern[str]
    cluster: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    """Compile what most commands never need, and what would be a fiftieth of their time."""
    return _Patterns(
        re.compile(f"[{ALONE}{CLUSTERED}{_UNSEEN}{_VARIANTS}{BREAK}]"),
        re.compile(f"[{_UNSEEN}{BREAK}]+"),
        re.compile(f"[{ALONE}]+"),
        re.compile(f"[{CLUSTERED}]+"),
        re.compile(f".[{MARKS}]*"),
    )


def _is_as_looked_for(text: str) -> bool:
    return text.isascii() or not _patterns().strange.search(text)


def searchable(text: str) -> str:
    """Give the form in which a text is looked for; most have it already and come back as they are."""
    if _is_as_looked_for(text):
        return text
    known = _patterns()
    plain = unicodedata.normalize("NFKC", known.unseen.sub("", text)).translate(_SHARP)
    return known.letters.sub(_clusters_apart, known.syllables.sub(_apart, plain))


def _apart(run: re.Match[str]) -> str:
    return f"{BREAK}{BREAK.join(run[0])}{BREAK}"


def _clusters_apart(run: re.Match[str]) -> str:
    return f"{BREAK}{BREAK.join(_patterns().cluster.findall(run[0]))}{BREAK}"


def searchable_row(reading: Sequence[str]) -> tuple[str | None, ...]:
    """Bring the parts of a reader's text, the tags last, into the form in which they are looked for.

    One value more follows: the texts before the tags as they are read, a BREAK between two, or None where the
    form changed nothing in them.
    """
    whole = "\n".join(reading)
    if _is_as_looked_for(whole):
        return (*reading, None)
    forms = [searchable(text) for text in reading]
    if forms[:-1] == list(reading[:-1]):
        return (*forms, None)
    return (*forms, BREAK.join([text.replace(BREAK, "") for text in reading[:-1]]))
