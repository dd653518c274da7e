"""A sum over the rows of a dump, whatever their order: two banks with the same sums hold the same rows."""

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

from qbank.services.dump_rows import Row

_WRAP = 1 << 128
_lines = msgspec.json.Decoder()
_sorted = msgspec.json.Encoder(order="sorted")


def row_sums(lines: Iterable[bytes]) -> dict[str, tuple[int, int]]:
    """Give, for each table of a dump's lines, how many rows it has and the sum of their hashes."""
    sums: dict[str, tuple[int, int]] = {}
    kind = Row.__struct_config__.tag
    for line in lines:
        said = _lines.decode(line)
        if said["kind"] != kind:
            continue
        digest = blake2b(_sorted.encode(said["values"]), digest_size=16).digest()
        count, total = sums.get(said["table"], (0, 0))
        sums[said["table"]] = count + 1, (total + int.from_bytes(digest)) % _WRAP
    return sums
