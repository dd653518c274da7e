"""The questions that come with qbank, for a first look."""

from importlib import resources
from pathlib import Path


def path() -> Path:
    """Find the file of example questions: inside the installed package, or beside it in a checkout."""
    package = Path(str(resources.files("qbank")))
    packaged = package / "_examples"
    folder = packaged if packaged.is_dir() else package.parent / "examples"
    return folder / "questions.ndjson"
