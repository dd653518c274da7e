"""Freezes a bank as a released qbank wrote it: `python tests/db/frozen/freeze.py REVISION COMMIT`.

COMMIT is one whose newest schema is REVISION; its own code, examples and commands make the bank. The first
revision was never the newest of a release; its bank is one of the second, taken back by that release.

    freeze.py 0001 e88d488^      freeze.py 0003 e88d488       freeze.py 0005 02a7c98
    freeze.py 0002 e88d488^      freeze.py 0004 bbb934e^      freeze.py 0006 9e80a5d
    freeze.py 0007 ffd8fc8       freeze.py 0008 6b10b3f
"""

import lzma
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("question", "import", "examples/questions.ndjson"),
    ("category", "set", "Biology", "difficulty=medium"),
    ("document", "add", "A book of our own", "--author", "Ada"),
    ("question", "add", "Why is the sky blue?", "--type", "essay", "-c", "Physics/Light", "--tag", "sky"),
    ("question", "set", "type:essay", "--difficulty", "hard", "--add-tag", "written", "--yes"),
    ("question", "set", "type:numerical", "--field", "Level=B1", "--yes"),
    ("field", "define", "Level", "--type", "choice", "--values", "A1,B1"),
    ("question", "delete", "type:hotspot", "--yes"),
)
# Tables that a release has and no command of it writes.
ROWS = (
    """INSERT INTO field_definitions (id, name, folded, field_type, choices, required)
    SELECT 'f1', 'Level', 'level', 'choice', '["A1","B1"]', 0
    WHERE NOT EXISTS (SELECT 1 FROM field_definitions)""",
    "INSERT INTO notes (id, question_id, text, author) SELECT 'n1', id, 'Hard?', 'a' FROM questions LIMIT 1",
    "INSERT INTO saved_queries (id, name, folded, query) VALUES ('s1', 'Cells', 'cells', 'category:Cells')",
)


def freeze(revision: str, commit: str) -> None:
    """Make the bank and write it beside this file. Commands that the release does not have are left out."""
    with TemporaryDirectory() as folder:
        code, bank = Path(folder) / "code", Path(folder) / "bank.db"
        code.mkdir()
        archive = subprocess.run(
            ["git", "archive", commit], cwd=HERE.parents[2], capture_output=True, check=True
        )
        subprocess.run(["tar", "-x", "-C", str(code)], input=archive.stdout, check=True)
        environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "QBANK_DB": str(bank),
            "QBANK_CONFIG": str(Path(folder) / "none.toml"),
            "QBANK_ACTOR": "ada",
        }
        for words in (*COMMANDS, ("db", "downgrade", revision, "--yes")):
            told = [word.format(code=code) for word in words]
            done = subprocess.run(
                [sys.executable, "-m", "qbank", *told],
                cwd=code,
                env=environment,
                capture_output=True,
                check=False,
            )
            if done.returncode:
                sys.stdout.write(f"{' '.join(words)}: {done.stderr.decode()}")
        with closing(sqlite3.connect(bank)) as connection, connection:
            for statement in ROWS:
                with suppress(sqlite3.OperationalError):
                    connection.execute(statement)
        target = HERE / f"{revision}.db.xz"
        target.write_bytes(lzma.compress(bank.read_bytes()))
        sys.stdout.write(f"{target.name}: {target.stat().st_size} bytes\n")


if __name__ == "__main__":
    freeze(sys.argv[1], sys.argv[2])
