from collections.abc import Callable
from pathlib import Path

import pytest

from qbank import settings
from qbank.errors import Kind, QbankError

Write = Callable[[str], Path]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write the configuration file that is read."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("QBANK_CONFIG", str(path))

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    return write


@pytest.mark.usefixtures("config")
def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load({}) == settings.Settings()


def test_the_environment_is_heard_before_the_file(config: Write) -> None:
    config('bank = "a.db"\nwait = 5\nconfirm_above = 10\nformat = "csv"\n')
    told = settings.load({"QBANK_WAIT": "0.5", "QBANK_FORMAT": ""})
    assert (told.bank, told.wait, told.confirm_above, told.format) == ("a.db", 0.5, 10, "csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bank = ", "is not readable TOML"),
        ("colour = 1", "sets 'colour', which qbank does not know"),
        ('wait = "long"', "wait = 'long' is not a float"),
        ("wait = true", "wait = True is not a float"),
        ("confirm_above = 1.5", "is not a int"),
        ("wait = -1", "wait = -1 is below 0"),
        ("wait = nan", "wait = nan is below 0"),
        ('color = "blue"', "color = 'blue' is none of auto, always, never"),
        ('banks = "a.db"', "banks is no table"),
        ("[banks]\nchem = 3", "banks.chem = 3 is not a text"),
        ('[banks]\n"a b" = "a.db"', "'a b' in [banks] is no name"),
        ('[banks]\ndefault = "a.db"', "'default' is always the bank at"),
        ('[banks]\nchem = "mysql://h/x"', "banks.chem is no bank qbank can open"),
        ('[alias]\nhard = ""', "alias.hard = '' is not a text"),
    ],
)
def test_what_cannot_be_understood_is_a_configuration_error(config: Write, text: str, reason: str) -> None:
    path = config(text)
    with pytest.raises(QbankError) as caught:
        settings.load({})
    assert caught.value.kind is Kind.CONFIGURATION
    assert str(path) in caught.value.message
    assert reason in caught.value.message


@pytest.mark.usefixtures("config")
def test_a_wait_that_is_no_number_names_its_variable() -> None:
    with pytest.raises(QbankError, match="QBANK_WAIT='soon' is not a number of seconds"):
        settings.load({"QBANK_WAIT": "soon"})


def test_bytes_that_are_no_text_are_told(config: Write) -> None:
    config("").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(QbankError, match="is not readable TOML"):
        settings.load({})


def test_a_mistyped_setting_is_answered_with_the_nearest(config: Write) -> None:
    config("confirm_abov = 3")
    with pytest.raises(QbankError) as caught:
        settings.load({})
    assert (caught.value.hint or "").startswith("the nearest is 'confirm_above'; it knows bank,")


def test_a_file_that_a_windows_editor_wrote_is_read(config: Write) -> None:
    config("").write_bytes(b"\xef\xbb\xbfwait = 5\r\n")
    assert settings.load({}).wait == 5


def test_a_configuration_that_is_a_folder_is_told(config: Write) -> None:
    path = config("")
    path.unlink()
    path.mkdir()
    with pytest.raises(QbankError, match="cannot be read"):
        settings.load({})


BANKS = 'bank = "phys"\n[banks]\nchem = "/banks/chem.db"\nphys = "phys.db"\n'
ALL = {"QBANK_DB": "env.db", "QBANK_BANK": "chem"}


@pytest.mark.parametrize(
    ("db", "bank", "environment", "place", "origin"),
    [
        ("flag.db", None, ALL, "flag.db", "--db"),
        (None, "chem", ALL, "/banks/chem.db", "--bank"),
        (None, None, ALL, "env.db", "QBANK_DB"),
        (None, None, {"QBANK_BANK": "chem", "QBANK_DB": ""}, "/banks/chem.db", "QBANK_BANK"),
        (None, None, {}, "{config}/phys.db", "{config}/config.toml"),
        (None, "default", {}, "{default}", "--bank"),
    ],
)
def test_what_names_the_bank_is_heard_in_its_order(
    config: Write, db: str | None, bank: str | None, environment: dict[str, str], place: str, origin: str
) -> None:
    folder = config(BANKS).parent
    choice = settings.chosen_bank(db, bank, environment)
    known = {"config": folder, "default": settings.default_bank()}
    assert (choice.place, choice.origin) == (place.format(**known), origin.format(**known))


@pytest.mark.usefixtures("config")
def test_without_any_word_the_default_bank_is_meant() -> None:
    choice = settings.chosen_bank(environment={})
    assert choice == settings.BankChoice(str(settings.default_bank()), "default", "default")


def test_a_path_in_the_file_begins_at_the_files_folder(config: Write) -> None:
    folder = config('bank = "./exams/a.db"').parent
    assert settings.chosen_bank(environment={}).place == str(folder / "exams" / "a.db")


@pytest.mark.parametrize(
    ("text", "bank", "environment", "kind"),
    [
        (BANKS, "chme", {}, Kind.NOT_FOUND),
        (BANKS, None, {"QBANK_BANK": "chme"}, Kind.CONFIGURATION),
        (BANKS.replace('"phys"', '"chme"'), None, {}, Kind.CONFIGURATION),
    ],
)
def test_a_name_no_bank_has_is_answered_with_the_nearest(
    config: Write, text: str, bank: str | None, environment: dict[str, str], kind: Kind
) -> None:
    config(text)
    with pytest.raises(QbankError, match="there is no bank named 'chme'") as caught:
        settings.chosen_bank(None, bank, environment)
    assert caught.value.kind is kind
    assert "the nearest is 'chem'" in (caught.value.hint or "")


@pytest.mark.usefixtures("config")
def test_two_flags_that_name_a_bank_are_a_mistake() -> None:
    with pytest.raises(QbankError, match="--db and --bank both name a bank") as caught:
        settings.chosen_bank("a.db", "chem", {})
    assert caught.value.kind is Kind.USAGE


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("db", "bank", "option"), [("", None, "--db"), (" ", None, "--db"), (None, "", "--bank")]
)
def test_an_option_that_names_the_bank_by_nothing_is_refused(
    db: str | None, bank: str | None, option: str
) -> None:
    with pytest.raises(QbankError, match=f"{option} is given nothing") as caught:
        settings.chosen_bank(db, bank, ALL)
    assert caught.value.kind is Kind.USAGE


@pytest.mark.usefixtures("config")
@pytest.mark.parametrize(
    ("name", "told"), [("nope", "make it with `qbank bank new nope`"), ("no pe", "`qbank bank list`")]
)
def test_a_name_no_bank_has_is_told_the_command_that_makes_it(name: str, told: str) -> None:
    with pytest.raises(QbankError) as caught:
        settings.chosen_bank(None, name, {})
    assert (caught.value.hint or "").endswith(told)


def test_the_choices_are_those_of_the_options() -> None:
    from qbank.cli.invocation import Color
    from qbank.cli.options import Format

    assert {"format": tuple(Format), "color": tuple(Color)} == settings.CHOICES
