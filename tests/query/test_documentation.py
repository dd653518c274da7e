"""The page on the query language is true: what it shows is read, typed and refused as it says."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank.errors import QbankError
from qbank.query.fields import FIELDS, known_field
from qbank.query.parser import MAX_DEPTH, MAX_TERMS, MAX_VALUES
from qbank.query.tree import Node

Read = Callable[..., Node]
Refusal = Callable[..., QbankError]

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"qbank question (?:list|count) ")


def _rows(*header: str) -> Iterator[list[str]]:
    """The cells of every row below a header that begins with these words."""
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        first, _, *rows = [line.strip("|").split(" | ") for line in table.splitlines()]
        if [cell.strip() for cell in first[: len(header)]] == list(header):
            yield from ([cell.strip() for cell in row] for row in rows)


def _code(cell: str) -> str:
    assert cell.startswith("`"), cell
    assert cell.endswith("`"), cell
    return cell.strip("`")


def _commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


REFUSED = {_code(row[0]): _code(row[1]) for row in _rows("You type", "The message")}
SHOWN = [code for row in _rows("You type") if (code := _code(row[0])) not in REFUSED]
EXAMPLES = [_code(row[2]) for row in _rows("Field", "Finds questions by", "Example")]
QUERIES = [COMMAND.sub("", line).removeprefix("--explain ") for line in _commands()] + SHOWN + EXAMPLES


def test_the_page_shows_commands_and_tables_of_queries() -> None:
    assert len(_commands()) >= 5
    assert all(COMMAND.match(line) for line in _commands())
    assert len(SHOWN) > 60
    assert len(REFUSED) > 10


@pytest.mark.parametrize("query", QUERIES)
def test_every_documented_query_is_read(query: str, read: Read) -> None:
    read(*shlex.split(query))


@pytest.mark.parametrize("query", REFUSED)
def test_every_documented_mistake_is_refused_in_the_documented_words(query: str, refusal: Refusal) -> None:
    assert refusal(*shlex.split(query)).message == REFUSED[query]


def test_a_value_means_the_same_with_its_quotes_and_after_the_shell_took_them(read: Read) -> None:
    assert read("category:Plant biology") == read('category:"Plant biology"')


def test_the_table_of_fields_is_the_programs_own() -> None:
    documented = list(_rows("Field", "Finds questions by", "Example"))
    assert documented == [[f"`{field.name}`", field.help, f"`{field.example}`"] for field in FIELDS]


def test_every_fixed_word_is_listed() -> None:
    for field in FIELDS:
        if field.choices:
            listed = re.search(rf"^- `{field.name}`:((?:.|\n )*)", PAGE, re.MULTILINE)
            assert listed is not None, field.name
            assert tuple(re.findall(r"`(\w+)`", listed[1])) == field.choices


def test_the_synonyms_it_names_are_known() -> None:
    sentence = re.search(r"plurals and near names do too: (.*)\.\n", PAGE)
    assert sentence is not None
    assert all(known_field(word) for word in re.findall(r"`(.+?)`", sentence[1]))


def test_the_limits_it_names_are_the_programs() -> None:
    last = PAGE.rstrip().rpartition("\n\n")[2]
    assert re.findall(r"[\d,]*\d", last) == [str(MAX_TERMS), f"{MAX_VALUES:,}", str(MAX_DEPTH)]


SHELLS = {"bash": ("bash", "--norc", "-c"), "zsh": ("zsh", "-f", "-c"), "sh": ("sh", "-c")}


def _decoys(folder: Path, queries: list[str]) -> None:
    """Files that an unquoted pattern of any of the queries would be replaced by."""
    for word in {word for query in queries for word in shlex.split(query)}:
        name = re.sub(r"[*?]", "x", word).replace("/", "")
        if name != word and name:
            (folder / name).touch()


def _typed(shell: str, query: str, folder: Path) -> list[str] | str:
    """The words a program gets when the query is typed behind its name, or what the shell complains of."""
    done = subprocess.run(
        [*SHELLS[shell], f"./arguments {query}"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout.split("\0")[:-1] if done.returncode == 0 else done.stderr


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed here")
    return name


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a program that prints its arguments, and with files that patterns could match."""
    made = tmp_path_factory.mktemp("typed")
    program = made / "arguments"
    program.write_text('#!/bin/sh\n[ $# -eq 0 ] || printf "%s\\0" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    _decoys(made, [*QUERIES, *REFUSED])
    return made


def test_every_documented_query_survives_being_typed(shell: str, folder: Path) -> None:
    queries = [*QUERIES, *REFUSED]
    before = sorted(path.name for path in folder.iterdir())
    surprises = {
        query: typed for query in queries if (typed := _typed(shell, query, folder)) != shlex.split(query)
    }
    assert surprises == {}
    assert sorted(path.name for path in folder.iterdir()) == before


def test_the_check_sees_a_pattern_the_shell_takes(shell: str, folder: Path) -> None:
    assert _typed(shell, "micro*", folder) == ["microx"]


def test_curly_brackets_are_not_shown_bare_because_zsh_stops_at_them(folder: Path) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed here")
    assert "parse error" in _typed("zsh", "{ tag:a OR tag:b }", folder)
