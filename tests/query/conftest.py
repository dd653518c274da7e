"""What the tests of the query language share: a fixed now, two ways to read, and whole trees to try."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from qbank.domain.text import fold
from qbank.errors import Kind, QbankError
from qbank.query.fields import FIELDS, NEVER_ABSENT, OWN_FIELD, ValueKind
from qbank.query.parser import parse
from qbank.query.saved import Kept
from qbank.query.tree import (
    And,
    Between,
    During,
    Everything,
    ExactTag,
    Feature,
    Has,
    InCategory,
    Known,
    Matches,
    Named,
    Node,
    Not,
    OneOf,
    Or,
    TextColumn,
    Words,
)


@pytest.fixture(scope="session")
def now() -> datetime:
    """A Sunday noon in a zone that puts its clock forward four weeks later."""
    return datetime(2026, 3, 1, 12, tzinfo=ZoneInfo("Europe/Berlin"))


_KEPT = {"to-check": "status:review", "hard": "difficulty:hard", "June exam": "tag:june OR tag:exam"}


@pytest.fixture(scope="session")
def kept() -> dict[str, Kept]:
    """Some saved queries, as a bank gives them."""
    return {fold(name): Kept(name, text) for name, text in _KEPT.items()}


@pytest.fixture(scope="session")
def read(now: datetime, kept: dict[str, Kept]) -> Callable[..., Node]:
    """The tree of the arguments."""

    def _read(*arguments: str) -> Node:
        return parse(arguments, now=now, saved=lambda: kept)

    return _read


@pytest.fixture(scope="session")
def refusal(now: datetime) -> Callable[..., QbankError]:
    """The usage error the arguments meet."""

    def _refusal(*arguments: str) -> QbankError:
        with pytest.raises(QbankError) as caught:
            parse(arguments, now=now)
        assert caught.value.kind is Kind.USAGE
        return caught.value

    return _refusal


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
_AWKWARD = st.sampled_from(
    [
        "none",
        "ANY",
        "OR",
        "=x",
        "a,b",
        'say "hi"',
        "\\",
        '\\"',
        "-x",
        "f(x",
        "}",
        "[",
        "]",
        "a:b",
        "x*",
        "..",
        " a ",
    ]
)
_REGEXES = [".", "a b", "(a|b) c", '"', "\\(", '["]{2}', "OR", "none", "=x", "-", "]", "x:y", "(?-i)É"]
_VALUES = (_TEXTS | _AWKWARD).filter(lambda text: bool(text.strip()))
_OWN_NAMES = _VALUES.map(str.strip).map(lambda name: f"field.{name}")
_IDS = st.from_regex(r"[0-9a-f][0-9a-f-]{3,35}", fullmatch=True)


def _of_kind(*kinds: ValueKind) -> SearchStrategy[str]:
    return st.sampled_from([field.name for field in FIELDS if field.kind in kinds and field is not OWN_FIELD])


def _words() -> SearchStrategy[Words]:
    texts = (_VALUES | st.sampled_from(["a * b", "OR", "NOT x", "x *"])).map(
        lambda text: " ".join(text.split())
    )
    wordy = texts.filter(lambda text: any(map(str.isalnum, text)))
    plain = wordy.filter(lambda text: "*" not in text or text in ("a * b", "x *"))
    return st.builds(Words, st.sampled_from(TextColumn), plain, st.booleans()).filter(
        lambda words: not (words.prefix and words.text.endswith("*"))
    )


def _listed(field: str, values: SearchStrategy[str]) -> SearchStrategy[OneOf]:
    several = st.lists(values, min_size=1, max_size=4, unique=True).map(tuple)
    return st.builds(OneOf, st.just(field), several)


def _one_of() -> SearchStrategy[OneOf]:
    choices = [
        _listed(field.name, st.sampled_from(field.choices))
        for field in FIELDS
        if field.kind is ValueKind.CHOICE
    ]
    lists = [_listed(field.name, _VALUES) for field in FIELDS if field.kind is ValueKind.LIST]
    return st.one_of(_listed("id", _IDS), _listed("tag", _VALUES), *choices, *lists)


def _known() -> SearchStrategy[Known]:
    named = st.sampled_from([field.name for field in FIELDS if field.kind not in NEVER_ABSENT])
    return st.builds(Known, named.filter(lambda name: name != OWN_FIELD.name) | _OWN_NAMES, st.booleans())


@st.composite
def _between(draw: st.DrawFn) -> Between:
    field, least, most = draw(st.sampled_from([("rating", 0, 5), ("points", -1000, 10**9)]))
    numbers = st.decimals(least, most, places=draw(st.integers(0, 6)), allow_nan=False)
    low, high = sorted((draw(numbers), draw(numbers)))
    ends: tuple[Decimal | None, Decimal | None, bool, bool] = draw(
        st.sampled_from(
            [
                (low, low, False, False),
                (low, high, False, False),
                (low, None, False, False),
                (low, None, True, False),
                (None, high, False, False),
                (None, high, False, True),
            ]
        )
    )
    return Between(field, *ends)


@st.composite
def _during(draw: st.DrawFn) -> During:
    first, last = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
    moments = st.timedeltas(timedelta(0), last - first - timedelta(days=1)).map(lambda since: first + since)
    start = draw(moments | moments.map(lambda moment: moment.replace(microsecond=0)))
    longest = last - start
    length = draw(st.timedeltas(timedelta(microseconds=1), longest) | st.just(timedelta(microseconds=1)))
    ends = draw(st.sampled_from([(start, start + length), (start, None), (None, start + length)]))
    return During(draw(_of_kind(ValueKind.DATE)), *ends)


def _conditions() -> SearchStrategy[Node]:
    return st.one_of(
        _words(),
        _one_of(),
        st.builds(ExactTag, st.lists(_VALUES, min_size=1, max_size=4, unique=True).map(tuple)),
        st.builds(InCategory, _VALUES, st.booleans()),
        st.builds(Matches, st.sampled_from(_REGEXES)),
        st.builds(Named, _of_kind(ValueKind.PATTERN) | _OWN_NAMES, _VALUES),
        _between(),
        _during(),
        _known(),
        st.builds(Has, st.sampled_from(Feature)),
    )


def _grown(parts: SearchStrategy[Node]) -> SearchStrategy[Node]:
    several = st.lists(parts, min_size=1, max_size=4).map(tuple)
    return st.builds(And, several) | st.builds(Or, several) | st.builds(Not, parts)


@pytest.fixture(scope="session")
def trees() -> SearchStrategy[Node]:
    """Any tree a query can mean, groups of one and double negations among them."""
    return st.just(Everything()) | st.recursive(_conditions(), _grown, max_leaves=12)
