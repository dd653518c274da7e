"""`import qbank` costs nothing, and a program that uses it pays for no terminal."""

import os
import subprocess
import sys
from pathlib import Path

import qbank

ROOT = Path(__file__).parents[1]


def modules_after(program: str) -> set[str]:
    """Run a program in a process of its own, and tell what it had imported at its end."""
    path = f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}"
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"{path}\n{program}\nprint(*sys.modules)"],
        capture_output=True,
        env={**os.environ, "QBANK_CONFIG": os.devnull},
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_importing_it_imports_nothing_else() -> None:
    assert modules_after("import qbank") - modules_after("") == {"qbank"}


def test_using_it_loads_neither_typer_nor_rich(tmp_path: Path) -> None:
    program = f"""
import qbank
with qbank.open({str(tmp_path / "bank.db")!r}) as bank:
    bank.add({{"type": "essay", "stem": "Why?"}})
    bank.set(everything=True, rating=3, dry_run=True)
    bank.export(None, {str(tmp_path / "all.json")!r}, everything=True)
    bank.import_file({str(tmp_path / "all.json")!r})
    assert [question.stem for question in bank.find()] == ["Why?"]
"""
    names = modules_after(program)
    assert "qbank.api.bank" in names
    assert not {name.partition(".")[0] for name in names} & {"typer", "click", "rich", "tomlkit"}
    assert not any(name.startswith("qbank.cli") for name in names)


def test_every_public_name_is_there_and_no_other() -> None:
    for name in qbank.__all__:
        assert getattr(qbank, name) is not None
    assert set(qbank.__all__) <= set(dir(qbank))
    assert not hasattr(qbank, "nosuch")
