from qbank.cli.completion import command_table
from qbank.cli.completion.values import source_of, takes_a_file

FREE = {
    "A,B", "AGE", "AGE|N", "ANSWERS", "COMMAND", "DATE", "FIELD:FROM=TO,…", "FIELD=COLUMN", "FIELD=KEY",
    "JSON", "LEFT=RIGHT", "LETTERS", "N", "NAME", "NAME,NAME", "NEW", "NUMBER", "OPTION=VALUE",
    "PART,PART", "REVISION", "RRGGBB", "SCORE", "SECONDS", "SHELL", "STEM", "STEM|-", "TEXT", "V1", "V2",
    "VALUE", "VERSION",
}  # fmt: skip
"""Values that are a person's own words, or too few to be offered."""


def test_the_table_is_what_the_program_says() -> None:
    assert command_table.TABLE.read_text(encoding="utf-8") == command_table.written(), "run `make docs`"


def test_the_table_is_read_as_it_was_written() -> None:
    commands = command_table.load()
    assert ("question", "list") in commands
    dry = commands["question", "set"].option("-n")
    assert dry is not None
    assert (dry.names, dry.takes) == (("--dry-run", "-n"), "")
    first = commands["category", "set"].argument(0)
    rest = commands["category", "set"].argument(5)
    assert (first and first.value, rest and rest.value) == ("PATH", "KEY=VALUE")
    assert commands["question", "edit"].argument(1) is None


def test_every_value_with_a_name_is_completed_or_known_to_be_free() -> None:
    unknown = {
        f"qbank {' '.join(command.words)} {each.names[0]} {each.takes}"
        for command in command_table.load().values()
        for each in command.parameters
        if each.value.isupper()
        and each.value not in FREE
        and not takes_a_file(each)
        and source_of(each, command.words) is None
        and (command.words, each.value) != (("document", "add"), "TITLE")
        and each.names[0] != "--external-id"
    }
    assert unknown == set(), "say in completion/values.py what completes it, or here that nothing does"
