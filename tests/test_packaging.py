"""The wheel holds what a person needs and nothing else, and works where there is no checkout."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qbank.cli.topics import TOPICS

ROOT = Path(__file__).parents[1]
Qbank = Callable[..., str]


def run(*words: str | Path, cwd: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the checkout; nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel apart from the checkout; its dependencies are those of this Python."""
    folder = tmp_path_factory.mktemp("installed") / "site"
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index")
    run(*pip, "--no-deps", "--target", folder, wheel, cwd=wheel.parent)
    return folder


@pytest.fixture
def qbank(site: Path, tmp_path: Path) -> Qbank:
    """Run the installed qbank in an empty folder."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(site),
        "HOME": str(tmp_path),
        "QBANK_CONFIG": str(tmp_path / "config.toml"),
        "QBANK_DB": str(tmp_path / "bank.db"),
    }
    empty = tmp_path / "empty"
    empty.mkdir()

    def qbank(*words: str) -> str:
        return run(sys.executable, "-m", "qbank", *words, cwd=empty, environment=environment)

    return qbank


def test_the_wheel_holds_every_module_and_migration_of_the_checkout(names: set[str]) -> None:
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "qbank").rglob("*.py")}
    migrations = {f"qbank/_{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "alembic").rglob("*.py")}
    assert len(migrations) > 2
    assert modules | migrations <= names


def test_the_wheel_holds_the_examples_the_types_and_the_licence(names: set[str]) -> None:
    needed = {"qbank/_examples/questions.ndjson", "qbank/py.typed", "qbank/formats/print_page.css"}
    assert needed <= names
    assert any(re.fullmatch(r"qbank-[^/]+\.dist-info/licenses/LICENSE", name) for name in names)


def test_the_wheel_holds_what_completes_in_shells(names: set[str]) -> None:
    files = {"commands.tsv", "qbank.bash", "qbank.fish", "qbank.ps1", "qbank.zsh"}
    assert {f"qbank/cli/completion/{file}" for file in files} <= names


def test_the_wheel_holds_every_page_that_help_shows_and_the_man_page(names: set[str]) -> None:
    pages = {part.page for topic in TOPICS.values() for part in topic.parts}
    assert {f"qbank/_docs/{page}" for page in pages} <= names
    assert any(name.endswith(".data/data/share/man/man1/qbank.1") for name in names)


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    assert {re.sub(r"-.*", "", name.split("/")[0]) for name in names} == {"qbank"}
    assert not [name for name in names if re.search(r"(^|/)(tests?|test_.*)(/|$)|\.pyc$", name)]


def test_the_installed_qbank_makes_a_bank_and_imports_its_examples_in_an_empty_folder(
    qbank: Qbank, site: Path
) -> None:
    qbank("db", "upgrade")
    qbank("question", "import", str(site / "qbank" / "_examples" / "questions.ndjson"))
    examples = (ROOT / "examples" / "questions.ndjson").read_text(encoding="utf-8").splitlines()
    questions = sum(line.startswith('{"kind":"question"') for line in examples)
    assert qbank("question", "count").strip() == str(questions)


def test_the_installed_qbank_has_its_topics_and_its_demo(qbank: Qbank) -> None:
    assert qbank("help", "exit-codes").startswith("EXIT CODES")
    qbank("demo", "--quiet")
    assert qbank("question", "count", "--db", qbank("demo", "--path").strip()).strip() == "110"


def test_the_installed_qbank_is_the_wheels_own(site: Path, tmp_path: Path) -> None:
    tell = (
        "import qbank; from qbank import examples; from qbank.db import migrations;"
        "print(qbank.__file__, examples.path(), migrations.scripts())"
    )
    told = run(
        sys.executable, "-c", tell, cwd=tmp_path, environment={**os.environ, "PYTHONPATH": str(site)}
    ).split()
    assert [Path(path).is_relative_to(site) for path in told] == [True, True, True]
