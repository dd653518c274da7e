"""Questions whose file says something else than the bank: compared with what it said last, and merged."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among
from qbank.domain.category_path import split_path
from qbank.domain.merging import UNKNOWN, Clash, Side
from qbank.domain.validation import InvalidQuestion
from qbank.models import Category, Question
from qbank.services import row_history
from qbank.services.category_tree import CategoryTree
from qbank.services.import_bases import COLUMNS, Asked, Bases
from qbank.services.import_check import Checked
from qbank.services.import_merging import (
    BODY_LENGTH,
    Laid,
    Sides,
    hardly_alike,
    is_news,
    laid_over,
    said_otherwise,
    theirs_of,
)
from qbank.services.import_options import OnConflict, Outcome, Undecided, Verdict
from qbank.services.import_plan import Judged
from qbank.services.import_rewriting import Rewriter, Rewritten, Said
from qbank.services.import_rules import Vetter
from qbank.services.import_source import Origin
from qbank.services.preparing import Prepared
from qbank.services.question_rules import QuestionRules
from qbank.services.row_history import Image
from qbank.services.rows import SET
from qbank.services.tables import QUESTIONS

_KEY = SET.index("external_id")
_DELETED = Clash("in_trash", False, True, False)
UNKNOWN_BASE = "changed, and what the file said before is not known any more: the journal was pruned"
OTHER_QUESTION = "the file has another question under its id"
IN_TRASH = "; it is in the trash here"
_HOMELESS = "changed in the file, but it lies in a category that is in the trash"
_REASONS = {
    Verdict.SAME: "known already, and the file says nothing else",
    Verdict.CHANGED: "known already, and now as the file says",
    Verdict.MERGED: "changed here and in the file; both changes are in it now",
    Verdict.CONFLICT: "changed here and in the file, differently; left as it is in the bank",
}


class _Case(NamedTuple):
    """One question to be compared: what the file says, what is known of it, and the bank's row."""

    row: Prepared
    known: Judged
    now: Image
    homeless: bool

    @property
    def id(self) -> str:
        return str(self.now["id"])

    @property
    def is_export(self) -> bool:
        """Tell whether a bank wrote it: that is not the word of the document it names."""
        return self.row.given_id is not None and self.row.created_at is not None

    @property
    def is_trashed(self) -> bool:
        return self.now["deleted_at"] is not None


class _Compared(NamedTuple):
    """A question compared: its versions, what the merge would make of it, and where it clashes."""

    case: _Case
    sides: Sides
    laid: Laid
    clashes: tuple[Clash, ...]
    passage: bytes
    note: str | None
    stays: tuple[str, ...]


class Again:
    """Compares the questions of one file that say something else than the bank, frame by frame."""

    def __init__(
        self,
        session: AsyncSession,
        checked: Checked,
        origin: Origin,
        vetter: Vetter,
        rules: QuestionRules,
        tree: CategoryTree,
        rewriter: Rewriter,
        renamed: Mapping[str, str],
    ) -> None:
        self._tree = tree
        self._renamed = renamed
        self._session = session
        self._checked = checked
        self._origin = origin
        self._vetter = vetter
        self._defaults = rules.defaults
        self._rewriter = rewriter
        self._bases = Bases(session)
        self._news: list[Rewritten] = []
        self._said: list[Said] = []

    async def deal(self, rows: Sequence[tuple[Prepared, Judged]]) -> None:
        """Decide about each question, write what is to be written, and tell the summary."""
        for first in range(0, len(rows), row_history.BATCH):
            await self._deal(rows[first : first + row_history.BATCH])

    async def _deal(self, rows: Sequence[tuple[Prepared, Judged]]) -> None:
        now = await row_history.now(self._session, QUESTIONS, [known.known_id or "" for _, known in rows])
        homeless = await self._homeless(list(now.values()))
        cases = [self._case(row, known, now[known.known_id or ""], homeless) for row, known in rows]
        bases = await self._bases.find([_asked(case) for case in cases], now)
        passages = await self._passages(cases)
        self._news, self._said = [], []
        for case in cases:
            passage = passages.get(case.now["stimulus_id"], b"")
            self._settle(self._compared(case, bases[case.id], passage))
        await self._rewriter.rewrite(self._news)
        await self._rewriter.confirm(self._origin.import_id, self._said)

    def _case(self, row: Prepared, known: Judged, now: Image, homeless: set[str]) -> _Case:
        # Edits made here may complete it: what it becomes is looked at again.
        with suppress(InvalidQuestion):
            row = self._vetter.known(row, now["category_id"], partial=False)
        return _Case(row, known, now, now["category_id"] in homeless)

    async def _passages(self, cases: Sequence[_Case]) -> dict[str, bytes]:
        """Give the identities of the passages that questions refer to."""
        ids = list({case.now["stimulus_id"] for case in cases if case.now["stimulus_id"] is not None})
        found = select(Question.id, Question.identity_hash).where(among(Question.id, ids))
        return dict((await self._session.execute(found)).all()) if ids else {}

    async def _homeless(self, rows: Sequence[Image]) -> set[str]:
        """Give the categories in the trash that questions in the trash lie in."""
        ids = list({row["category_id"] for row in rows if row["deleted_at"] is not None})
        gone = select(Category.id).where(among(Category.id, ids), Category.deleted_at.is_not(None))
        return set((await self._session.execute(gone)).scalars()) if ids else set()

    def _compared(self, case: _Case, base: Any, passage: bytes) -> _Compared:
        ours = {name: row_history.value_of(QUESTIONS, name, case.now[name]) for name in COLUMNS}
        note = UNKNOWN_BASE if base is UNKNOWN else None
        if case.row.given_id is None and hardly_alike(ours if base is UNKNOWN else base, case.row):
            base, note = UNKNOWN, OTHER_QUESTION
        defaults = self._defaults.of(case.now["category_id"])
        theirs = theirs_of(case.row, base, ours, self._checked.carried, defaults)
        hashes = (bytes.fromhex(case.now["identity_hash"]), bytes.fromhex(case.now["body_hash"]))
        sides = Sides(base, ours, theirs, hashes)
        laid = laid_over(case.row, sides, Side.OURS, passage)
        clashes = laid.clashes
        if case.is_trashed and (laid.taken or clashes):
            clashes = (_DELETED, *clashes)
        return _Compared(case, sides, laid, clashes, passage, note if clashes else None, self._staying(case))

    def _staying(self, case: _Case) -> tuple[str, ...]:
        """Tell which places the file has otherwise: an import moves no question that is there."""
        options, told = self._checked.options, case.row.category
        stays = []
        if told is not None and options.category is None:
            here, wanted = split_path(self._tree.path(case.now["category_id"]) or ""), split_path(told)
            # It may have been put below another place by the import that brought it.
            if here[-len(wanted) :] != wanted:
                stays.append("category")
        passage = case.row.stimulus
        if passage is not None and self._renamed.get(passage, passage) != case.now["stimulus_id"]:
            stays.append("stimulus")
        return tuple(stays)

    def _settle(self, found: _Compared) -> None:
        """Write and tell what becomes of one question."""
        choice = self._choice(found) if found.clashes else None
        if choice is OnConflict.THEIRS and found.case.homeless:
            found = found._replace(note=_HOMELESS)
            choice = OnConflict.SKIP
        if choice in (OnConflict.SKIP, OnConflict.FAIL, OnConflict.ASK):
            self._tell(found, Verdict.CONFLICT, found.laid, choice)
        elif choice is OnConflict.OURS and found.case.is_trashed:
            self._confirm(found, said_otherwise(found.sides.ours, found.sides.theirs))
            self._tell(found, Verdict.CONFLICT, None, choice)
        else:
            self._take(found, choice)

    def _take(self, found: _Compared, choice: OnConflict | None) -> None:
        """Give a question what of the file is to be taken."""
        laid = found.laid
        if choice is OnConflict.THEIRS:
            laid = laid_over(found.case.row, found.sides, Side.THEIRS, found.passage)
        changed = found.case.is_trashed and choice is OnConflict.THEIRS
        if changed or laid.columns != tuple(found.sides.ours[name] for name in COLUMNS):
            try:
                laid = self._vetted(found.case, laid)
            except InvalidQuestion as error:
                self._checked.refuse(found.case.row, error)
                return
            self._news.append(_rewritten(found.case, laid))
            verdict = Verdict.MERGED if laid.kept or choice is OnConflict.OURS else Verdict.CHANGED
        else:
            verdict = Verdict.CONFLICT if found.clashes else Verdict.SAME
        self._confirm(found, laid.said)
        self._tell(found, verdict, laid, choice)

    def _vetted(self, case: _Case, laid: Laid) -> Laid:
        """Hold what a question becomes against the rules of the bank. Raises InvalidQuestion."""
        row = case.row._replace(said=(*laid.columns[BODY_LENGTH:], case.row.said[-1]))
        said = self._vetter.known(row, case.now["category_id"], partial=False).said[:-1]
        return replace(laid, columns=(*laid.columns[:BODY_LENGTH], *said))

    def _choice(self, found: _Compared) -> OnConflict:
        asked = self._checked.options.on_conflict
        if asked is not OnConflict.ASK:
            return asked
        decided = self._checked.decided.get(found.case.id)
        if decided is not None and decided.clashes == found.clashes:
            return decided.choice
        row = found.case.row
        self._checked.summary.undecided.append(
            Undecided(
                self._checked.options.file_name,
                row.item,
                row.line,
                found.case.id,
                found.case.now["title"] or found.case.now["stem"],
                found.clashes,
                found.note,
            )
        )
        return OnConflict.ASK

    def _confirm(self, found: _Compared, said: str | None) -> None:
        """Remember what the file says now, where its source noted anything of the question before."""
        case, sides = found.case, found.sides
        known, row = case.known, case.row
        if known.import_id is not None and known.document_id is not None and not case.is_export:
            news = is_news(sides.base, sides.theirs)
            key, told = row.external_key, row.import_hash
            self._said.append(Said(case.id, known.document_id, key, told, said, news))

    def _tell(self, found: _Compared, verdict: Verdict, laid: Laid | None, choice: OnConflict | None) -> None:
        row = found.case.row
        self._checked.summary.staying += bool(found.stays)
        reason = found.note or _REASONS[verdict]
        if choice is OnConflict.OURS and verdict is Verdict.CONFLICT:
            reason = "changed here and in the file; it stays as it is here"
        places = () if laid is None or verdict is Verdict.CONFLICT else laid.taken
        self._checked.summary.tell(
            Outcome(
                verdict,
                row.item,
                row.line,
                row.path,
                found.case.id,
                reason + (IN_TRASH if found.case.is_trashed and choice is not OnConflict.THEIRS else ""),
                row.said[_KEY],
                places,
                (*found.laid.kept, *found.stays),
                found.clashes,
                choice,
            )
        )


def _asked(case: _Case) -> Asked:
    row, known = case.row, case.known
    if case.is_export and known.verdict == "known":
        return Asked(case.id, None, None, row.version, row.updated_at)
    return Asked(case.id, known.import_id, known.said, row.version, row.updated_at)


def _rewritten(case: _Case, laid: Laid) -> Rewritten:
    return Rewritten(
        case.id,
        laid.columns,
        laid.identity,
        laid.body_hash,
        case.now["category_id"],
        case.now["version"] + 1,
        laid.media,
    )
