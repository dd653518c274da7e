"""The addresses by which texts refer to kept files: `qbank://media/` and the SHA-256 of the bytes."""

import re

ADDRESS = re.compile(r"qbank://media/([0-9a-f]{64})")
_IN_JSON = re.compile(ADDRESS.pattern.encode())


def hashes_in(written: bytes) -> list[str]:
    """Give the hashes of the files that JSON refers to, each once, in their order."""
    return list(dict.fromkeys([found.decode() for found in _IN_JSON.findall(written)]))
