"""What becomes of questions an import finds to be known: told, left as they are, merged or replaced."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, as_stored
from qbank.domain import jsontext
from qbank.domain.validation import InvalidQuestion, tidy_tags
from qbank.models import Question
from qbank.services.import_again import IN_TRASH, Again
from qbank.services.import_bases import COLUMNS
from qbank.services.import_check import Checked
from qbank.services.import_merging import BODY_LENGTH
from qbank.services.import_options import OnDuplicate, Outcome, Verdict
from qbank.services.import_plan import Judged
from qbank.services.import_rewriting import Rewriter, Rewritten
from qbank.services.import_rules import Vetter
from qbank.services.preparing import Prepared
from qbank.services.rows import SET

_TAGS, _FIELDS, _KEY = (SET.index(name) for name in ("tags", "fields", "external_id"))
_REASONS = {
    "same": "known already, and the file says the same as before",
    "duplicate": "the bank has this question already",
    "conflict": "a question of the same id stands before it in the file",
}


class _Stored(NamedTuple):
    id: str
    columns: tuple[Any, ...]
    hashes: tuple[bytes, bytes]
    version: int
    category_id: str


class Known:
    """Deals with the known questions of one file, frame by frame."""

    def __init__(
        self,
        session: AsyncSession,
        checked: Checked,
        vetter: Vetter,
        again: Again,
        rewriter: Rewriter,
        renamed: dict[str, str],
    ) -> None:
        self._session = session
        self._checked = checked
        self._vetter = vetter
        self._options = checked.options
        self._summary = checked.summary
        self._again = again
        self._rewriter = rewriter
        self._dealt: set[str] = set()
        self.renamed = renamed

    async def deal(self, rows: Sequence[tuple[Prepared, Judged]]) -> None:
        """Decide about each question, write what is to be written, and tell the summary."""
        compared = []
        twins = []
        for row, known in rows:
            if row.given_id is not None and known.known_id is not None:
                self.renamed[row.given_id] = known.known_id
            if known.verdict in ("known", "conflict") and known.known_id is not None and self._first(known):
                compared.append((row, known))
            elif known.verdict == "duplicate" and known.known_id is not None:
                twins.append((row, known))
            else:
                self._tell(row, known)
        await self._again.deal(compared)
        await self._merge(twins)

    def _first(self, known: Judged) -> bool:
        if known.known_id in self._dealt:
            return False
        self._dealt.add(known.known_id or "")
        return True

    def _tell(self, row: Prepared, known: Judged) -> None:
        """Tell of a question that stays as it is."""
        verdict = Verdict.CONFLICT if known.verdict == "known" else Verdict(known.verdict)
        reason = _REASONS[verdict.value] + (IN_TRASH if known.is_trashed else "")
        if known.first is not None:
            same = "the same" if verdict is Verdict.DUPLICATE else "of the same id"
            reason = f"{same} as question {known.first} of the file"
        self._summary.tell(
            Outcome(verdict, row.item, row.line, row.path, known.known_id, reason, row.said[_KEY])
        )

    async def _merge(self, twins: Sequence[tuple[Prepared, Judged]]) -> None:
        """Fill what is unknown of the bank's questions from their twins, where that is asked for."""
        there = {}
        if self._options.on_duplicate is OnDuplicate.MERGE:
            there = await self._load([known.known_id or "" for _, known in twins])
        news: list[Rewritten] = []
        for row, known in twins:
            stored = there.get(known.known_id or "")
            try:
                new = None if stored is None or known.known_id in self._dealt else self._filled(row, stored)
            except InvalidQuestion as error:
                self._checked.refuse(row, error)
                continue
            if new is None:
                self._tell(row, known)
            else:
                self._dealt.add(new.question_id)
                news.append(new)
                self._tell_filled(row, new)
        await self._rewriter.rewrite(news)

    def _filled(self, row: Prepared, stored: _Stored) -> Rewritten | None:
        """Give a question as its twin fills it in; None where nothing is new. Raises InvalidQuestion."""
        wrong = None
        try:
            # A twin only fills in what its own does not say, and takes nothing away that is required.
            row = self._vetter.known(row, stored.category_id, partial=True)
        except InvalidQuestion as error:
            wrong = error
        told = stored.columns[BODY_LENGTH:]
        new = merged(told, row.said[:-1])
        if new == told:
            return None
        if wrong is not None:
            raise wrong
        columns = (*stored.columns[:BODY_LENGTH], *new)
        return Rewritten(stored.id, columns, *stored.hashes, stored.category_id, stored.version + 1)

    def _tell_filled(self, row: Prepared, new: Rewritten) -> None:
        reason = "filled in from its twin in the file"
        self._summary.tell(
            Outcome(Verdict.CHANGED, row.item, row.line, row.path, new.question_id, reason, row.said[_KEY])
        )

    async def _load(self, ids: Sequence[str]) -> dict[str, _Stored]:
        """Load what the bank says of questions."""
        names = (*COLUMNS, "identity_hash", "body_hash")
        columns = [as_stored(Question.id), *(_plain(name) for name in names), Question.version]
        found = select(*columns, Question.category_id).where(among(Question.id, ids))
        return {
            question_id: _Stored(question_id, tuple(rest[:-4]), (rest[-4], rest[-3]), rest[-2], rest[-1])
            for question_id, *rest in await self._session.execute(found)
        }


def _plain(name: str) -> Any:
    column = getattr(Question, name)
    return column if name.endswith("_hash") or name in ("rating", "points") else as_stored(column)


def merged(mine: Sequence[Any], theirs: Sequence[Any]) -> tuple[Any, ...]:
    """Fill what is unknown of a question from its twin, and take its tags and own fields in."""
    told = [own if own is not None else other for own, other in zip(mine, theirs, strict=True)]
    tags = tidy_tags([*jsontext.decode(mine[_TAGS]), *jsontext.decode(theirs[_TAGS])])
    told[_TAGS] = jsontext.encode_text(tags)
    # The order of the names is the bank's, so that a twin that says nothing new changes nothing.
    own, other = jsontext.decode_exact(mine[_FIELDS]), jsontext.decode_exact(theirs[_FIELDS])
    told[_FIELDS] = jsontext.encode_text({**own, **{name: other[name] for name in other if name not in own}})
    return tuple(told)
