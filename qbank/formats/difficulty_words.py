"""The words in which files say how hard a question is, in some twenty languages."""

from functools import lru_cache

from qbank.domain.kinds import Difficulty
from qbank.domain.text import fold

_WORDS = {
    Difficulty.EASY: (
        "easy beginner simple basic low facil facile einfach leicht makkelijk łatwy łatwe latwy latwe lett "
        "kolay mudah легкий легко 簡単 简单 容易 쉬움 সহজ आसान سهل"
    ),
    Difficulty.MEDIUM: (
        "medium moderate intermediate average normal medio media moyen moyenne mittel gemiddeld średni "
        "średnie sredni srednie middels orta sedang средний средне 中等 普通 中 보통 মধ্যম मध्यम متوسط"
    ),
    Difficulty.HARD: (
        "hard difficult advanced high dificil difficile schwer schwierig moeilijk trudny trudne vanskelig "
        "zor sulit сложный сложно трудный 困难 困難 难 難しい 어려움 কঠিন कठिन صعب"
    ),
}
_DIFFICULTIES = {fold(word): level for level, words in _WORDS.items() for word in words.split()}


@lru_cache(1024)
def difficulty_of(word: str) -> Difficulty | None:
    """Read a word for a difficulty; None for any other, numbers too."""
    return _DIFFICULTIES.get(fold(word.strip()))
