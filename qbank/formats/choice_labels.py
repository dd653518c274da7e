"""The labels that choices carry in their own text, as in `A) Paris` or `(2) London`."""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

_PREFIX = re.compile(
    r"\s*(?:\(\s*(\w{1,4})\s*\)|\[\s*(\w{1,4})\s*\]|(\w{1,4})\s*[).:、．）：]|(\w{1,4})\s+[-–]\s)\s*(?=\S)"
)
_SIGN = re.compile(r"[).:、．）：\]–-]")
"""What stands in every label; a text without one has none."""
_DECIMAL = re.compile(r"\s*\d+\s*[.:]\s*\d")

_SEQUENCES = (
    "A B C D E F G H I J K L M N O P Q R S T U V W X Y Z",
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19",
    "I II III IV V VI VII VIII IX X",
    "А Б В Г Д Е Ж З И К Л М",
    "А B C D E",
    "Α Β Γ Δ Ε ΣΤ Ζ Η Θ Ι",
    "أ ب ج د ه و ز ح",
    "ا ب ج د ه و ز ح",
    "أ ب ت ث ج ح",
    "א ב ג ד ה ו ז ח",
    "क ख ग घ ङ च",
    "ক খ গ ঘ ঙ চ",
    "ก ข ค ง จ ฉ",
    "ア イ ウ エ オ カ",
    "가 나 다 라 마 바",
    "甲 乙 丙 丁 戊 己",
    "一 二 三 四 五 六",
)
_LADDERS = tuple(tuple(ladder.split()) for ladder in _SEQUENCES)


class Labelled(NamedTuple):
    """Choices without the labels they began with, and those labels; no labels where they had none."""

    texts: list[str]
    labels: list[str] | None


def without_labels(choices: Sequence[str]) -> Labelled:
    """Take `A) `, `(b) `, `3. ` … off the choices, where all have one and the labels follow each other."""
    if not choices or not _SIGN.search(choices[0]) or not _label(choices[0])[0]:
        return Labelled(list(choices), None)
    found = [_label(choice) for choice in choices]
    labels = [unicodedata.normalize("NFKC", label).upper() for label, _ in found if label]
    if len(labels) == len(choices) >= 2 and _consecutive(labels):
        return Labelled([rest for _, rest in found], labels)
    return Labelled(list(choices), None)


def labelled_key(key: str) -> tuple[str, str] | None:
    """Take a key such as `B) Paris` apart into label, in upper case, and text; None where it is no such."""
    label, rest = _label(key)
    return (unicodedata.normalize("NFKC", label).upper(), rest) if label else None


def _label(text: str) -> tuple[str, str]:
    match = _PREFIX.match(text)
    if match is None or _DECIMAL.match(text):
        return "", text
    return next(group for group in match.groups() if group), text[match.end() :].rstrip()


def _consecutive(labels: Sequence[str]) -> bool:
    return any(tuple(labels) == ladder[: len(labels)] for ladder in _LADDERS)
