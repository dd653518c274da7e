"""The one JSON text of a value: what is stored, hashed and exported is written here and only here."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder()
_exact_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(value: Any) -> bytes:
    """Write a value as compact UTF-8 JSON, decimals with the digits they came with.

    Raises UnicodeEncodeError for a lone surrogate.
    """
    return _encoder.encode(value)


def encode_text(value: Any) -> str:
    """Write a value as compact JSON text; the same characters as `encode`."""
    return _encoder.encode(value).decode()


def decode(data: bytes | str) -> Any:
    """Read JSON into plain Python values. Raises msgspec.DecodeError."""
    return _decoder.decode(data)


def decode_exact(data: bytes | str) -> Any:
    """Read JSON into Python values that `encode` writes with the same digits: 1.50 stays 1.50."""
    return _exact_decoder.decode(data)


async def as_array_of(batches: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Make one JSON array of batches of lines, each line a JSON value, at flat memory."""
    opening = b"[\n"
    async for batch in batches:
        if batch:
            yield opening + b",\n".join(batch.splitlines())
            opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"
