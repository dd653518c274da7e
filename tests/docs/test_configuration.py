"""The page on configuration names every setting and every variable the program looks at, with its default."""

import re
import tomllib
from dataclasses import asdict
from pathlib import Path

from qbank.cli import config_file, editor
from qbank.settings import Settings

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
SAMPLE = re.search(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SYSTEMS_OWN = {"TERM"}


def test_the_sample_file_sets_what_has_a_default_to_that() -> None:
    assert SAMPLE is not None
    defaults = {name: value for name, value in asdict(Settings()).items() if value is not None}
    assert tomllib.loads(SAMPLE[1]) == defaults


def test_the_sample_file_names_every_setting() -> None:
    assert SAMPLE is not None
    top = SAMPLE[1].partition("\n[")[0]
    named = re.findall(r"^(?:# )?(\w+) = ", top, re.MULTILINE) + re.findall(
        r"^\[(\w+)\]", SAMPLE[1], re.MULTILINE
    )
    assert sorted(named) == sorted(asdict(Settings()))


def test_the_sample_is_what_config_edit_begins_with() -> None:
    assert SAMPLE is not None
    assert SAMPLE[1] == config_file.SAMPLE


def test_the_page_names_every_variable_the_program_looks_at() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "qbank").rglob("*.py"))
    looked_at = {
        *re.findall(r'environ\.get\("(\w+)"', source),
        *re.findall(r'"(QBANK_[A-Z_]+)"', source),
        *editor.VARIABLES,
    }
    assert len(looked_at) > 5
    assert looked_at - SYSTEMS_OWN == set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
