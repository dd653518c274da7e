"""Where the cursor stands: in which command, and what may be typed there."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from qbank.cli.completion.asked import Asked
from qbank.cli.completion.candidates import FILES, Answer, Candidate, beginning, behind
from qbank.cli.completion.command_table import Command, Parameter, Words, load
from qbank.cli.completion.shell_words import REDIRECTION
from qbank.cli.completion.values import value_of

ROOT: Words = ()
_NEGATED = 2
"""How many characters make of `-t` the beginning of a negated term; `-` alone lists the options."""


class Walk(NamedTuple):
    """What the words before the cursor have led to.

    `waiting` is an option that lacks its value, `place` how many arguments have been given, `ended` whether
    `--` was, `bank` what --db said, `named` what --bank did.
    """

    command: Command
    waiting: Parameter | None = None
    place: int = 0
    ended: bool = False
    bank: str | None = None
    named: str | None = None

    def told(self, option: Parameter, value: str) -> "Walk":
        """Go on behind an option's value, which is kept where it says which bank."""
        bank = value if "--db" in option.names else self.bank
        named = value if "--bank" in option.names else self.named
        return self._replace(waiting=None, bank=bank, named=named)


def answer(words: Sequence[str], current: str) -> Answer:
    """Tell what may stand at the cursor, behind the words and instead of the current one."""
    if words and words[-1] == REDIRECTION:
        return FILES
    commands = load()
    walk = walked(commands, _without_redirections(words))
    with Asked(walk.command.words, walk.bank, walk.named) as asked:
        return _answer(commands, walk, current, asked)


def _answer(commands: Mapping[Words, Command], walk: Walk, current: str, asked: Asked) -> Answer:
    if walk.waiting is not None:
        return value_of(walk.waiting, current, asked)
    name, equals, value = current.partition("=")
    if not walk.ended and equals and (option := _option(commands, walk.command, name)) is not None:
        return _behind(f"{name}=", value_of(option, value, asked))
    argument = walk.command.argument(walk.place)
    if not walk.ended and current.startswith("-") and current != "":
        options = Answer(_options(commands, walk.command, current))
        if argument is None or argument.value != "QUERY" or len(current) < _NEGATED:
            return options
        return Answer([*options.candidates, *value_of(argument, current, asked).candidates])
    if argument is not None:
        return value_of(argument, current, asked)
    return Answer() if walk.place else Answer(beginning(current, _subcommands(commands, walk.command)))


def walked(commands: Mapping[Words, Command], words: Sequence[str]) -> Walk:
    """Follow the words from command to command."""
    walk = Walk(commands[ROOT])
    for word in words:
        if walk.waiting is not None:
            walk = walk.told(walk.waiting, word)
        elif walk.ended or not word.startswith("-") or word == "-":
            inner = commands.get((*walk.command.words, word))
            if inner is not None and not walk.place:
                walk = walk._replace(command=inner)
            else:
                walk = walk._replace(place=walk.place + 1)
        else:
            walk = _past_option(commands, walk, word)
    return walk


def _past_option(commands: Mapping[Words, Command], walk: Walk, word: str) -> Walk:
    if word == "--":
        return walk._replace(ended=True)
    name, equals, value = word.partition("=")
    option = _option(commands, walk.command, name)
    if option is None and not name.startswith("--"):
        # Short ones may stand together; the last of them may take the next word.
        option = _option(commands, walk.command, f"-{name[-1]}")
    if option is None:
        # A term that is negated stands for itself: `-tag:draft`.
        return walk._replace(place=walk.place + (":" in word))
    if not option.takes:
        return walk
    if not equals:
        return walk._replace(waiting=option)
    return walk.told(option, value)


def _option(commands: Mapping[Words, Command], command: Command, name: str) -> Parameter | None:
    """Find an option of the command; those of qbank itself may stand anywhere."""
    return command.option(name) or commands[ROOT].option(name)


def _options(commands: Mapping[Words, Command], command: Command, typed: str) -> list[Candidate]:
    everywhere = [] if command.words == ROOT else commands[ROOT].parameters
    parameters = [each for each in (*command.parameters, *everywhere) if each.is_option]
    if typed == "-":
        # One name tells each; the short one is shorter typed than completed.
        return [Candidate(each.names[0], each.help) for each in parameters]
    return beginning(typed, (Candidate(name, each.help) for each in parameters for name in each.names))


def _subcommands(commands: Mapping[Words, Command], group: Command) -> list[Candidate]:
    depth = len(group.words)
    inner = (
        each for words, each in commands.items() if len(words) == depth + 1 and words[:depth] == group.words
    )
    return [Candidate(each.words[-1], each.help) for each in inner]


def _behind(prefix: str, told: Answer) -> Answer:
    return told._replace(candidates=behind(prefix, told.candidates))


def _without_redirections(words: Sequence[str]) -> list[str]:
    pairs = zip(words, ("", *words), strict=False)
    return [word for word, before in pairs if REDIRECTION not in (word, before)]
