"""The other things a bank holds, in the shape their JSON has: each line of a file carries its kind."""

from typing import Any

import msgspec

from qbank.domain.field_values import FieldType
from qbank.domain.question import Moment

FORMAT_VERSION = 1
"""The version of qbank's own JSON; a reader refuses a higher one."""


class BankHeader(msgspec.Struct, kw_only=True, tag_field="kind", tag="bank", omit_defaults=False):
    """The first line of an exported bank."""

    format: str = "qbank"
    version: int = FORMAT_VERSION


class FieldDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="field"):
    """The definition of an own field: what the values under its name may be; a choice has `values`."""

    id: str | None = None
    name: str
    type: FieldType = FieldType.TEXT
    values: list[str] = []
    required: bool = False
    description: str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


class CategoryDocument(
    msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="category"
):
    """A category, named by its path; `preferences` are the defaults of what is put in it."""

    id: str | None = None
    path: str
    description: str | None = None
    color: str | None = None
    preferences: dict[str, Any] = {}
    created_at: Moment | None = None
    updated_at: Moment | None = None


class SourceDocument(
    msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="document"
):
    """A document: where questions come from."""

    id: str | None = None
    title: str
    category: str | None = None
    uri: str | None = None
    author: str | None = None
    licence: str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


class SavedQueryDocument(
    msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="saved_query"
):
    """A query kept by name; `query` is its words as they are typed in a shell."""

    id: str | None = None
    name: str
    query: str
    description: str | None = None
    created_at: Moment | None = None
    updated_at: Moment | None = None


class MediaDocument(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag="media"):
    """A picture or other file that questions refer to as `qbank://media/SHA256`; `data` is base64 in JSON."""

    sha256: str
    mime: str
    data: bytes


Record = BankHeader | FieldDocument | CategoryDocument | SourceDocument | SavedQueryDocument | MediaDocument
