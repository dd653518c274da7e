"""Saved queries that name a category, when that gets another path or goes."""

import shlex
from collections.abc import Callable

import pytest

from qbank.cli.exits import ExitCode

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def saved(qbank: Run) -> Run:
    """A bank of three categories, and of queries that name one of them, or another query."""
    qbank("category", "add", "Biology/Cells", "Biology I", "Other")
    qbank("saved", "add", "cells", "category:Biology/Cells", "rating:none")
    qbank("saved", "add", "all of it", "{ tag:Biology OR category:biology }")
    qbank("saved", "add", "through", "saved:cells", "tag:x")
    qbank("saved", "add", "elsewhere", "category:Other")
    return qbank


def mended(said: str) -> list[list[str]]:
    return [shlex.split(line)[1:] for line in said.splitlines() if line.startswith("  qbank saved edit")]


def unreadable(qbank: Run) -> str:
    return qbank("saved", "list", "-f", "ids")[2]


def test_a_rename_names_the_queries_it_breaks_with_commands_that_mend_them(saved: Run) -> None:
    said = saved("category", "edit", "Biology", "--name", "Life science")[2]
    assert "the saved query cells needs Biology, and cannot be read now; say it anew:" in said
    assert "elsewhere" not in said
    assert "cannot be read" in unreadable(saved)
    for words in mended(said):
        assert saved(*words)[0] == ExitCode.OK
    assert unreadable(saved) == ""
    words = saved("saved", "list", "--columns", "query", "--no-header")[1].splitlines()
    assert """'{ tag:Biology OR category:"Life science" }'""" in words
    assert "'category:Life science/Cells' rating:none" in words


def test_a_move_and_a_merge_say_it_too_and_so_do_their_dry_runs(saved: Run) -> None:
    for words in (
        ("category", "move", "Biology/Cells", "--to", "Other"),
        ("category", "merge", "Biology/Cells", "Other"),
    ):
        said = saved(*words, "--dry-run")[2]
        assert "the saved query cells needs Biology/Cells, and could not be read then; say it anew:" in said
        assert said.endswith("dry run: nothing was changed\n")
        assert unreadable(saved) == ""
    said = saved("category", "move", "Biology/Cells", "--to", "Other")[2]
    assert mended(said) == [["saved", "edit", "cells", "category:Other/Cells", "rating:none"]]


def test_a_category_that_goes_names_the_queries_that_need_it(saved: Run) -> None:
    said = saved("category", "delete", "Other", "--dry-run")[2]
    assert "the saved query elsewhere needs Other, and could not be read then\n" in said


def test_another_spelling_of_the_same_name_breaks_no_query(saved: Run) -> None:
    assert "saved query" not in saved("category", "edit", "Biology", "--name", "BIOLOGY")[2]
    assert unreadable(saved) == ""
