import re

from hypothesis import given, strategies as st

from qbank.services.new_ids import ascending_ids

UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@given(st.integers(0, 3000), st.integers(1, 300), st.integers(0, 10**7))
def test_ids_are_uuid4s_in_ascending_order_from_batch_to_batch(start: int, count: int, more: int) -> None:
    total = start + 2 * count + more
    ids = ascending_ids(start, count, total) + ascending_ids(start + count, count, total)
    assert all(UUID4.fullmatch(each) for each in ids)
    assert ids == sorted(ids)
    assert len(set(ids)) == 2 * count


def test_two_imports_do_not_draw_the_same() -> None:
    assert not set(ascending_ids(0, 1000, 1000)) & set(ascending_ids(0, 1000, 1000))
