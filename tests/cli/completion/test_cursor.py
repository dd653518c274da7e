from collections.abc import Callable
from pathlib import Path

import pytest

Asks = Callable[..., list[str]]


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("qu", ["question"]),
        ("question cou", ["count"]),
        ("question list --fo", ["--format"]),
        ("question list --format j", ["json"]),
        ("question list -f j", ["json"]),
        ("question list --format=j", ["--format=json"]),
        ("question list --db x --explain --lim", ["--limit"]),
        ("question list --col", ["--columns", "--color"]),
        ("question list --color al", ["always"]),
        ("--color al", ["always"]),
        ("question list --nothing --lim", ["--limit"]),
        ("question set tag:a -ny --exp", ["--expect"]),
        ("question list -- --format", []),
        ("question list -- ti", ["title:"]),
        ("question add stem more", []),
        ("question nonsense li", []),
        ("nonsense ", []),
        ("question list --sort -ti", ["-title"]),
        ("question list --columns id,ta", ["id,tags"]),
        ("stats --by difficulty,di", []),
        ("question import --on-d", ["--on-duplicate"]),
        ("question import --from nd", ["ndjson"]),
        ("question import x", ["FILES"]),
        ("question import a --report x", ["FILES"]),
        ("question export --all -o x", ["FILES"]),
        ("--db x", ["FILES"]),
        ("question list --db=x", ["FILES"]),
        ("question list \0> x", ["FILES"]),
        ("question list tag:a \0> x ti", ["title:"]),
        ("completion f", ["fish"]),
    ],
)
def test_commands_and_options_are_completed(typed: str, offered: list[str], asked: Asks) -> None:
    assert asked(*typed.split(" ")) == offered


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("category show ", ["A//B/", "Biology/", "Zoo (old)/", "none"]),
        ("category show bio", ["Biology/"]),
        ("category show Biology/", ["Biology/Cell walls", "Biology/Cells"]),
        ("category show biology/cells", ["biology/Cells"]),
        ("category show A//B/", ["A//B/C"]),
        ("category show Nowhere/", []),
        ("question add stem -c Bi", ["Biology/"]),
        ("question import x --into Bi", ["Biology/"]),
        ("category move x --to Bi", ["Biology/"]),
        ("question add stem --tag cell", ["Cell/Wall"]),
        ("question add stem --tag épr", ["Épreuve"]),
        ("question set x --tags Épreuve,c", ["Épreuve,Cell/Wall"]),
        ("question set x --tags Cell/Wall,c", []),
        ("question set x --document ca", ["Campbell, Biology"]),
        ("document show ca", ["Campbell, Biology"]),
        ("document add ca", []),
        ("question set x --difficulty h", ["hard"]),
        ("question set x --author M", ["Marie Curie"]),
        ("question show ext:", ["ext:Q-17"]),
        ("question show ex", ["ext:"]),
        ("question add stem --external-id Q", []),
        ("question add stem --field we", ["week="]),
        ("question add stem --field week=", ["week=3"]),
        ("category set Biology di", ["difficulty="]),
        ("category set Biology difficulty=", ["difficulty=easy", "difficulty=medium", "difficulty=hard"]),
        ("category set Biology tags=a,cel", ["tags=a,Cell/Wall"]),
        ("category set Biology allowed_tags=cel", ["allowed_tags=Cell/Wall"]),
        ("category unset Biology lan", ["language"]),
        ("question set x --unset-field we", ["week"]),
        ("field rename we", ["week"]),
        ("field delete we", ["week"]),
        ("tag rename ce", ["Cell/Wall"]),
        ("tag merge x ce", ["Cell/Wall"]),
        ("tag delete ce", ["Cell/Wall"]),
        ("tag list ce", ["Cell/Wall"]),
    ],
)
def test_values_come_from_the_bank(typed: str, offered: list[str], asked: Asks) -> None:
    assert asked(*typed.split(" ")) == offered


def test_ids_are_as_short_as_they_are_unique(asked: Asks, qbank: Callable[..., tuple[int, str, str]]) -> None:
    ids = qbank("question", "list", "--format", "ids")[1].split()
    assert sorted(asked("question", "show", "")) == sorted([*(id[:6] for id in ids), "ext:"])
    assert asked("question", "edit", ids[0][:5]) == [ids[0][:6]]
    assert asked("question", "show", ids[0][:20].upper()) == [ids[0][:20]]


def test_the_trash_and_the_journal_are_completed_by_what_they_hold(
    asked: Asks, qbank: Callable[..., tuple[int, str, str]]
) -> None:
    gone = qbank("trash", "list", "--format", "ids")[1].strip()
    assert asked("trash", "restore", "") == [gone[:6]]
    assert asked("trash", "restore", gone[:3]) == [gone[:6]]
    assert asked("undo", "")[-1] == "1"


def test_backups_are_completed_by_name_and_else_files(
    asked: Asks, qbank: Callable[..., tuple[int, str, str]]
) -> None:
    made = Path(qbank("db", "backup")[1].strip())
    assert asked("db", "restore", "bank-") == [made.name]
    assert asked("db", "restore", "elsewhere") == ["FILES"]


def test_the_bank_is_the_one_the_command_would_open(
    asked: Asks, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QBANK_DB")
    assert asked("category", "show", "Bio", "--db", str(tmp_path / "none.db"), "") == []
    assert asked("--db", str(filled), "category", "show", "Bio") == ["Biology/"]
    assert asked("category", "show", f"--db={filled}", "Bio") == ["Biology/"]
    (tmp_path / "config.toml").write_text(f"bank = {str(filled)!r}\n", encoding="utf-8")
    assert asked("category", "show", "Bio") == ["Biology/"]
    config = f"bank = 'none.db'\n[banks]\nlife = {str(filled)!r}\n"
    (tmp_path / "config.toml").write_text(config, encoding="utf-8")
    assert asked("category", "show", "Bio") == []
    assert asked("category", "show", "Bio", "--bank", "life", "") == []
    assert asked("--bank", "life", "category", "show", "Bio") == ["Biology/"]
    assert asked("--bank=life", "category", "show", "Bio") == ["Biology/"]
    assert asked("question", "list", "--bank", "") == asked("bank", "use", "") == ["default", "life"]
    assert asked("bank", "use", "li") == ["life"]
    monkeypatch.setenv("BANKS", str(filled.parent))
    assert asked("--db", "$BANKS/bank.db", "category", "show", "Bio") == ["Biology/"]


@pytest.mark.parametrize(
    "told", ["postgresql://nobody@localhost/x", "mysql://x", "~nobody-at-all/b.db", "a\0b"]
)
def test_a_bank_that_cannot_be_told_gives_no_values(told: str, asked: Asks) -> None:
    assert asked("--db", told, "category", "show", "") == []


def test_a_configuration_that_cannot_be_read_gives_no_values(
    asked: Asks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("QBANK_DB")
    (tmp_path / "config.toml").write_text("bank = [", encoding="utf-8")
    assert asked("category", "show", "") == []
    assert asked("category", "sh") == ["show"]


def test_a_name_that_a_terminal_would_obey_is_not_offered(
    asked: Asks, qbank: Callable[..., tuple[int, str, str]]
) -> None:
    qbank("question", "add", "x", "--tag", "cel\x1b]0;title\x07l")
    assert asked("question", "list", "tag:cel") == ["tag:Cell/Wall"]
