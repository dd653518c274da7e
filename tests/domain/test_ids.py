"""A whole id is told from its beginning and from a UUID written otherwise."""

from uuid import uuid4

import pytest

from qbank.domain.ids import is_id

WHOLE = "7c0f3a52-4a0e-4c59-9d1b-2b9d5f0e6a41"


def test_what_uuid4_writes_is_an_id() -> None:
    assert is_id(WHOLE)
    assert is_id(str(uuid4()))


@pytest.mark.parametrize(
    "told", ["", WHOLE[:8], WHOLE.upper(), WHOLE.replace("-", ""), f"{WHOLE}\n", f" {WHOLE}"]
)
def test_a_part_or_another_form_of_one_is_none(told: str) -> None:
    assert not is_id(told)
