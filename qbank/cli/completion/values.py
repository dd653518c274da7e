"""What may stand as the value of an option or an argument: told by what its help calls it.

So a new command needs nothing to be completed: it says PATH, TAG or QUERY in its help as the others do.
"""

from collections.abc import Callable, Iterable, Mapping

from qbank.cli.completion import bank_values
from qbank.cli.completion.asked import Asked
from qbank.cli.completion.candidates import FILES, Answer, Candidate, beginning, behind, words
from qbank.cli.completion.command_table import Parameter, Words

Source = Callable[[Asked, str], Iterable[Candidate]]
NONE = "none"
_FREE = ("--db", "--external-id")
"""Options that share the name of their value with others and mean something else: a file, a new id."""


def value_of(parameter: Parameter, typed: str, asked: Asked) -> Answer:
    """Tell what may stand as a parameter's value, of which this much is typed."""
    source = source_of(parameter, asked.command)
    offered = () if source is None else source(asked, typed)
    # A word of a query may get quotes that were not typed.
    if found := list(offered) if source is _queried else beginning(typed, offered):
        return Answer(found)
    return FILES if takes_a_file(parameter) else Answer()


def takes_a_file(parameter: Parameter) -> bool:
    """Tell whether names of files are the shell's to complete."""
    return parameter.value in ("FILE", "FOLDER", "FROM", "TO") or "--db" in parameter.names


def source_of(parameter: Parameter, command: Words) -> Source | None:
    """Find what offers the values of a parameter; None where a person's own words are meant, or a file."""
    if parameter.names[0] in _FREE or (command, parameter.value) == (("document", "add"), "TITLE"):
        return None
    if (of_command := _OF_COMMAND.get((*command, parameter.value))) is not None:
        return of_command
    if parameter.names[0] == "--sort":
        return _sorted_by(parameter.choices)
    if parameter.choices:
        chosen = _choice(parameter.choices)
        return _in_list(chosen) if "," in parameter.takes else chosen
    return _OF_OPTION.get(parameter.names[0]) or _OF_VALUE.get(parameter.value)


def _choice(choices: Words) -> Source:
    return lambda asked, typed: words(choices)


def _recent(column: str) -> Source:
    return lambda asked, typed: [*bank_values.recent(asked, column), Candidate(NONE)]


def _id_or_query(asked: Asked, typed: str) -> list[Candidate]:
    return [*bank_values.questions(asked, typed), *_queried(asked, typed)]


def _help_words(asked: Asked, typed: str) -> Iterable[Candidate]:
    from qbank.cli.completion.command_table import load
    from qbank.cli.topics import TOPICS

    return words(dict.fromkeys([*TOPICS, *(command[0] for command in load() if command)]))


def _in_list(source: Source) -> Source:
    """Offer what may follow the last comma, without what stands before it."""

    def offered(asked: Asked, typed: str) -> list[Candidate]:
        before = typed[: typed.rfind(",") + 1]
        given = before.lower().split(",")
        found = beginning(typed[len(before) :], source(asked, typed[len(before) :]))
        return behind(before, [each for each in found if each.text.lower() not in given])

    return offered


def _sorted_by(columns: Words) -> Source:
    def offered(asked: Asked, typed: str) -> list[Candidate]:
        return behind("-", [*words(columns)]) if typed.startswith("-") else [*words(columns)]

    return offered


def _queried(asked: Asked, typed: str) -> list[Candidate]:
    from qbank.cli.completion.query_words import query_words

    return query_words(asked, typed)


def _preferences(asked: Asked, typed: str) -> list[Candidate]:
    from qbank.domain.preferences import KEYS, TAG_KEYS

    key, equals, value = typed.partition("=")
    if not equals:
        return [Candidate(f"{name}=", whole=False) for name in KEYS]
    source = _in_list(bank_values.tags) if key.lower() in TAG_KEYS else _OF_OPTION.get(f"--{key.lower()}")
    found = source(asked, value) if source is not None else ()
    return behind(f"{key}=", (each for each in found if each.text != NONE))


def _preference_keys(asked: Asked, typed: str) -> Iterable[Candidate]:
    from qbank.domain.preferences import KEYS

    return words(KEYS)


def _own_field(asked: Asked, typed: str) -> list[Candidate]:
    name, equals, _ = typed.partition("=")
    if equals:
        return behind(f"{name}=", bank_values.own_values(asked, name))
    return [Candidate(f"{each.text}=", whole=False) for each in bank_values.own_fields(asked)]


def _field_names(asked: Asked, typed: str) -> Iterable[Candidate]:
    return bank_values.own_fields(asked)


def _bank_names(asked: Asked, typed: str) -> Iterable[Candidate]:
    from qbank.db.location import without_password
    from qbank.settings import load, named_banks

    return (Candidate(name, without_password(place)) for name, place in named_banks(load()).items())


_OF_COMMAND: Mapping[Words, Source] = {
    ("trash", "restore", "ID"): bank_values.trash,
    ("tag", "list", "PREFIX"): bank_values.tags,
    ("tag", "rename", "OLD"): bank_values.tags,
    ("tag", "rename", "NEW"): bank_values.tags,
    ("tag", "merge", "FROM... INTO"): bank_values.tags,
    ("field", "define", "NAME"): _field_names,
    ("field", "rename", "NAME"): _field_names,
    ("field", "rename", "NEW"): _field_names,
    ("field", "delete", "NAME"): _field_names,
    ("question", "set", "NAME"): _field_names,
    ("bank", "use", "NAME"): _bank_names,
    ("bank", "forget", "NAME"): _bank_names,
    ("db", "restore", "FILE"): bank_values.backups,
}
"""The words of a command and the name of a value -> what offers it there, and there alone."""

_OF_OPTION: Mapping[str, Source] = {
    "--bank": _bank_names,
    "--difficulty": _choice(("easy", "medium", "hard", NONE)),
    "--status": _choice(("draft", "review", "ready", "retired")),
    "--rating": _choice((*map(str, range(6)), NONE)),
    "--language": _recent("language"),
    "--author": _recent("author"),
    "--assignee": _recent("assignee"),
    "--licence": _recent("licence"),
}
"""The name of an option whose value has no name of its own -> what offers it."""

_OF_VALUE: Mapping[str, Source] = {
    "PATH": bank_values.categories,
    "PARENT": bank_values.categories,
    "TAG": bank_values.tags,
    "TAG,TAG": _in_list(bank_values.tags),
    "TITLE": bank_values.documents,
    "TITLE|ID": bank_values.documents,
    "ID": bank_values.questions,
    "QUERY": _queried,
    "ID|QUERY": _id_or_query,
    "KEEP OTHER": bank_values.questions,
    "TOPIC|COMMAND": _help_words,
    "FROM... INTO": bank_values.categories,
    "CHANGE": bank_values.changes,
    "QUERY TEXT": _queried,
    "SAVED": bank_values.saved,
    "NOTE": bank_values.notes,
    "KEY=VALUE": _preferences,
    "KEY": _preference_keys,
    "NAME=VALUE": _own_field,
}
"""What a value is called in the help -> what offers it."""
