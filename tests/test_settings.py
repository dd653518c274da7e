from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank import settings
from qbank.errors import Kind, QbankError

Write = Callable[[str], Path]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Write]:
    """Write the configuration file that is read."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("QBANK_CONFIG", str(path))
    settings.config_path.cache_clear()

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    yield write
    settings.config_path.cache_clear()


@pytest.mark.usefixtures("config")
def test_without_a_file_the_defaults_hold() -> None:
    assert settings.load({}) == settings.Settings()


def test_the_environment_is_heard_before_the_file(config: Write) -> None:
    config('bank = "a.db"\nwait = 5\nconfirm_above = 10\nformat = "csv"\n')
    told = settings.load({"QBANK_DB": "b.db", "QBANK_WAIT": "0.5", "QBANK_FORMAT": ""})
    assert (told.bank, told.wait, told.confirm_above, told.format) == ("b.db", 0.5, 10, "csv")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("bank = ", "is not readable TOML"),
        ("colour = 1", "sets 'colour', which qbank does not know"),
        ('wait = "long"', "wait = 'long' is not a float"),
        ("wait = true", "wait = True is not a float"),
        ("confirm_above = 1.5", "is not a int"),
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
