"""Tokens to the tree: terms are ANDed, OR binds looser, NOT and a leading - tightest."""

from collections.abc import Sequence
from datetime import datetime

from qbank.errors import QbankError
from qbank.query.lexer import Group, Mark, Term, Token, tokenise
from qbank.query.mistakes import mistake
from qbank.query.saved import Lookup, found, none_kept, unreadable, words_of
from qbank.query.tree import Everything, Node, OneOf, Or, all_of, any_of, negation
from qbank.query.values import node_of, saved_names

MAX_DEPTH = 50
# SQLite refuses an expression deeper than 1000, and a flat chain of ANDs is as deep as it is long.
MAX_TERMS = 500
MAX_VALUES = 10_000


def parse(arguments: Sequence[str], *, now: datetime, saved: Lookup = none_kept) -> Node:
    """The meaning of a query's arguments, in its shortest form; no argument means everything.

    `now` is aware, and its zone is the reader's: days begin there, and ages count back from it. What
    `saved:NAME` stands for, by `saved`, is put in its place. Raises QbankError(USAGE), and nothing else but
    what `saved` raises, whatever the arguments hold.
    """
    if not arguments:
        return Everything()
    return _Reader(tokenise(arguments), now, _Budget(), saved).query()


class _Budget:
    """How much of a query's allowance is used."""

    def __init__(self) -> None:
        self.terms = 0
        self.values = 0

    def spend(self, node: Node) -> None:
        self.terms += 1
        listed = node.parts if isinstance(node, Or) else (node,)
        self.values += sum(len(part.values) for part in listed if isinstance(part, OneOf))
        if self.terms > MAX_TERMS:
            raise mistake(
                f"the query has more than {MAX_TERMS} terms",
                "list the values of one field with commas (tag:a,b,c), or hand ids over on stdin with -",
            )
        if self.values > MAX_VALUES:
            raise mistake(
                f"the query lists more than {MAX_VALUES} values",
                "hand the ids over on stdin, with - as the query",
            )


class _Reader:
    """Reads one list of tokens; `depth` is how deep it stands in the whole query.

    `opened` are the names of the saved queries that it stands in, outermost first.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        now: datetime,
        budget: _Budget,
        saved: Lookup,
        depth: int = 0,
        opened: tuple[str, ...] = (),
    ) -> None:
        self.tokens = tokens
        self.now = now
        self.budget = budget
        self.saved = saved
        self.depth = depth
        self.opened = opened
        self.at = 0

    def query(self) -> Node:
        """The whole list as one node."""
        node = self._alternatives()
        if self.at < len(self.tokens):
            raise _never_opened()
        return node

    def _next(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _before(self) -> Token | None:
        return self.tokens[self.at - 1] if self.at else None

    def _take(self, mark: Mark) -> bool:
        taken = self._next() is mark
        self.at += taken
        return taken

    def _alternatives(self) -> Node:
        parts = [self._conjunction()]
        while self._take(Mark.OR):
            parts.append(self._conjunction())
        return any_of(parts)

    def _conjunction(self) -> Node:
        parts = [self._operand()]
        while self._next() not in (None, Mark.OR, Mark.CLOSE):
            self._take(Mark.AND)
            parts.append(self._operand())
        return all_of(parts)

    def _operand(self) -> Node:
        token = self._next()
        if isinstance(token, Term):
            self.at += 1
            return self._term(token)
        if isinstance(token, Group):
            self.at += 1
            return self._deeper(token.tokens).query()
        if token in (Mark.NOT, Mark.OPEN):
            self.at += 1
            return self._negated() if token is Mark.NOT else self._bracketed()
        raise _nothing_here(self._before(), token)

    def _term(self, term: Term) -> Node:
        if names := saved_names(term):
            return any_of([self._kept(name) for name in names])
        node = node_of(term, self.now)
        self.budget.spend(node)
        return node

    def _kept(self, name: str) -> Node:
        """What a saved query stands for."""
        kept = found(self.saved(), name, self.opened)
        self.budget.spend(Everything())
        try:
            words = words_of(kept.text)
            return self._deeper(tokenise(words), kept.name).query() if words else Everything()
        except QbankError as error:
            raise unreadable(kept, error) from error

    def _negated(self) -> Node:
        self._descend()
        node = negation(self._operand())
        self.depth -= 1
        return node

    def _bracketed(self) -> Node:
        self._descend()
        node = self._alternatives()
        if not self._take(Mark.CLOSE):
            raise _never_closed()
        self.depth -= 1
        return node

    def _deeper(self, tokens: Sequence[Token], *opened: str) -> "_Reader":
        self._descend()
        self.depth -= 1
        inside = (*self.opened, *opened)
        return _Reader(tokens, self.now, self.budget, self.saved, self.depth + 1, inside)

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise mistake(
                f"brackets and NOT stand more than {MAX_DEPTH} deep",
                "terms beside each other are all meant: leave brackets out where there is no OR",
            )


def _never_opened() -> QbankError:
    return mistake("a bracket closes that never opened", "in a text, put it in quotes: 'title:\"f(x))\"'")


def _never_closed() -> QbankError:
    return mistake(
        "a bracket is never closed", "write [ tag:a OR tag:b ] with blanks; in a text, put it in quotes"
    )


def _nothing_here(before: Token | None, token: Token | None) -> QbankError:
    """Where a term should stand there is none: told by what stands before and after the gap."""
    if isinstance(before, Mark) and before not in (Mark.OPEN, Mark.CLOSE):
        return _dangling(before, "after")
    if token in (Mark.OR, Mark.AND):
        return _dangling(token, "before")
    if token is None:
        return _never_closed()
    if before is Mark.OPEN:
        return mistake("nothing stands between the brackets", "write [ tag:a OR tag:b ]")
    return _never_opened()


def _dangling(mark: Token, side: str) -> QbankError:
    return mistake(
        f"{mark} has nothing {side} it",
        f"as a word to search for, put it in double quotes inside single ones: '\"{mark}\"'",
    )
