"""The chain of changes: each is sealed with a hash over itself and the hash of the one before.

Whoever alters, adds or takes away a change or what it kept of a row breaks the chain from there on, unless
all that follows is sealed anew: whoever wants to know keeps the last hash elsewhere.
"""

from collections.abc import AsyncIterator
from hashlib import sha256

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from qbank.db.dialects import as_stored
from qbank.domain import jsontext
from qbank.models import Change, ChangeRow
from qbank.services.moments import stored_moment

BATCH = 1000


async def seal(session: AsyncSession) -> None:
    """Seal the changes that are not yet, in their order; what was done before an audit was kept too."""
    last = select(Change.chain_hash).where(Change.chain_hash.is_not(None)).order_by(Change.number.desc())
    before = (await session.execute(last.limit(1))).scalar_one_or_none() or b""
    unsealed = select(Change).where(Change.chain_hash.is_(None)).order_by(Change.number)
    for change in (await session.execute(unsealed)).scalars().all():
        before = await hash_of(session, change, before)
        # The row is not loaded anew: what the session knows of it is not what other columns say by now.
        await session.execute(
            update(Change)
            .where(Change.id == change.id)
            .values(chain_hash=before)
            .execution_options(synchronize_session=False)
        )


async def hash_of(session: AsyncSession, change: Change, before: bytes) -> bytes:
    """Hash a change and all it kept of rows, after the hash of the change before it.

    Whether it is taken back by now is left out: that is said by the undo.
    """
    hashed = sha256(before)
    told = (
        change.number,
        change.id,
        change.command,
        change.message,
        change.note,
        change.actor,
        stored_moment(change.created_at),
        change.undoes,
    )
    hashed.update(jsontext.encode(told) + b"\n")
    async for line in _rows(session, change):
        hashed.update(line)
    return hashed.digest()


async def _rows(session: AsyncSession, change: Change) -> AsyncIterator[bytes]:
    kept = (
        select(ChangeRow.table_name, ChangeRow.row_id, ChangeRow.version, as_stored(ChangeRow.before))
        .where(ChangeRow.change_id == change.id)
        .order_by(ChangeRow.table_name, ChangeRow.row_id)
    )
    result = await session.stream(kept)
    async for batch in result.partitions(BATCH):
        yield b"".join(jsontext.encode(tuple(row)) + b"\n" for row in batch)


async def broken(session: AsyncSession) -> AsyncIterator[tuple[str, str | None]]:
    """Yield the id of each sealed change, with what is wrong with its seal, None where nothing is.

    A pruned change cannot be looked at again: the chain goes on from its hash as it stands.
    """
    before, gap = b"", None
    begun = False
    changes = (await session.execute(select(Change).order_by(Change.number))).scalars().all()
    for change in changes:
        if change.chain_hash is None:
            gap = change.number if begun else None
            continue
        begun = True
        if gap is not None:
            yield change.id, f"change {gap} before it is not sealed"
            gap = None
        elif change.is_pruned or await hash_of(session, change, before) == change.chain_hash:
            yield change.id, None
        else:
            yield change.id, f"change {change.number}, or the one before it, is not what was sealed"
        before = change.chain_hash
