"""The words people write for true and false, and the choices they make."""

from functools import lru_cache

from qbank.domain.options import Choice
from qbank.domain.text import fold

_LONGEST = 64
"""How many characters a word may have with the blanks and marks around it."""

_TRUE = (
    "true t yes y right correct wahr richtig ja vrai v oui verdadero verdadera cierto si vero verdadeiro sim "
    "waar juist prawda tak sant да верно правда истина doğru evet benar ya đúng 对 正确 是 真 はい 正しい "
    "참 예 صح صحيح صواب نعم सही हाँ সত্য ਸਹੀ נכון כן"
)
_FALSE = (
    "false f no n wrong incorrect falsch nein faux non falso falsa não onwaar onjuist nee fałsz nie falskt "
    "нет неверно ложь yanlış hayır salah tidak sai 错 错误 否 假 いいえ 間違い 거짓 아니요 "
    "خطأ خطا لا गलत नहीं মিথ্যা ਗਲਤ לא"
)
_PLAIN = (
    "true false t f wahr falsch richtig vrai faux verdadero falso vero verdadeiro waar onwaar "
    "correct incorrect"
)

_TRUTH = {fold(word): True for word in _TRUE.split()} | {fold(word): False for word in _FALSE.split()}
_TRUE_FALSE = {fold(word) for word in _PLAIN.split()}


def truth(value: object) -> bool | None:
    """Read a boolean, or a word for one in some twenty languages; None for all else, numbers too."""
    if isinstance(value, bool):
        return value
    return _truth_of(value) if isinstance(value, str) and len(value) <= _LONGEST else None


@lru_cache(4096)
def _truth_of(word: str) -> bool | None:
    return _TRUTH.get(fold(word.strip(" \t\r\n.!")))


def truths(right: bool) -> list[Choice]:
    """Give the choices of a question of true or false of which nothing but the right one is said."""
    return [
        Choice(id="true", text="True", fraction=float(right)),
        Choice(id="false", text="False", fraction=float(not right)),
    ]


def is_true_false_pair(texts: list[str]) -> bool:
    """Tell whether two texts are the words true and false, in either order (yes and no are not)."""
    if len(texts) != 2 or {truth(text) for text in texts} != {True, False}:
        return False
    return all(fold(text.strip(" .!")) in _TRUE_FALSE for text in texts)
