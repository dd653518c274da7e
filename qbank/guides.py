"""The pages of the documentation that `qbank help` shows."""

from importlib import resources
from pathlib import Path


def text(page: str) -> str:
    """Read a page by its name: inside the installed package, or beside it in a checkout."""
    package = Path(str(resources.files("qbank")))
    packaged = package / "_docs"
    folder = packaged if packaged.is_dir() else package.parent / "docs"
    return (folder / page).read_text(encoding="utf-8")
