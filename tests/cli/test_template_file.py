"""`qbank formats template`: what it writes is read back as it is, with nothing to ask or to warn of."""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from qbank.cli.exits import ExitCode
from qbank.formats.table_template import FORMATS, examples

Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize("format", FORMATS)
def test_a_template_is_brought_in_as_it_is(qbank: Run, tmp_path: Path, format: str) -> None:
    path = tmp_path / f"mine.{format}"
    assert qbank("formats", "template", format, "-o", str(path))[0] == ExitCode.OK
    code, _, said = qbank("question", "import", str(path))
    assert code == ExitCode.OK
    assert "warning" not in said
    assert f"{len(examples())} new" in said


def test_a_template_goes_to_stdout_by_itself(qbank: Run) -> None:
    code, out, said = qbank("formats", "template", "csv")
    assert (code, said) == (ExitCode.OK, "")
    assert out.startswith("id,external_id,type,title,stem,option A,")


def test_the_suffix_says_which_template_and_no_file_is_replaced(qbank: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.xlsx"
    assert qbank("formats", "template", "-o", str(path))[0] == ExitCode.OK
    sheet = openpyxl.load_workbook(io.BytesIO(path.read_bytes())).worksheets[0]
    assert sheet.freeze_panes == "A2"
    code, _, said = qbank("formats", "template", "-o", str(path))
    assert code == ExitCode.CANNOT_CREATE
    assert "--force" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["template"], "csv|tsv|xlsx"),
        (["template", "gift"], "no template for gift"),
        (["gift", "csv"], "only a template is written"),
    ],
)
def test_a_template_that_cannot_be_is_a_usage_error(qbank: Run, words: list[str], said: str) -> None:
    code, _, err = qbank("formats", *words)
    assert code == ExitCode.USAGE
    assert said in err
