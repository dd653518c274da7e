"""`qbank config`: what is set, where it comes from, and changing it."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

import typer

from qbank.cli import config_file, editor, output, run, saved_mappings, stderr
from qbank.cli.aliases import require_possible
from qbank.cli.bank_names import shown_place
from qbank.cli.groups import new_group
from qbank.cli.invocation import Color, Invocation
from qbank.cli.options import FormatOption, NoHeaderOption
from qbank.cli.output import Column
from qbank.db.files import cannot_create
from qbank.errors import Kind, QbankError
from qbank.settings import (
    DEFAULT,
    ENVIRONMENT,
    TABLES,
    TYPES,
    Settings,
    chosen_bank,
    config_path,
    from_environment,
    from_file,
    load,
    login_name,
    named_banks,
    nearest,
    read,
    require_name,
    unknown,
)

app = new_group("What is set for all commands, and where it comes from.")

KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Such as wait, banks.chem or alias.hard.")]
CLEARED = "none"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting in use: its value, None where there is none, and where that comes from.

    The origin is a flag, an environment variable, the path of the configuration file, or `default`.
    """

    key: str
    value: Any
    origin: str


@app.command("show")
def show(
    ctx: typer.Context,
    origin: Annotated[bool, typer.Option("--origin", help="Say where each value comes from.")] = False,
    how: FormatOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List every setting, the named banks and the aliases.

    Example: qbank config show --origin
    """
    shown: list[Column[Setting]] = [
        Column("key", lambda each: each.key, "id"),
        Column("value", lambda each: each.value),
    ]
    if origin:
        shown.append(Column("origin", lambda each: each.origin, "dim"))
    output.show(run.invocation(ctx), settings_in_use(run.invocation(ctx)), shown, how, no_header=no_header)


@app.command("get")
def get(ctx: typer.Context, key: KeyArgument) -> None:
    """Print the value of a setting; exit code 1 where it has none.

    Example: qbank config get wait
    """
    settings = {each.key: each for each in settings_in_use(run.invocation(ctx))}
    if key not in settings:
        raise _unknown(key, list(settings))
    if (value := settings[key].value) is None:
        raise QbankError(Kind.NEGATIVE, f"{key} is not set", hint=f"qbank config set {key} VALUE")
    output.line(f"{value:g}" if isinstance(value, float) else str(value))


@app.command("set")
def set_value(
    ctx: typer.Context,
    key: KeyArgument,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Its value; none takes the line away.")],
) -> None:
    """Write a setting into config.toml; all else stays as it is.

    Example: qbank config set alias.hard 'question list difficulty:hard'
    """
    _require_settable(key)
    narrator = run.invocation(ctx).narrator
    if value.strip().lower() == CLEARED:
        there = config_file.take_away(key)
        narrator.say(f"{key} is {'no longer' if there else 'not'} set in {config_path()}")
        return
    told = _value(key, value)
    config_file.put(key, told)
    narrator.say(f"set {key} to {told} in {config_path()}")
    _tell_what_counts_first(ctx, key)


@app.command("path")
def path() -> None:
    """Print where config.toml is, whether there is one or not.

    Example: cat "$(qbank config path)"
    """
    output.line(str(config_path()))


@app.command("edit")
def edit(ctx: typer.Context) -> None:
    """Open config.toml in your editor; mistakes are not taken.

    Example: EDITOR=nano qbank config edit
    """
    narrator = run.invocation(ctx).narrator
    before = config_file.text() or config_file.SAMPLE
    draft = _draft(before)
    try:
        after = _edited_until_right(narrator, draft)
    except QbankError as error:
        hint = f"nothing was changed; what you typed is in {draft}"
        kind = Kind.CONFIGURATION if error.kind is Kind.USAGE else error.kind
        raise QbankError(kind, error.message, hint=hint) from error
    draft.unlink()
    if after == before:
        narrator.say("nothing was changed")
        return
    config_file.write(after)
    narrator.say(f"wrote {config_path()}")


def settings_in_use(said: Invocation) -> list[Setting]:
    """Give every setting with the value that holds and its origin. Raises QbankError for a wrong file."""
    return [_bank(said), *_plain(said), *_named()]


def _bank(said: Invocation) -> Setting:
    choice = chosen_bank(said.db, said.bank)
    return Setting("bank", choice.name or shown_place(choice.place), choice.origin)


def _plain(said: Invocation) -> list[Setting]:
    file, environment = from_file(), from_environment()
    defaults = Settings(actor=login_name())
    flags = {"wait": said.wait, "color": None if said.color is Color.AUTO else said.color.value}
    found = []
    for name in TYPES:
        if name == "bank":
            continue
        if flags.get(name) is not None:
            found.append(Setting(name, flags[name], f"--{name}"))
        elif name in environment:
            found.append(Setting(name, environment[name], ENVIRONMENT[name]))
        elif name == "color" and (told := _color_of_environment()) is not None:
            found.append(told)
        elif name in file:
            found.append(Setting(name, file[name], str(config_path())))
        else:
            found.append(Setting(name, getattr(defaults, name), DEFAULT))
    return found


def _color_of_environment() -> Setting | None:
    if os.environ.get("NO_COLOR"):
        return Setting("color", Color.NEVER.value, "NO_COLOR")
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return Setting("color", Color.ALWAYS.value, "FORCE_COLOR")
    return None


def _named() -> list[Setting]:
    settings, origin = load(), str(config_path())
    banks = [
        Setting(f"banks.{name}", shown_place(place), DEFAULT if name == DEFAULT else origin)
        for name, place in named_banks(settings).items()
    ]
    aliases = (Setting(f"alias.{name}", line, origin) for name, line in settings.alias.items())
    maps = (Setting(f"map.{name}", words, origin) for name, words in settings.map.items())
    return [*banks, *aliases, *maps]


def _require_settable(key: str) -> None:
    table, dot, name = key.partition(".")
    if dot and table in TABLES:
        require_name(name, f"{name!r} in {key!r} is no name")
    elif key in TABLES:
        raise QbankError(
            Kind.CONFIGURATION,
            f"{key} holds many, by name",
            hint=f"qbank config set {key}.NAME VALUE",
        )
    elif key not in TYPES:
        raise unknown(key, f"there is no setting {key!r}")


def _value(key: str, told: str) -> Any:
    table, dot, name = key.partition(".")
    if dot and table == "alias":
        require_possible(name, told)
    if dot and table == "map":
        saved_mappings.require_mapping(name, told)
    value = told if dot else read(key, told, key)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tell_what_counts_first(ctx: typer.Context, key: str) -> None:
    used = {each.key: each for each in settings_in_use(run.invocation(ctx))}.get(key)
    if used is not None and used.origin not in (str(config_path()), DEFAULT):
        run.invocation(ctx).narrator.warn(f"{used.origin} is set, and counts before the file")


def _unknown(key: str, known: list[str]) -> QbankError:
    hint = nearest(key, known, "see all with `qbank config show`")
    return QbankError(Kind.CONFIGURATION, f"there is no setting {key!r}", hint=hint)


def _draft(text: str) -> Path:
    folder = config_file.target().parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=folder, prefix=".config-", suffix=".toml", delete=False) as draft:
            draft.write(text.encode())
    except OSError as error:
        raise cannot_create(folder / "config.toml", error) from error
    return Path(draft.name)


def _edited_until_right(narrator: stderr.Narrator, draft: Path) -> str:
    which = editor.chosen(None)
    if which.note:
        narrator.say(which.note)
    while True:
        editor.edit(which, draft)
        try:
            text = draft.read_bytes().decode("utf-8-sig")
            config_file.require_right(text)
        except (QbankError, UnicodeDecodeError) as error:
            wrong = error if isinstance(error, QbankError) else QbankError(Kind.CONFIGURATION, str(error))
            if not stderr.can_ask():
                raise wrong from error
            stderr.fail(wrong)
            if not stderr.ask("edit it again?"):
                raise wrong from error
        else:
            return text
