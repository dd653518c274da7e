"""Three versions of a question made into one, part by part.

`base` is what its file said when it was last read, `theirs` what it says now, `ours` what the bank says.
What one side alone changed is taken from that side; what both changed alike is what it is; what they changed
differently is a clash. Parts of objects (details, own fields) and tags are taken one by one. So are options,
each as a whole: ids of options are mostly places in a list, and half of one could meet half of another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from qbank.domain.merging_options import merged_options
from qbank.domain.text import fold

UNKNOWN: Any = object()
"""Stands for a base that nobody knows any more: whatever differs is then a clash."""
MISSING: Any = object()
_OBJECTS = ("details", "extensions", "fields")
_SHAPE = ("type", "options", "details")
"""What belongs together where the type of a question changed."""

Parts = Mapping[str, Any]


class Side(StrEnum):
    """Whose word stands in a clash."""

    OURS = "ours"
    THEIRS = "theirs"


class Clash(NamedTuple):
    """A place that was changed here and in the file, differently; `base` is None where it is not known."""

    place: str
    base: Any
    ours: Any
    theirs: Any


@dataclass(slots=True)
class Merged:
    """What became of the versions: the parts, the places taken from the file, those kept as edited here."""

    side: Side
    parts: dict[str, Any] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)

    def choose(self, place: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Give the value of a place that has no parts, and note where it comes from."""
        if ours == theirs:
            return ours
        if base is not UNKNOWN and theirs == base:
            self.kept.append(place)
            return ours
        if base is not UNKNOWN and ours == base:
            self.taken.append(place)
            return theirs
        return self.clash(place, base, ours, theirs)

    def clash(self, place: str, base: Any, ours: Any, theirs: Any) -> Any:
        """Note a clash, and give the value of the side whose word stands."""
        shown = (None if value is UNKNOWN or value is MISSING else value for value in (base, ours, theirs))
        self.clashes.append(Clash(place, *shown))
        return theirs if self.side is Side.THEIRS else ours


def merge(base: Parts, ours: Parts, theirs: Parts, side: Side = Side.OURS) -> Merged:
    """Merge three versions that have the same keys; clashes go to a side. `base` may be UNKNOWN."""
    done = Merged(side)
    whole = _shape_changed(base, ours, theirs)
    if whole:
        shapes = (
            each if each is UNKNOWN else {name: each[name] for name in _SHAPE}
            for each in (base, ours, theirs)
        )
        done.parts.update(done.choose("type and options", *shapes))
    for name in ours:
        if whole and name in _SHAPE:
            continue
        three = (base if base is UNKNOWN else base[name], ours[name], theirs[name])
        done.parts[name] = _part(done, name, *three)
    return done


def as_one(base: Parts, ours: Parts, theirs: Parts, side: Side) -> Merged:
    """Merge versions whose parts cannot be put together: the question is one side's as a whole."""
    clashing = merge(UNKNOWN, ours, theirs, side)
    told = merge(base, ours, theirs, side)
    before = {clash.place: clash.base for clash in told.clashes}
    done = Merged(side, dict(theirs if side is Side.THEIRS else ours), [], list(told.kept))
    done.clashes = [clash._replace(base=before.get(clash.place)) for clash in clashing.clashes]
    return done


def _shape_changed(base: Parts, ours: Parts, theirs: Parts) -> bool:
    return ours["type"] != theirs["type"] or (base is not UNKNOWN and base["type"] != ours["type"])


def _part(done: Merged, name: str, base: Any, ours: Any, theirs: Any) -> Any:
    if name in _OBJECTS:
        return _members(done, name, base, ours, theirs)
    if name == "tags":
        return _tags(done, base, ours, theirs)
    if name == "options":
        return _options(done, base, ours, theirs)
    return done.choose(name, base, ours, theirs)


def _members(done: Merged, name: str, base: Any, ours: Parts, theirs: Parts) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for member in dict.fromkeys([*ours, *theirs]):
        was = UNKNOWN if base is UNKNOWN else base.get(member, MISSING)
        value = done.choose(f"{name} {member}", was, ours.get(member, MISSING), theirs.get(member, MISSING))
        if value is not MISSING:
            found[member] = value
    return found


def _tags(done: Merged, base: Any, ours: Sequence[str], theirs: Sequence[str]) -> Sequence[str]:
    """Take in the tags the file gave and took since; a tag is there or not, so that none clash."""
    if base is UNKNOWN or base in (ours, theirs) or ours == theirs:
        return done.choose("tags", base, ours, theirs)  # type: ignore[no-any-return]  # one of the three
    was, now = {fold(tag) for tag in base}, {fold(tag) for tag in theirs}
    mine = {fold(tag) for tag in ours}
    result = [tag for tag in ours if fold(tag) in now or fold(tag) not in was]
    result += [tag for tag in theirs if fold(tag) not in was and fold(tag) not in mine]
    if result != ours:
        done.taken.append("tags")
    if {fold(tag) for tag in result} != now:
        done.kept.append("tags")
    return result


def _options(done: Merged, base: Any, ours: list[Any], theirs: list[Any]) -> Any:
    if base is UNKNOWN or base in (ours, theirs) or ours == theirs:
        return done.choose("options", base, ours, theirs)
    both = merged_options(base, ours, theirs)
    if both is None:
        return done.clash("options", base, ours, theirs)
    done.taken.append("options")
    done.kept.append("options")
    return both
