"""What is said of saved queries that name a category which gets another path, or goes."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qbank import services
from qbank.domain.category_path import split_path
from qbank.domain.text import fold

if TYPE_CHECKING:
    from qbank.cli.stderr import Narrator
    from qbank.services.saved_places import Naming


def tell_moved(narrator: "Narrator", using: "Sequence[Naming]", old: str, new: str, *, done: bool) -> None:
    """Warn of the queries that name an old path, each with the command that puts the new one there."""
    if _folded(old) == _folded(new):
        return
    for each in using:
        words = services.saved_places.said_anew(each, old, new)
        if words == each.words:
            _warn(narrator, each, old, done=done)
            continue
        _warn(narrator, each, old, done=done, more="; say it anew:")
        narrator.say(f"  qbank saved edit {shlex.join([each.name, *words])}")


def tell_going(narrator: "Narrator", using: "Sequence[Naming]", path: str) -> None:
    """Warn of the queries that name a category which would go."""
    for each in using:
        _warn(narrator, each, path, done=False)


def _warn(narrator: "Narrator", using: "Naming", path: str, *, done: bool, more: str = "") -> None:
    cannot = "cannot be read now" if done else "could not be read then"
    narrator.warn(f"the saved query {using.name} needs {path}, and {cannot}{more}")


def _folded(path: str) -> list[str]:
    return [fold(name) for name in split_path(path)]
