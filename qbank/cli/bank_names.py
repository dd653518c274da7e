"""The bank in use, as it is said where something would change."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from qbank.cli import run
from qbank.settings import DEFAULT, load, named_banks

if TYPE_CHECKING:
    from qbank.db.location import Location


def bank_in_use(ctx: typer.Context) -> str:
    """Say which bank a command means: `chem (~/exams/chem.db)`, or its place alone where it has no name."""
    place = run.location(ctx)
    name = name_of(place)
    return short(place) if name is None or name == DEFAULT else f"{name} ({short(place)})"


def name_of(place: "Location") -> str | None:
    """Give the name of a bank, None where it has none."""
    from qbank.db.location import located

    return next((name for name, told in named_banks(load()).items() if located(told) == place), None)


def shown_place(told: str) -> str:
    """Write a path or URL in full, without the password a URL may hold."""
    from qbank.db.location import without_password

    return without_password(told)


def short(place: "Location") -> str:
    """Write a place as a person knows it, `~` for their own folder."""
    if place.path is None:
        return str(place)
    try:
        home = Path.home()
    except RuntimeError:
        return str(place)
    return f"~/{place.path.relative_to(home)}" if place.path.is_relative_to(home) else str(place)
