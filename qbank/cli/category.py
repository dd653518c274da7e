"""`qbank category`: the tree of categories and their defaults."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qbank import services
from qbank.cli import category_view, confirming, output, run, safety_copy, saved_paths
from qbank.cli.bank_names import bank_in_use
from qbank.cli.edits import changing, cleared, require_some
from qbank.cli.groups import new_group
from qbank.cli.options import ColumnsOption, DryRunOption, FormatOption, NoHeaderOption, YesOption
from qbank.domain.counting import counted
from qbank.errors import Kind, QbankError

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from qbank.cli.run import Writing
    from qbank.services.categories import CategoryChanges, Doomed, Edited
    from qbank.services.category_merging import Merge
    from qbank.services.journal import Authorship
    from qbank.services.saved_places import Naming

app = new_group("The tree of categories and their defaults.")

PathArgument = Annotated[str, typer.Argument(metavar="PATH", help="Such as Biology/Cells; // is a slash.")]
DescriptionOption = Annotated[str | None, typer.Option("--description", help="What belongs in it.")]
ColorOption = Annotated[
    str | None,
    typer.Option("--color", metavar="RRGGBB", help="Its colour, such as 3B82F6.", show_default=False),
]


@app.command("add")
def add(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH...", help="What is missing on the way is made too.")
    ],
    description: DescriptionOption = None,
    color: ColorOption = None,
) -> None:
    """Add categories; prints the id of each.

    Example: qbank category add Biology/Cells/Organelles
    """
    added = run.writing(
        ctx,
        lambda session, by: services.categories.add(session, by, paths, description=description, color=color),
    )
    for path in added.made:
        run.invocation(ctx).narrator.say(f"added category {path}")
    for category_id in added.ids:
        output.line(category_id)


@app.command("list")
def list_categories(
    ctx: typer.Context,
    path: Annotated[str | None, typer.Argument(metavar="[PATH]", help="This one and those below it.")] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", min=1, metavar="N", help="Only so many levels of the tree.")
    ] = None,
    how: FormatOption = None,
    columns: ColumnsOption = None,
    no_header: NoHeaderOption = False,
) -> None:
    """List categories and count their questions.

    `total` has the questions of the categories below too.

    Example: qbank category list Biology --depth 2
    """
    found = run.reading(ctx, lambda session: services.categories.listing(session, path, depth))
    if not found:
        run.invocation(ctx).narrator.say("there are no categories yet; make one: qbank category add NAME")
    category_view.show_list(run.invocation(ctx), found, how, columns, no_header=no_header)


@app.command("show")
def show(
    ctx: typer.Context, path: PathArgument, how: FormatOption = None, no_header: NoHeaderOption = False
) -> None:
    """Show a category in full.

    Its defaults and where each comes from, its questions by difficulty, the categories in it.

    Example: qbank category show Biology/Cells
    """
    found = run.reading(ctx, lambda session: services.categories.show(session, path))
    category_view.show_one(found, how, no_header=no_header)


@app.command("edit")
def edit(
    ctx: typer.Context,
    path: PathArgument,
    name: Annotated[
        str | None, typer.Option("--name", help="Its new name; a slash in it is a slash.")
    ] = None,
    description: Annotated[str | None, typer.Option("--description", help="`none` takes it away.")] = None,
    color: ColorOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Change a category's name, description or colour.

    Saved queries that name its path are named, with the command that says each anew.

    Example: qbank category edit Biology --name 'Biology I' --color 22C55E
    """
    changes: CategoryChanges = {}
    if name is not None:
        changes["name"] = name
    if description is not None:
        changes["description"] = cleared(description)
    if color is not None:
        changes["color"] = color
    require_some(changes, "--name, --description or --color")
    _edited(ctx, path, lambda s, by: services.categories.edit(s, by, path, changes), dry_run=dry_run)


@app.command("move")
def move(
    ctx: typer.Context,
    path: PathArgument,
    to: Annotated[
        str, typer.Option("--to", metavar="PARENT", help="The category to put it in; / for the top.")
    ],
    dry_run: DryRunOption = False,
) -> None:
    """Move a category, with all below it, into another one.

    Saved queries that name its path are named, with the command that says each anew.

    Example: qbank category move Cells --to Biology
    """
    _edited(ctx, path, lambda s, by: services.categories.move(s, by, path, to), dry_run=dry_run)


@app.command("delete")
def delete(
    ctx: typer.Context, path: PathArgument, yes: YesOption = False, dry_run: DryRunOption = False
) -> None:
    """Put a category and all in it into the trash.

    The categories below it and all their questions go with it, and one undo brings them back.

    Example: qbank category delete 'Old exams' --dry-run
    """
    narrator = run.invocation(ctx).narrator

    async def preview(session: "AsyncSession") -> "tuple[Doomed, list[Naming]]":
        doomed = await services.categories.doomed(session, path)
        return doomed, await services.saved_places.naming(session, path)

    planned, using = run.reading(ctx, preview)
    narrator.say(f"{_told(planned)} would go into the trash of {bank_in_use(ctx)}")
    saved_paths.tell_going(narrator, using, planned.path)
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return

    def apply(expected: "Doomed") -> "Doomed":
        safety_copy.before_many(ctx, expected.questions, "delete")
        return run.writing(ctx, lambda session, by: services.categories.delete(session, by, expected))

    done = confirming.carried_out(
        planned, lambda doomed: f"put {_told(doomed)} into the trash", apply, yes=yes
    )
    narrator.say(f"{_told(done)} went into the trash; take it back with: qbank undo")


@app.command("merge")
def merge(
    ctx: typer.Context,
    paths: Annotated[
        list[str], typer.Argument(metavar="FROM... INTO", help="The last one takes the others in.")
    ],
    yes: YesOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Merge categories into one.

    Their questions and subcategories go into INTO, subcategories of one name become one, and what is empty
    then goes to the trash. Where both have a default, that of INTO holds.

    Example: qbank category merge Bio 'Biology (old)' Biology --dry-run
    """
    *sources, into = paths
    if not sources:
        raise QbankError(
            Kind.USAGE,
            "which category is to take it in?",
            hint="name at least two: qbank category merge FROM INTO",
        )
    narrator = run.invocation(ctx).narrator

    async def preview(session: "AsyncSession") -> "tuple[Merge, dict[str, list[Naming]]]":
        merge = await services.category_merging.preview(session, sources, into)
        return merge, {path: await services.saved_places.naming(session, path) for path in merge.sources}

    planned, using = run.reading(ctx, preview)
    category_view.tell_merge(narrator, planned, bank_in_use(ctx))
    for path, queries in using.items():
        saved_paths.tell_moved(narrator, queries, path, planned.into, done=False)
    if dry_run:
        narrator.say("dry run: nothing was changed")
        return

    def apply(seen: "Merge") -> "Merge":
        safety_copy.before_many(ctx, seen.questions, "merge")
        return run.writing(
            ctx, lambda session, by: services.category_merging.merge(session, by, sources, into, seen)
        )

    done = confirming.carried_out(planned, category_view.merge_told, apply, yes=yes)
    moved = counted(done.questions, "question")
    narrator.say(f"merged into {done.into}, with {moved}; `qbank undo` takes that back")


@app.command("set")
def set_preferences(
    ctx: typer.Context,
    path: PathArgument,
    assignments: Annotated[
        list[str], typer.Argument(metavar="KEY=VALUE...", help="Such as difficulty=hard.")
    ],
) -> None:
    """Set defaults for what is put into a category.

    They hold for questions put into it, or below it, from now on.

    The keys are difficulty, points, rating, language, author, licence, status, and tags, which are added to a
    question's own. The nearest category's default wins; what a question says itself wins over all.

    With allowed_tags its questions may have these tags and those below them and no others; with required_tags
    they must have each.

    Example: qbank category set Biology language=en tags=biology,exam
    """
    from qbank.domain.preferences import assignment, written

    values: dict[str, Any] = dict(map(assignment, assignments))
    done = changing(ctx, lambda session, by: services.preferences.put(session, by, path, values))
    said = ", ".join(f"{key}={written(values[key])}" for key in done.changed)
    run.invocation(ctx).narrator.say(f"{done.path}: {said or 'nothing to change'}")


@app.command("unset")
def unset_preferences(
    ctx: typer.Context,
    path: PathArgument,
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help="Such as difficulty.")],
) -> None:
    """Take defaults of a category away.

    Those of the categories above hold again.

    Example: qbank category unset Biology/Cells difficulty
    """
    from qbank.domain.preferences import known

    meant = [known(key) for key in keys]
    done = changing(ctx, lambda session, by: services.preferences.take_away(session, by, path, meant))
    run.invocation(ctx).narrator.say(f"{done.path}: no {', '.join(done.changed)} of its own any more")


def _told(doomed: "Doomed") -> str:
    others = doomed.categories - 1
    below = f" with {counted(others, 'category', 'categories')} below it" if others else ""
    return f"category {doomed.path}{below} and {counted(doomed.questions, 'question')}"


def _edited(ctx: typer.Context, path: str, edit: "Writing[Edited]", *, dry_run: bool) -> None:
    """Change a category, or rehearse that, and say what it came to and which saved queries need its path."""

    async def work(session: "AsyncSession", by: "Authorship") -> "tuple[list[Naming], Edited]":
        return await services.saved_places.naming(session, path), await edit(session, by)

    narrator = run.invocation(ctx).narrator
    using, edited = run.rehearsing(ctx, work) if dry_run else changing(ctx, work)
    if not edited.changed:
        narrator.say(f"{edited.path}: nothing to change")
    elif edited.path != edited.before:
        narrator.say(f"{edited.before} {'would be' if dry_run else 'is'} {edited.path} now")
        saved_paths.tell_moved(narrator, using, edited.before, edited.path, done=not dry_run)
    else:
        narrator.say(f"{edited.path}: {'would change' if dry_run else 'changed'} {', '.join(edited.changed)}")
    if dry_run:
        narrator.say("dry run: nothing was changed")
