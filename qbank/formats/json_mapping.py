"""Which of a record's keys is which part of a question: by a scored table of names, or as the person says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from qbank.formats.base import Unreadable
from qbank.formats.json_keys import FLAG_NAMES, NAMES, plain_name
from qbank.formats.json_types import is_type_word
from qbank.formats.json_values import is_text

_ALIASES = {
    "question": "stem", "answer": "key", "choices": "options", "id": "external_id", "correct": "key",
    "license": "licence", "context": "passage", "wrong": "distractors",
}  # fmt: skip
_GROUP = re.compile(
    r"(?P<stem>option|opt|choice|answer|ans|alternative|alt|sol|solution|ending|op|opcion|opcao|antwort|reponse|"
    r"pilihan|variant|respuesta|resposta|distractor|wrong|wronganswer|incorrect|incorrectanswer|falseanswer)?"
    r"[ _-]?(?P<index>[a-h]|[0-9])",
    re.IGNORECASE,
)
_WRONG = re.compile("distractor|wrong|incorrect|false", re.IGNORECASE)
_NESTS = frozenset(("data", "item", "fields", "attributes", "content"))
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """Which keys hold what: `paths` is part -> path; a group is one key for each choice, in their order.

    `score` says how sure it is that the record is a question; below 3 it is none.
    """

    paths: Mapping[str, str] = field(default_factory=dict)
    group: tuple[str, ...] = ()
    wrong_group: tuple[str, ...] = ()
    score: int = 0

    @property
    def takes_wrong(self) -> bool:
        """Whether the record has its wrong choices apart from the right one."""
        return bool(self.wrong_group) or "distractors" in self.paths

    @property
    def is_question(self) -> bool:
        """Whether the record is to be read as a question."""
        return self.score >= _ENOUGH


class Mapper:
    """Finds shapes, each key set once. `chosen` is what the person said: part -> the file's own key.

    Raises Unreadable for a part that no question has.
    """

    def __init__(self, chosen: Mapping[str, str]) -> None:
        self._chosen = {_part(name): path for name, path in chosen.items()}
        self._shapes: dict[tuple[tuple[str, str], ...], Shape] = {}
        self._unmet = dict(self._chosen)

    def unmet(self) -> dict[str, str]:
        """Give what the person chose and no record had: part -> key."""
        return dict(self._unmet)

    def parts(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """Give the record's values by path, with a question that is nested in it brought to the top."""
        parts: dict[str, Any] = {}
        for key, value in record.items():
            if isinstance(value, dict) and (_is_nest(key, value) or self._looks_into(key)):
                parts.update({f"{key}.{inner}": part for inner, part in value.items()})
            else:
                parts[key] = value
        return parts

    def _looks_into(self, key: str) -> bool:
        return any(path.startswith(f"{key}.") for path in self._chosen.values())

    def shape(self, parts: Mapping[str, Any]) -> Shape:
        """Give the shape of a record, from its values by path."""
        signature = tuple([(path, _kind(value)) for path, value in parts.items()])
        shape = self._shapes.get(signature)
        if shape is None:
            shape = _Choice(parts, self._chosen).shape()
            self._unmet = {part: path for part, path in self._unmet.items() if path not in parts}
            if len(self._shapes) < 10_000:
                self._shapes[signature] = shape
        return shape


def _part(name: str) -> str:
    part = _ALIASES.get(name, name)
    if part not in NAMES:
        raise Unreadable(
            f"--map {name}=…: a question has no {name}", hint=f"the parts are {', '.join(NAMES)}"
        )
    return part


def _is_nest(key: str, value: Mapping[str, Any]) -> bool:
    name = plain_name(key)
    if name not in NAMES["stem"] and name not in _NESTS:
        return False
    inner = {plain_name(one): part for one, part in value.items()}
    if any(NAMES["stem"].get(one, 0) >= 3 and is_text(part) for one, part in inner.items()):
        return True
    has_stem = any(one in NAMES["stem"] and is_text(part) for one, part in inner.items())
    return has_stem and any(NAMES["options"].get(one, 0) >= 3 for one in inner)


def _kind(value: Any) -> str:
    """Name the sort of a value as far as the choice of keys depends on it."""
    if isinstance(value, str):
        return "type" if is_type_word(value) else "text" if value.strip() else "blank"
    if isinstance(value, bool):
        return "truth"
    if value is None:
        return "blank"
    if isinstance(value, list):
        return _kind_of_list(value)
    if isinstance(value, dict):
        return _kind_of_object(value)
    return "number"


def _kind_of_list(value: list[Any]) -> str:
    if not value:
        return "empty"
    if all(isinstance(one, dict) for one in value):
        return "flagged" if is_flagged(value) else "objects"
    if not all(isinstance(one, str) for one in value):
        return "list"
    return "lines" if any(one.strip() for one in value) else "empty"


def _kind_of_object(value: dict[str, Any]) -> str:
    if is_text(value):
        return "text"
    return (
        "named"
        if value and all(isinstance(one, str | int | float | None) for one in value.values())
        else "object"
    )


def is_flagged(choices: list[Any]) -> bool:
    """Tell whether objects say of themselves that they are right or wrong."""
    return any(
        plain_name(key) in FLAG_NAMES for choice in choices if isinstance(choice, dict) for key in choice
    )


_KEY_KINDS = frozenset(("text", "type", "truth", "number", "lines", "list", "objects", "named", "object"))
_TEXT_KINDS = frozenset(("text", "type", "lines"))
_MANY_KINDS = frozenset(("lines", "list", "objects", "flagged", "named"))


class _Choice:
    """One choice of keys: each part takes the surest key that no earlier part has taken."""

    def __init__(self, parts: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
        self._kinds = {path: _kind(value) for path, value in parts.items()}
        self._names = {path: plain_name(path.rpartition(".")[2]) for path in parts}
        self._chosen = chosen
        self._taken: dict[str, str] = {}

    def shape(self) -> Shape:
        for part, path in self._chosen.items():
            if path in self._kinds:
                self._taken[part] = path
        self._take_options()
        group, wrong = ((), ()) if "options" in self._taken else self._groups()
        self._take("distractors", _MANY_KINDS | {"text"}, 3)
        choices = bool("options" in self._taken or group or wrong or "distractors" in self._taken)
        self._take("pairs", _MANY_KINDS | {"object"}, 3)
        self._take("type", frozenset(("type",)), 3)
        self._take("type", _TEXT_KINDS, 3)
        self._take("stem", _TEXT_KINDS, 1 if choices or "pairs" in self._taken else 2)
        for kinds in (_KEY_KINDS | {"flagged"}, frozenset(("empty", "blank"))):
            self._take("key", kinds, 1 if choices else 2, leave_out=_key_needs(choices))
        self._take("passage", _TEXT_KINDS, 2)
        self._take_the_rest()
        return Shape(dict(self._taken), group, wrong, self._score(group, wrong))

    def _take_the_rest(self) -> None:
        for part in ("explanation", "hints", "category", "tags", "title"):
            self._take(part, _TEXT_KINDS | {"list", "objects"}, 2)
        for part in ("difficulty", "external_id", "points", "language", "author", "licence"):
            self._take(part, _TEXT_KINDS | {"number"}, 2)
        for part in ("image", "code", "tolerance", "time_limit", "single", "shuffle"):
            self._take(part, _TEXT_KINDS | {"number", "truth"}, 2)

    def _take(
        self, part: str, kinds: frozenset[str], least: int, leave_out: frozenset[str] = frozenset()
    ) -> None:
        if part in self._taken:
            return
        found = [path for path in self._candidates(part, least) if self._kinds[path] in kinds]
        found = [path for path in found if self._names[path] not in leave_out]
        if found:
            self._taken[part] = found[0]

    def _candidates(self, part: str, least: int) -> list[str]:
        names = NAMES[part]
        free = [path for path in self._kinds if path not in self._taken.values()]
        weighed = [(names.get(self._names[path], 0), path) for path in free]
        return [path for weight, path in sorted(weighed, key=lambda one: -one[0]) if weight >= least]

    def _take_options(self) -> None:
        if "options" in self._taken:
            return
        flagged = [path for path in self._candidates("options", 2) if self._kinds[path] == "flagged"]
        plain = [path for path in self._candidates("options", 3) if self._kinds[path] in _MANY_KINDS]
        answers = [path for path in self._candidates("options", 2) if self._kinds[path] in _MANY_KINDS]
        if flagged or plain:
            self._taken["options"] = (flagged or plain)[0]
        elif answers and self._has_other_key(answers[0]):
            self._taken["options"] = answers[0]

    def _has_other_key(self, path: str) -> bool:
        return any(
            other != path and self._kinds[other] in _KEY_KINDS and "options" not in self._names[other]
            for other in self._candidates("key", 2)
        )

    def _groups(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        found: dict[str, dict[str, str]] = {}
        for path in self._kinds:
            match = _GROUP.fullmatch(path.rpartition(".")[2])
            if match and self._kinds[path] in ("text", "type", "number", "truth"):
                found.setdefault((match["stem"] or "").lower(), {})[match["index"].lower()] = path
        groups = [
            (stem, tuple(group[index] for index in sorted(group)), "".join(sorted(group)))
            for stem, group in found.items()
        ]
        right = [paths for stem, paths, order in groups if not _WRONG.match(stem) and _consecutive(order)]
        wrong = [paths for stem, paths, _ in groups if _WRONG.match(stem)]
        return right[0] if right else (), wrong[0] if wrong else ()

    def _score(self, group: tuple[str, ...], wrong: tuple[str, ...]) -> int:
        if "stem" not in self._taken:
            return 0
        if "stem" in self._chosen:
            return _ENOUGH
        score = NAMES["stem"][self._names[self._taken["stem"]]]
        score += 3 * bool("options" in self._taken or group or "pairs" in self._taken)
        score += 2 * bool(wrong or "distractors" in self._taken)
        key = self._taken.get("key")
        key = None if key and self._kinds[key] == "blank" else key
        score += min(2, NAMES["key"].get(self._names[key], 2) - 1) if key else 0
        return score


def _key_needs(choices: bool) -> frozenset[str]:
    """Name the keys that tell the right answer only where there are choices."""
    return frozenset() if choices else frozenset(("label", "solution", "result", "key", "response"))


def _consecutive(order: str) -> bool:
    return len(order) > 1 and any(
        ladder.startswith(order) for ladder in ("abcdefgh", "0123456789", "123456789")
    )
