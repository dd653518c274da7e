"""A bank whose file is damaged is never written to, and what is wrong is said."""

import random
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from tests.faults.conftest import Record
from tests.faults.forks import Forks
from tests.faults.stages import Stage, environment_of, prepared
from tests.faults.tally import Tally, count

PAGE = 4096
COMMANDS = {
    "list": ("question", "list", "--format", "json"),
    "search": ("question", "count", "cell"),
    "check": ("db", "check"),
    "set": ("question", "set", "--all", "--difficulty", "hard", "--yes"),
}
Damage = Callable[[bytearray, random.Random], None]


@pytest.fixture(scope="module")
def whole(forks: Forks, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return prepared("bulk set", forks, tmp_path_factory.mktemp("whole"))


def _flip(content: bytearray, chance: random.Random) -> None:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def _zero_page(content: bytearray, chance: random.Random) -> None:
    start = PAGE * chance.randrange(len(content) // PAGE)
    content[start : start + PAGE] = bytes(PAGE)


def _garbage_page(content: bytearray, chance: random.Random) -> None:
    start = PAGE * chance.randrange(len(content) // PAGE)
    content[start : start + PAGE] = chance.randbytes(PAGE)


def _swap_pages(content: bytearray, chance: random.Random) -> None:
    one, other = (PAGE * chance.randrange(1, len(content) // PAGE) for _ in range(2))
    pages = content[one : one + PAGE], content[other : other + PAGE]
    content[one : one + PAGE], content[other : other + PAGE] = pages[1], pages[0]


def _truncate(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(1, len(content) - 1) :]


def _header(content: bytearray, chance: random.Random) -> None:
    at = chance.randrange(100)
    content[at : at + 8] = chance.randbytes(8)


def _letter(content: bytearray, chance: random.Random) -> None:
    content[:] = b"Dear colleague, this is a letter, and no bank.\n" * chance.randrange(1, 500)


DAMAGES: dict[str, Damage] = {
    "a bit": _flip,
    "a page of zeroes": _zero_page,
    "a page of garbage": _garbage_page,
    "two pages exchanged": _swap_pages,
    "a file cut off": _truncate,
    "the header": _header,
    "a letter": _letter,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_bank_is_said_to_be_one_and_not_written_to(
    whole: Stage, forks: Forks, tmp_path: Path, held: Record, damage: str
) -> None:
    tally = Tally("a damaged file", damage)
    chance, ends = random.Random(damage), Counter[str]()
    original = (whole.folder / "home" / "bank.db").read_bytes()
    for point in range(count(60, 3)):
        content = bytearray(original)
        DAMAGES[damage](content, chance)
        tally.points += 1
        folder = whole.fresh(tmp_path / "stage")
        bank = folder / "home" / "bank.db"
        for name, words in COMMANDS.items():
            bank.write_bytes(content)
            code, written, said = forks.read(words, environment_of(folder))
            ends[f"{name} {code}"] += 1
            where = f"point {point}, {name}, ends with {code}: {said}"
            tally.heard(f"{where}" if "Traceback" in said or "bug in" in said else "")
            if (name != "set" or code) and bank.read_bytes() != content:
                tally.add("partial", f"the file is changed: {where}")
            if code not in ((0, 65, 74) if name != "check" else (0, 1, 65, 74)) or (code > 1 and written):
                tally.wrong.append(where)
    tally.seen = ", ".join(f"{end}: {number}" for end, number in sorted(ends.items()))
    held(tally)


def test_a_bit_that_flips_in_a_text_is_found_by_the_check(
    whole: Stage, forks: Forks, tmp_path: Path, held: Record
) -> None:
    tally = Tally("a damaged file", "a bit of a stem, an option or an explanation")
    chance = random.Random("text")
    folder = whole.fresh(tmp_path / "stage")
    bank = folder / "home" / "bank.db"
    content = bank.read_bytes()
    with closing(connect(bank)) as connection:
        rows = connection.execute("SELECT stem, options, coalesce(explanation, '') FROM questions").fetchall()
    texts = [text.encode() for row in rows for text in row if len(text) > 20]
    for _ in range(count(100, 5)):
        text = chance.choice(texts)
        # The row of a question is found by what follows it there: the reader's text holds the stem as well.
        at = content.index(text[:40]) + chance.randrange(40)
        flipped = bytearray(content)
        flipped[at] ^= 1 << chance.randrange(8)
        bank.write_bytes(flipped)
        code, said = forks.run(("db", "check"), environment_of(folder))
        tally.points += 1
        tally.heard(said)
        if code not in (1, 65) or bank.read_bytes() != flipped:
            tally.add("lost", f"{flipped[at - 10 : at + 10]!r} ends with {code}: {said}")
    held(tally)
