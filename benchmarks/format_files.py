"""Made-up files of other programs' formats, in the proportions that people's own files have."""

from collections.abc import Callable, Iterator
from pathlib import Path

_STEM = (
    "Nº {n}\\: the membrane of a cell lets water through, and keeps larger molecules on their side. What"
    " happens to a plant cell \\= with a wall around it \\= in pure water?"
)
_CHOICES = """{{
={right} swells until the wall holds it#Right\\: the pressure of the wall balances the osmotic one.
~It bursts#An animal cell would.
~It shrinks, and its membrane comes off the wall
~Nothing — water passes in both directions
}}"""
_SEVERAL = """{{
~%50%glucose {right}
~%50%fructose
~%-50%cellulose#That is a long chain.
~%-50%starch
####Sugars are named after their length.
}}"""
_WEIGHTED = "{{={right} pressure=%50%pressure#Which one?}}"
_WORD = "{{={right}}}"
_TRUTH = "{{T#It does.#Well seen.}}"
_PAIRS = "{{\n=leaf {right} -> photosynthesis\n=root -> water and salts\n=stem -> transport\n}}"
_NUMBER = "{{#={n}:0.5=%50%{n}:2#nearly}}"
_BODIES = (
    *(_CHOICES, _WORD, _CHOICES, _TRUTH, _CHOICES, _PAIRS, _CHOICES, _WEIGHTED, _SEVERAL, _NUMBER),
    *(_CHOICES, _WORD, _CHOICES, _TRUTH, _CHOICES, _PAIRS, _CHOICES, _WEIGHTED, _SEVERAL, _CHOICES),
)
"""Of twenty questions in real files ten or eleven have choices, four ask for words, two or three are true or
false, two have pairs, and one, less often than that, a number."""


def gift(count: int) -> Iterator[str]:
    """Yield blocks of GIFT; every fifth has a comment with an id and tags, every 500th begins a category."""
    for n in range(count):
        if n % 500 == 0:
            yield f"$CATEGORY: $course$/top/Biology/Unit {n // 500}\n\n"
        if n % 5 == 0:
            yield f"// question: {n}  name: Osmosis {n}\n// [id:q{n}] [tag:cell] [tag:water]\n"
        body = _BODIES[n % len(_BODIES)]
        stem = _STEM.format(n=n)
        yield f"::Osmosis {n}::[html]<p>{stem}</p> {body.format(n=n, right=f'The cell {n}')}\n\n"


def aiken(count: int) -> Iterator[str]:
    """Yield questions of Aiken."""
    for n in range(count):
        yield (
            f"What happens to plant cell {n} in pure water?\nA) It bursts\n"
            "B) It swells until the wall holds it\nC) It shrinks\nD) Nothing\nANSWER: B\n\n"
        )


def write(path: Path, count: int, pieces: Callable[[int], Iterator[str]]) -> Path:
    """Write a file of so many questions."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(pieces(count))
    return path
