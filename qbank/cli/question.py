"""`qbank question …`: each command is a module of its own, loaded when it is the one that was named."""

from qbank.cli.groups import CommandByCommand, new_group

COMMANDS: dict[str, tuple[str, ...]] = {
    "list": ("question_list", "list_questions", "FIELDS_TOLD"),
    "count": ("question_list", "count_questions"),
    "show": ("question_show", "show_question"),
    "open": ("question_open", "open_questions"),
    "add": ("question_add", "add_question"),
    "edit": ("question_edit", "edit_question"),
    "set": ("question_set", "set_questions"),
    "update": ("question_update", "update_questions"),
    "replace": ("question_replace", "replace_questions"),
    "copy": ("question_copy", "copy_question"),
    "duplicates": ("question_duplicates", "list_duplicates"),
    "merge": ("question_merge", "merge_questions"),
    "history": ("question_history", "show_history"),
    "diff": ("question_history", "show_difference"),
    "revert": ("question_history", "revert_question"),
    "delete": ("question_delete", "delete_questions"),
    "import": ("question_import", "import_questions"),
    "export": ("question_export", "export_questions"),
}
"""Name of a command -> its module in `qbank.cli`, the function there, and what its help ends with."""


class QuestionCommands(CommandByCommand):
    """The commands that work on questions."""

    table = COMMANDS


app = new_group("Add, find, show, change, import and export questions.", QuestionCommands)
