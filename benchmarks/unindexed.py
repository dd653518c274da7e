"""`python -m benchmarks.unindexed BANK FILE`: the import without its search index, to see what that costs."""

import sys

from sqlalchemy.ext.asyncio import AsyncSession

from qbank.services import derived


async def _nothing(session: AsyncSession, last: int) -> None:
    """Take nothing into the index."""


def main() -> int:
    """Import the file into the bank; texts and tags are kept, the index learns of none."""
    derived.index_after = _nothing
    from qbank.cli.process import start

    bank, file = sys.argv[1:]
    words = ["question", "import", file, "--on-duplicate", "add", "--on-error", "skip"]
    return start(["--quiet", "--db", bank, *words])


if __name__ == "__main__":
    sys.exit(main())
