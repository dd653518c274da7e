"""Kept queries that name a category: which of them cannot be read once nothing is at its path any more."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.errors import QbankError
from qbank.query.parser import parse
from qbank.query.saved import Kept, words_of
from qbank.services.category_tree import CategoryTree, load_tree
from qbank.services.saved_queries import kept
from qbank.services.selection import Selection, matches

_SYNTAX = re.compile(r"""["'{}()]| OR |:.*:""")


@dataclass(frozen=True, slots=True)
class Naming:
    """A kept query that names a path, and its words with another path put there."""

    name: str
    words: tuple[str, ...]


async def naming(session: AsyncSession, path: str) -> list[Naming]:
    """List the kept queries that need the category at a path, or one below it, to be read; by their names.

    Raises QbankError where there is no such category.
    """
    tree, others = await load_tree(session), await kept(session)
    gone = {below.id for below in tree.below(tree.require(path).id)}
    without = CategoryTree([each for each in tree.nodes.values() if each.id not in gone])
    return [
        Naming(query.name, tuple(words_of(query.text)))
        for _, query in sorted(others.items())
        if _is_readable(query, others, tree) and not _is_readable(query, others, without)
    ]


def said_anew(query: Naming, old: str, new: str) -> tuple[str, ...]:
    """Give the words of a query with a new path in the place of an old one, or of its beginning."""
    named = re.compile(
        rf"""(category\s*:\s*=?\s*)(["']?){re.escape(old)}(/[^\s"'{{}}()]*|(?=$|["'\s{{}}()]))""",
        re.IGNORECASE,
    )

    def put(found: re.Match[str]) -> str:
        # A path with a blank in it is one term where it is a word by itself, and among others only in quotes.
        among_others = not found[2] and " " in new and _SYNTAX.search(found.string)
        quote = '"' if among_others else ""
        return f"{found[1]}{found[2]}{quote}{new}{found[3]}{quote}"

    return tuple(named.sub(put, word) for word in query.words)


def _is_readable(query: Kept, others: Mapping[str, Kept], tree: CategoryTree) -> bool:
    try:
        node = parse(words_of(query.text), now=datetime.now().astimezone(), saved=lambda: others)
        matches(Selection(node), tree)
    except QbankError:
        return False
    return True
