"""The bank that a command line names, for what is said: a hint that is typed must not reach another one."""

import re
from contextvars import ContextVar

WITHOUT_BANK = ("bank", "completion", "config", "convert", "demo", "formats", "help")
"""Commands that are about no bank, or about all."""

_TOLD: ContextVar[str] = ContextVar("told", default="")


def begin(told: str) -> None:
    """Note the words that name the bank, `--db other.db`; none where every command finds it by itself."""
    _TOLD.set(told)


def for_the_bank(text: str) -> str:
    """Name the bank in the commands that a text tells: `qbank undo` is `qbank --db other.db undo` then."""
    if not (told := _TOLD.get()):
        return text
    from qbank.cli.groups import COMMANDS, GROUPS

    about_a_bank = "|".join(name for name in (*GROUPS, *COMMANDS) if name not in WITHOUT_BANK)
    command = rf"(^|`|: +)qbank (?=(?:{about_a_bank})\b)"
    return re.sub(command, lambda found: f"{found[1]}qbank {told} ", text, flags=re.MULTILINE)
