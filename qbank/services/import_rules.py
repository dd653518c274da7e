"""An import's questions held against the rules of the bank: what breaks one is refused with its reason."""

from collections.abc import Callable, Mapping
from typing import Any

from qbank.domain import jsontext
from qbank.domain.kinds import Status
from qbank.domain.own_fields import FieldRules
from qbank.domain.validation import InvalidQuestion
from qbank.services.preparing import Prepared
from qbank.services.question_rules import QuestionRules
from qbank.services.rows import SET

_TAGS, _FIELDS, _STATUS = SET.index("tags"), SET.index("fields"), SET.index("status")
_DRAFT = Status.DRAFT.value
KEPT = 10_000
"""So many texts of own fields are remembered: a file may have a million different ones."""
CategoryOf = Callable[[str | None], str | None]


class Vetter:
    """Checks the questions of one file.

    What a bank exported (it says when it was made) is held to the rules that were there before the file: the
    definitions and categories that come with it may be younger than the question, and it comes back as it
    was. Everything else is held to all rules. `status` is what those that say none get, whatever their
    category's default is.
    """

    def __init__(
        self, before: QuestionRules, now: QuestionRules, category_of: CategoryOf, status: Status | None = None
    ) -> None:
        self._before = before
        self._now = now
        self._category_of = category_of
        self._status = status
        self._places: dict[str | None, str | None] = {}
        self._fields: dict[tuple[int, str, bool], str | InvalidQuestion] = {}

    @property
    def is_lenient(self) -> bool:
        """Tell whether there are no rules that a question could break."""
        return not self._before and not self._now

    def new(self, row: Prepared) -> Prepared:
        """Give a question that is to be added, its own fields as they are defined. Raises InvalidQuestion."""
        rules = self._rules(row)
        if not rules:
            return row
        if row.category not in self._places:
            self._places[row.category] = self._category_of(row.category)
        category_id = self._places[row.category]
        defaults: Mapping[str, Any] = {} if row.created_at is not None else rules.defaults.of(category_id)
        open_status = not row.has_status and self._status is None and "status" in defaults
        draft = str(defaults["status"] if open_status else row.said[_STATUS]) == _DRAFT
        tags = [*jsontext.decode(row.said[_TAGS]), *defaults.get("tags", ())]
        return self._kept(row, rules, tags, category_id, draft)

    def known(self, row: Prepared, category_id: str, *, partial: bool) -> Prepared:
        """Give a question that takes the place of a known one, or in part, which stays where it is."""
        rules = self._rules(row)
        if not rules:
            return row
        draft = partial or row.said[_STATUS] == _DRAFT
        return self._kept(row, rules, jsontext.decode(row.said[_TAGS]), category_id, draft)

    def _rules(self, row: Prepared) -> QuestionRules:
        return self._now if row.created_at is None else self._before

    def _kept(
        self, row: Prepared, rules: QuestionRules, tags: list[str], category_id: str | None, draft: bool
    ) -> Prepared:
        fields = self._defined(rules.fields, row.said[_FIELDS], draft)
        if category_id is not None and rules.defaults.has_rules:
            asked = rules.defaults.tag_rules(category_id)
            asked.require_allowed(tags)
            if not draft:
                asked.require_present(tags)
        if fields == row.said[_FIELDS]:
            return row
        return row._replace(said=(*row.said[:_FIELDS], fields, *row.said[_FIELDS + 1 :]))

    def _defined(self, rules: FieldRules, text: str, draft: bool) -> str:
        """Give own fields as they are defined, the last texts remembered. Raises InvalidQuestion."""
        key = (id(rules), text, draft)
        if key not in self._fields:
            if len(self._fields) >= KEPT:
                self._fields.clear()
            self._fields[key] = _defined(rules, text, draft)
        found = self._fields[key]
        if isinstance(found, InvalidQuestion):
            raise found
        return found


def _defined(rules: FieldRules, text: str, draft: bool) -> str | InvalidQuestion:
    try:
        return jsontext.encode_text(rules.checked(jsontext.decode_exact(text), draft=draft))
    except InvalidQuestion as error:
        return error
