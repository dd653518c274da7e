"""Numbers that stand for texts: the same in every process, as Python's own hashes of texts are not.

What is found in a bank must not depend on the day.
"""

from functools import lru_cache
from hashlib import blake2b


def number_of(*texts: str) -> int:
    """Give a number of 63 bits for texts."""
    told = "\x1f".join(texts).encode(errors="replace")
    return int.from_bytes(blake2b(told, digest_size=8).digest()) >> 1


@lru_cache(1 << 16)
def number_of_word(word: str) -> int:
    """Give the number of a word; the words of a language are met again and again."""
    return number_of(word)
