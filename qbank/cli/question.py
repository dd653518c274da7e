"""`qbank question …`: each command is a module of its own, put together here."""

from qbank.cli import (
    question_add,
    question_copy,
    question_delete,
    question_duplicates,
    question_edit,
    question_export,
    question_history,
    question_import,
    question_list,
    question_merge,
    question_open,
    question_replace,
    question_set,
    question_show,
    question_update,
)
from qbank.cli.groups import new_group

app = new_group("Add, find, show, change, import and export questions.")
app.command("list", epilog=question_list.FIELDS_TOLD)(question_list.list_questions)
app.command("count")(question_list.count_questions)
app.command("show")(question_show.show_question)
app.command("open")(question_open.open_questions)
app.command("add")(question_add.add_question)
app.command("edit")(question_edit.edit_question)
app.command("set")(question_set.set_questions)
app.command("update")(question_update.update_questions)
app.command("replace")(question_replace.replace_questions)
app.command("copy")(question_copy.copy_question)
app.command("duplicates")(question_duplicates.list_duplicates)
app.command("merge")(question_merge.merge_questions)
app.command("history")(question_history.show_history)
app.command("diff")(question_history.show_difference)
app.command("revert")(question_history.revert_question)
app.command("delete")(question_delete.delete_questions)
app.command("import")(question_import.import_questions)
app.command("export")(question_export.export_questions)
