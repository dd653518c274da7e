"""Changing config.toml as a person would: what they wrote stays as it is, order and comments too."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbank.cli.aliases import require_possible
from qbank.cli.saved_mappings import require_mapping
from qbank.db.files import draft_for, sync_file, sync_folder
from qbank.db.location import located
from qbank.errors import Kind, QbankError
from qbank.settings import DEFAULT, Settings, config_path, nearest, understood

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

SAMPLE = """\
# bank = "chem"        # which bank: a name from [banks], or a path; QBANK_DB, QBANK_BANK
# format = "table"     # how listings are written: table, json, ndjson, csv, tsv, ids; QBANK_FORMAT
confirm_above = 3      # `question set` asks on a terminal when it would change more questions than this
wait = 30.0            # seconds to wait while another program writes; --wait, QBANK_WAIT
# actor = "ada"        # who the journal says made a change: your login name; QBANK_ACTOR
audit = false          # true: seal each change, so that `qbank db check` sees what was altered; no pruning
auto_backup = true     # a backup before large changes and what forgets; QBANK_AUTO_BACKUP
backup_above = 10000   # a change of more questions than this is large
color = "auto"         # auto, always or never; --color

[banks]                # names for banks: --bank chem; a path here begins at this file's folder, or with ~
# chem = "~/exams/chem.db"

[alias]                # command lines of your own: `qbank hard tag:exam`
# hard = "question list difficulty:hard"

[map]                  # what other people's columns hold: `qbank question import x.csv --map team`
# team = "stem=Frage 'options=Antwort 1,Antwort 2' answer=Richtig answers=1-based"
"""
"""What a new file says: everything there is, with its default."""


def target() -> Path:
    """Give the file itself, where the configuration is a link to it."""
    return config_path().expanduser().resolve()


def text() -> str:
    """Read the file; nothing where there is none. Raises QbankError where it is no text."""
    path = config_path()
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise QbankError(
            Kind.CONFIGURATION, f"{path} cannot be read: {error}", hint="correct it in an editor"
        ) from error


def put(key: str, value: Any) -> None:
    """Set a key, `wait` or `banks.chem`. Raises QbankError for a file that would be wrong then."""
    table, _, name = key.rpartition(".")

    def change(document: "TOMLDocument") -> None:
        if table:
            document.setdefault(table, {})[name] = value
        else:
            document[name] = value

    _changed(change)


def take_away(*keys: str) -> bool:
    """Take keys away, so that the defaults hold; tell whether any was there."""
    taken: list[Any] = []

    def change(document: "TOMLDocument") -> None:
        for key in keys:
            table, _, name = key.rpartition(".")
            inside: Any = document.get(table, {}) if table else document
            if name in inside:
                taken.append(inside.pop(name))

    _changed(change)
    return bool(taken)


def _changed(change: "Callable[[TOMLDocument], None]") -> None:
    # tomlkit alone keeps comments and order; it is imported by what writes the file, and by nothing else.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    before = text()
    try:
        document = tomlkit.parse(before)
        change(document)
        after = tomlkit.dumps(document)
        if not before.startswith("\n"):
            # What stood at the top takes its own line along, but not the blank one below it.
            after = after.lstrip("\n")
    except TOMLKitError as error:
        raise QbankError(
            Kind.CONFIGURATION,
            f"{config_path()} is not readable TOML: {error}",
            hint="correct it with `qbank config edit`",
        ) from error
    require_right(after)
    if after != before:
        write(after)


def require_right(text: str) -> None:
    """Raise QbankError, naming what is wrong, for a text that no command could work with."""
    values = Settings(**understood(text.encode(), config_path()))
    for name, line in values.alias.items():
        require_possible(name, line)
    for name, words in values.map.items():
        require_mapping(name, words)
    if values.bank is not None:
        require_bank(values.bank, [DEFAULT, *values.banks])


def require_bank(told: str, names: list[str]) -> None:
    """Raise QbankError for a word that is neither the name of a bank nor a place one could have."""
    located(told)
    if told in names or not told.replace("-", "").replace("_", "").isalnum():
        return
    raise QbankError(
        Kind.CONFIGURATION,
        f"there is no bank named {told!r}",
        hint=nearest(told, names, f"make one with `qbank bank new {told}`"),
    )


def write(text: str) -> None:
    """Put a text in the file's place, whole or not at all, for its owner alone. Raises QbankError."""
    path = target()
    draft = draft_for(path)
    try:
        draft.write_text(text, encoding="utf-8", newline="")
        sync_file(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
