"""`qbank help`: topics from the documentation's own pages, commands from their own help."""

import re
from collections.abc import Callable

import pytest

from qbank import guides
from qbank.cli.exits import ExitCode
from qbank.cli.groups import COMMANDS, GROUPS
from qbank.cli.markdown_blocks import Code, blocks, section_names
from qbank.cli.options import Format
from qbank.cli.topics import TOPICS, page
from qbank.formats.registry import FORMATS
from qbank.query.fields import FIELDS

Run = Callable[..., tuple[int, str, str]]


def words_of(text: str) -> set[str]:
    """The words of a text, those of its links' addresses left out."""
    return set(re.findall(r"\w+", re.sub(r"\]\([^)]*\)|```\w*", " ", text.lower())))


def test_without_words_it_lists_the_topics(qbank: Run) -> None:
    code, out, said = qbank("help")
    assert (code, said) == (ExitCode.OK, "")
    assert re.findall(r"`qbank help ([a-z-]+)`", out) == list(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_fits_80_columns_but_for_its_code(qbank: Run, topic: str) -> None:
    code, out, _ = qbank("help", topic)
    assert code == ExitCode.OK
    assert len(out.splitlines()) > 10
    code_lines = {f"  {line}" for block in page(topic) if isinstance(block, Code) for line in block.lines}
    assert [line for line in out.splitlines() if len(line) > 80 and line not in code_lines] == []


@pytest.mark.parametrize("topic", [name for name, topic in TOPICS.items() if topic.parts])
def test_a_topic_says_what_its_pages_say(qbank: Run, topic: str) -> None:
    shown = words_of(qbank("help", topic)[1])
    for part in TOPICS[topic].parts:
        text = guides.text(part.page)
        names = section_names(blocks(text))
        wanted = part.only or [name for name in names if name not in part.but]
        assert {*wanted, *part.but} <= set(names)
        sections = dict(zip(names, re.split(r"^## .*$", text, flags=re.MULTILINE), strict=True))
        assert words_of(" ".join(sections[name] for name in wanted)) - shown == set()


def test_the_topic_on_queries_has_every_field_of_the_language(qbank: Run) -> None:
    out = qbank("help", "query")[1]
    assert [field.name for field in FIELDS if f"`{field.name}`" not in out] == []


def test_the_topic_on_values_has_every_word_of_the_closed_sets(qbank: Run) -> None:
    out = qbank("help", "values")[1]
    assert [value for field in FIELDS for value in field.choices if f"`{value}`" not in out] == []


def test_the_topic_on_exit_codes_has_every_code(qbank: Run) -> None:
    out = qbank("help", "exit-codes")[1]
    codes = {int(code) for code in re.findall(r"^  (\d+) ", out, re.MULTILINE)}
    assert codes == {*ExitCode, 130}


def test_the_topic_on_formats_has_every_format(qbank: Run) -> None:
    out = qbank("help", "formats")[1]
    rows = dict(re.findall(r"^  `([\w-]+)` .* (yes|no) +(?:yes|no)$", out, re.MULTILINE))
    read_or_written = {name: form for name, form in FORMATS.items() if form.reads or form.writes}
    assert rows == {name: "yes" if form.reads else "no" for name, form in read_or_written.items()}
    joined = " ".join(out.split())
    assert [form.title for form in FORMATS.values() if form.title not in joined] == []
    assert "|".join(Format) in out


@pytest.mark.parametrize(
    "words", [["question", "set"], ["question"], ["undo"], ["help"], ["db", "upgrade"], ["category", "list"]]
)
def test_a_command_is_explained_as_by_its_own_help(qbank: Run, words: list[str]) -> None:
    assert qbank("help", *words) == qbank(*words, "--help")


@pytest.mark.parametrize("name", [*GROUPS, *COMMANDS])
def test_every_command_can_be_asked_for(qbank: Run, name: str) -> None:
    code, out, said = qbank("help", name)
    assert (code, said) == (ExitCode.OK, "")
    assert name in TOPICS or out.startswith("Usage: ")


def test_a_command_typed_by_habit_is_explained_too(qbank: Run) -> None:
    assert qbank("help", "import") == qbank("question", "import", "--help")
    assert qbank("help", "question", "rm") == qbank("question", "delete", "--help")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["quary"], "the nearest first: query"),
        (["exit-code"], "the nearest first: exit-codes"),
        (["question", "ste"], "the nearest first: set"),
        (["zzzzz"], "see what there is with: qbank help"),
    ],
)
def test_an_unknown_topic_names_the_nearest(qbank: Run, words: list[str], hint: str) -> None:
    code, out, said = qbank("help", *words)
    assert (code, out) == (ExitCode.USAGE, "")
    assert f"there is no help on {' '.join(words)!r}" in said
    assert f"hint: {hint}" in said


def test_colours_take_the_place_of_the_quotes_round_code(qbank: Run) -> None:
    assert "`-tag:draft`" in qbank("help", "query")[1]
    colored = qbank("help", "query", "--color", "always")[1]
    assert "`" not in colored
    assert "\x1b[36m-tag:draft\x1b[0m" in colored


def test_the_help_of_the_log_tells_what_it_takes_without_a_command(qbank: Run) -> None:
    told = qbank("log", "--help")[1]
    for option in ("[QUERY]...", "--since DATE", "--by NAME", "--question ID", "--limit N"):
        assert option in told


@pytest.mark.parametrize(
    "page", ["question update", "question replace", "question add", "question copy", "note add"]
)
def test_an_example_is_one_line_that_can_be_copied(qbank: Run, page: str) -> None:
    told = qbank(*page.split(), "--help")[1].splitlines()
    examples = [place for place, line in enumerate(told) if line.startswith("  Example: ")]
    assert examples
    assert all(told[place + 1] == "" for place in examples)
