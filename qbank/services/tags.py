"""Tags: how often each is used and how it is spelt mostly; renamed, merged and taken away on all questions.

A tag below another one, `a/b` below `a`, goes where that goes.
"""

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import among, within
from qbank.db.json_dialects import json_elements
from qbank.domain.tag_rules import is_at_or_below, moved
from qbank.domain.text import fold
from qbank.domain.typed_text import tidy_line
from qbank.errors import Kind, QbankError
from qbank.models import Question, QuestionTag
from qbank.services import bulk_plan, preferences, question_rules, retagging
from qbank.services.bulk_plan import Plan
from qbank.services.category_tree import load_tree
from qbank.services.journal import Authorship, Entry
from qbank.services.previews import SAMPLE, Preview
from qbank.services.question_rules import QuestionRules
from qbank.services.selection import live
from qbank.services.tag_spelling import spellings

Altered = Mapping[str, Mapping[str, list[str]]]
"""New lists of tags by category and the key of its default."""


@dataclass(frozen=True, slots=True)
class TagView:
    """A tag as most of its questions spell it, their number, and how many spell it otherwise."""

    name: str
    questions: int
    otherwise: int


async def listing(session: AsyncSession, prefix: str | None = None) -> list[TagView]:
    """List the tags of live questions by name, or those that begin so, case and accents aside."""
    each = json_elements(Question.tags)
    found = select(each.c.value, func.count()).select_from(Question).join(each, true()).where(live())
    wanted = fold(prefix or "")
    if wanted:
        found = found.where(Question.id.in_(select(QuestionTag.question_id).where(_begins(wanted))))
    spellings: dict[str, Counter[str]] = {}
    for tag, questions in await session.execute(found.group_by(each.c.value)):
        if (folded := fold(tag)).startswith(wanted):
            spellings.setdefault(folded, Counter())[tag] = questions
    return [_view(spellings[folded]) for folded in sorted(spellings)]


async def every_spelling(session: AsyncSession) -> dict[str, str]:
    """Give how most of its questions write a tag, for each tag of the bank by its folded form."""
    return {fold(each.name): each.name for each in await listing(session)}


def _begins(folded: str) -> ColumnElement[bool]:
    return and_(QuestionTag.tag >= folded, QuestionTag.tag < folded + "\U0010ffff")


def _view(spellings: Counter[str]) -> TagView:
    name, mostly = min(spellings.items(), key=lambda each: (-each[1], each[0]))
    total = spellings.total()
    return TagView(name, total, total - mostly)


class TagChange:
    """Tags that are to become another one, or to go where `new` is None.

    With `merging` the new tag may be there already; without, that is a conflict. With `alone` those below the
    tags stay. Used on a bank without one of the tags, it raises QbankError.
    """

    def __init__(
        self, old: Sequence[str], new: str | None = None, *, merging: bool = False, alone: bool = False
    ) -> None:
        self._old = [tidy_line(each, "tag") for each in old]
        self._new = None if new is None else _tidy(new)
        self._merging = merging
        self._alone = alone

    async def preview(self, session: AsyncSession, most: int | None = SAMPLE) -> Preview:
        """Work out what would change, and change nothing; `most` questions are shown, None for all."""
        plan, _ = await self._plan(session)
        return await bulk_plan.preview(session, plan, most)

    async def apply(self, session: AsyncSession, by: Authorship, seen: Preview | None) -> Preview:
        """Do it as one change; where `seen` is given and the bank was changed since, nothing is done."""
        plan, altered = await self._plan(session)

        async def also(entry: Entry) -> None:
            for category_id, values in altered.items():
                await preferences.write(session, entry, category_id, values)

        return await bulk_plan.carry_out(
            session, by, plan, lambda count: f"{self._told()} in {count}", seen, also if altered else None
        )

    async def categories(self, session: AsyncSession) -> list[str]:
        """List the paths of the categories whose defaults and rules name one of the tags and follow."""
        tree = await load_tree(session)
        altered = (await preferences.load(session, tree)).retagged(self._in_preference)
        return sorted(path for each in altered if (path := tree.path(each)) is not None)

    def becomes(self, tag: str) -> str | None:
        """Give what a tag becomes: another one, itself, or None where it goes."""
        if self._merging and self._new is not None and is_at_or_below(tag, self._new):
            return tag
        for old in self._old:
            if self._is_meant(tag, old):
                return None if self._new is None else moved(tag, old, self._new)
        return tag

    async def _plan(self, session: AsyncSession) -> tuple[Plan, Altered]:
        """Give the plan for questions, and the defaults of categories that follow."""
        there = await self._there(session)
        if self._new is not None and not self._merging:
            self._require_free(there, self._new)
        tagged = select(QuestionTag.question_id).where(self._named())
        meant = and_(live(), Question.id.in_(tagged))
        await retagging.rewrite_each(session, meant, self._on_question)
        changed = and_(meant, retagging.differs())
        count = (await session.execute(select(func.count()).select_from(Question).where(meant))).scalar_one()
        tree = await load_tree(session)
        plan = Plan(changed, {"tags": retagging.new_tags()}, count, tree)
        rules = await question_rules.load(session, tree)
        altered = rules.defaults.retagged(self._in_preference)
        follow = rules.defaults.altered(altered)
        await question_rules.require_kept(session, plan, QuestionRules(rules.fields, follow))
        return plan, altered

    def _named(self) -> ColumnElement[bool]:
        wanted = [fold(old) for old in self._old]
        below = [] if self._alone else [(f"{old}/", f"{old}0") for old in wanted]
        return or_(among(QuestionTag.tag, wanted), within(QuestionTag.tag, below))

    async def _there(self, session: AsyncSession) -> set[str]:
        """Give all folded tags. Raises QbankError, naming tags like it, for one that is not there."""
        there = set((await session.execute(select(QuestionTag.tag).distinct())).scalars())
        for old in self._old:
            wanted = fold(old)
            if not any(self._is_meant(tag, old) for tag in there):
                near = await spellings(session, get_close_matches(wanted, sorted(there), n=3))
                meant = f"did you mean {', '.join(near.values())}?"
                hint = meant if near else "see them with `qbank tag list`"
                raise QbankError(Kind.NOT_FOUND, f"there is no tag {old!r}", hint=hint)
        return there

    def _require_free(self, there: set[str], new: str) -> None:
        """Refuse a name by which two tags would become one."""
        targets = {
            tag: fold(self.becomes(tag) or tag)
            for tag in there
            if any(self._is_meant(tag, old) for old in self._old)
        }
        stays = set(targets.values()) & (there - targets.keys())
        if stays or len(set(targets.values())) < len(targets):
            raise QbankError(
                Kind.CONFLICT,
                f"there is a tag {min(stays, default=new)!r} already",
                hint=f"to make one of the two: qbank tag merge {shlex.join([self._old[0], new])}",
            )

    def _is_meant(self, tag: str, old: str) -> bool:
        return fold(tag) == fold(old) if self._alone else is_at_or_below(tag, old)

    def _on_question(self, tags: list[str]) -> list[str]:
        return [new for tag in tags if (new := self.becomes(tag)) is not None]

    def _in_preference(self, tags: list[str]) -> list[str]:
        """Give the tags of a default or a rule; a tag that goes is not taken out of them."""
        kept = [self.becomes(tag) or tag for tag in tags]
        return list({fold(tag): tag for tag in reversed(kept)}.values())[::-1]

    def _told(self) -> str:
        names = ", ".join(self._old)
        if self._new is None:
            return f"took tag {names} away"
        return (
            f"merged tag {names} into {self._new}" if self._merging else f"renamed tag {names} to {self._new}"
        )


def _tidy(tag: str) -> str:
    """Give a new tag as it is kept. Raises QbankError for one that would lie nowhere."""
    tidy = tidy_line(tag, "tag")
    if tidy.startswith("/") or tidy.endswith("/"):
        raise QbankError(
            Kind.USAGE, f"{tidy!r} begins or ends with a slash", hint="a slash stands between two tags: a/b"
        )
    return tidy
