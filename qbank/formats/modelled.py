"""What the model holds of a part of a question, as plain values: for telling whether it is what it was."""

from decimal import Decimal
from typing import Any

import msgspec


def plain(value: Any) -> Any:
    """Give a value as lists and mappings of all its fields but ids, numbers as they count.

    What msgspec itself writes will not do: it leaves a default out only where it is the very same object.
    """
    if isinstance(value, msgspec.Struct):
        return {name: plain(getattr(value, name)) for name in value.__struct_fields__ if name != "id"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if isinstance(value, Decimal):
        return str(value)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
