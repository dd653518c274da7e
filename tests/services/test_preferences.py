import pytest
from hypothesis import given, strategies as st
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.domain import preferences as values
from qbank.domain.kinds import Difficulty, Status
from qbank.errors import Kind, QbankError
from qbank.models import Change, ChangeRow, Preference
from qbank.services import categories, preferences
from qbank.services.category_tree import load_tree
from qbank.services.journal import Authorship

pytestmark = pytest.mark.both_engines


async def defaults_of(session: AsyncSession, path: str) -> dict[str, object]:
    tree = await load_tree(session)
    return (await preferences.load(session, tree)).of(tree.require(path).id)


async def test_the_nearest_default_wins_and_the_rest_is_inherited(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/B/C", "D"])
    await preferences.put(session, by, "A", {"difficulty": Difficulty.HARD, "tags": ["a"], "points": 2.0})
    await preferences.put(session, by, "A/B", {"tags": ["b"], "points": 3.0})
    assert await defaults_of(session, "A/B/C") == {"difficulty": "hard", "tags": ["b"], "points": 3.0}
    assert await defaults_of(session, "A") == {"difficulty": "hard", "tags": ["a"], "points": 2.0}
    assert await defaults_of(session, "D") == {}
    assert (await preferences.load(session, await load_tree(session))).of(None) == {}


async def test_defaults_are_as_a_question_document_has_them(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A"])
    await preferences.put(session, by, "A", dict(map(values.assignment, ["difficulty=e", "status=dr"])))
    defaults = await defaults_of(session, "A")
    assert isinstance(defaults["difficulty"], Difficulty)
    assert isinstance(defaults["status"], Status)


async def test_setting_says_what_changed_and_remembers_what_was(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A"])
    await preferences.put(session, by, "A", {"points": 1.0})
    done = await preferences.put(session, by, "a", {"points": 2.0, "language": "en"})
    assert (done.path, done.changed) == ("A", ("points", "language"))
    last = select(ChangeRow.before).join(ChangeRow.change).where(Change.number == 3)
    new, changed = (await session.execute(last.order_by(ChangeRow.before.is_not(None)))).scalars()
    assert new is None
    assert changed is not None
    assert (str(changed["value"]), changed.keys()) == ("1", {"$", "value", "updated_at"})


async def test_setting_what_is_set_is_no_change(session: AsyncSession, by: Authorship) -> None:
    await categories.add(session, by, ["A"])
    await preferences.put(session, by, "A", {"tags": ["a"]})
    assert (await preferences.put(session, by, "A", {"tags": ["a"]})).changed == ()
    assert (await session.execute(select(func.max(Change.number)))).scalar_one() == 2


async def test_unsetting_lets_the_inherited_default_hold_again_and_remembers_the_whole_row(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/B"])
    await preferences.put(session, by, "A", {"language": "en"})
    await preferences.put(session, by, "A/B", {"language": "de"})
    await preferences.take_away(session, by, "A/B", ["language", "language"])
    assert await defaults_of(session, "A/B") == {"language": "en"}
    last = select(ChangeRow.before).join(ChangeRow.change).where(Change.number == 4)
    before = (await session.execute(last)).scalar_one()
    assert before is not None
    assert before.keys() - {"$"} == set(Preference.__table__.c.keys())


async def test_unsetting_what_is_not_the_categorys_own_is_not_found(
    session: AsyncSession, by: Authorship
) -> None:
    await categories.add(session, by, ["A/B"])
    await preferences.put(session, by, "A", {"language": "en"})
    with pytest.raises(QbankError, match="no language of its own") as failure:
        await preferences.take_away(session, by, "A/B", ["language"])
    assert failure.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("difficulty=HARD", "hard"),
        ("Difficulty=m", "medium"),
        ("status=ret", "retired"),
        ("points=2.5", 2.5),
        ("rating=5", 5.0),
        ("language=pt-BR", "pt-BR"),
        ("author= Marie  Curie ", "Marie Curie"),
        ("tags=cell, exam,,Cell", ["cell", "exam"]),
        ("licence=a=b", "a=b"),
    ],
)
def test_a_value_is_read_as_its_key_has_it(typed: str, value: object) -> None:
    assert values.assignment(typed)[1] == value


@pytest.mark.parametrize(
    "typed",
    [
        "difficulty",
        "colour=red",
        "difficulty=impossible",
        "difficulty=",
        "status=re",
        "points=-1",
        "points=nan",
        "points=1e3",
        "rating=5.1",
        "language=",
        "language=none",
        "author=a\x07",
        "tags=,",
        "tags=a,b\x1b",
    ],
)
def test_a_value_that_cannot_be_is_a_usage_error_with_a_hint(typed: str) -> None:
    with pytest.raises(QbankError) as failure:
        values.assignment(typed)
    assert failure.value.kind is Kind.USAGE
    assert failure.value.hint


def test_an_unknown_key_names_all_keys_the_nearest_first() -> None:
    with pytest.raises(QbankError) as failure:
        values.known("license")
    hint = failure.value.hint or ""
    assert hint.startswith("the nearest first: licence,")
    assert all(key in hint for key in values.KEYS)


@pytest.mark.parametrize(("key", "value"), [("points", True), ("tags", 3), ("author", 3), ("rating", None)])
def test_json_of_the_wrong_kind_is_refused(key: str, value: object) -> None:
    with pytest.raises(QbankError):
        values.read(key, value)


@given(
    st.one_of(
        st.tuples(st.just("points"), st.integers(0, 10**15 - 1).map(lambda n: n / 10**9)),
        st.tuples(st.just("difficulty"), st.sampled_from(Difficulty)),
        st.tuples(st.just("status"), st.sampled_from(Status)),
        st.tuples(st.just("tags"), st.lists(st.text("tuv", min_size=1), min_size=1, unique=True)),
    )
)
def test_a_written_value_reads_back(pair: tuple[str, object]) -> None:
    key, value = pair
    assert values.assignment(f"{key}={values.written(value)}") == (key, value)
