"""Options and arguments that several commands share, each with one name and one help line."""

from enum import StrEnum
from typing import Annotated

import typer


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"
    CSV = "csv"
    TSV = "tsv"
    IDS = "ids"


class WholeFormat(StrEnum):
    """How one thing is written that is no row of a listing."""

    TABLE = "table"
    JSON = "json"
    NDJSON = "ndjson"


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", "-f", help="How to write it. [default: table on a terminal, tsv in a pipe]"),
]
ReadersFormatOption = Annotated[
    Format | None, typer.Option("--format", "-f", help="How to write it. [default: table, in a pipe too]")
]
WholeFormatOption = Annotated[
    WholeFormat | None,
    typer.Option("--format", "-f", help="How to write it. [default: table, in a pipe too]"),
]
NumberFormatOption = Annotated[
    WholeFormat,
    typer.Option("--format", "-f", help="How to write it. [default: the number alone]", show_default=False),
]
ColumnsOption = Annotated[
    str | None, typer.Option("--columns", metavar="NAME,NAME", help="Which columns, in which order.")
]
NoHeaderOption = Annotated[
    bool, typer.Option("--no-header", help="Leave the header line of csv and tsv out.")
]
QueryArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[QUERY]...", help="Which ones, such as tag:cell rating:3..")
]
AllOption = Annotated[bool, typer.Option("--all", help="The whole bank, trash left out.")]
LimitOption = Annotated[int | None, typer.Option("--limit", min=0, metavar="N", help="At most so many.")]
SampleOption = Annotated[
    int | None, typer.Option("--sample", min=1, metavar="N", help="So many, drawn at random.")
]
SeedOption = Annotated[str | None, typer.Option("--seed", help="Draw the same sample again.")]
SortOption = Annotated[
    str | None, typer.Option("--sort", metavar="NAME,NAME", help="Order by columns; -NAME for descending.")
]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Say how the query was read, and stop.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would change, and change nothing.")
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
ExpectOption = Annotated[
    int | None, typer.Option("--expect", min=0, metavar="N", help="Refuse unless exactly so many are meant.")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that is there.")]
TitleOption = Annotated[str, typer.Option("--title", help="What the written file calls itself.")]
OptionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--option", metavar="OPTION=VALUE", help="What the format alone knows: see qbank formats FORMAT."
    ),
]
ExcelSafeOption = Annotated[
    bool,
    typer.Option("--excel-safe", help="CSV, TSV: nothing that a spreadsheet would calculate."),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Write nothing where something would be lost.")]
VerifyOption = Annotated[
    bool | None,
    typer.Option(
        "--verify/--no-verify",
        help="Read what was written and compare. [default: below 10,000 questions]",
        show_default=False,
    ),
]
