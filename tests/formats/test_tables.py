import csv
import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import Difficulty, QuestionType
from qbank.domain.options import AcceptedAnswer, AcceptedNumber, Choice
from qbank.domain.question import QuestionDocument
from qbank.errors import Kind, QbankError
from qbank.formats.base import (
    AnswerStyle,
    Diagnostic,
    Found,
    Item,
    ReadOptions,
    Severity,
    Source,
    Undecided,
    Unreadable,
)
from qbank.formats.tables import read


def items(content: str | bytes, answers: AnswerStyle | None = None, /, **mapping: str) -> list[Item]:
    data = content.encode() if isinstance(content, str) else content
    return list(read(Source("t.csv", io.BytesIO(data)), ReadOptions(mapping, answers)))


def questions(
    content: str | bytes, answers: AnswerStyle | None = None, /, **mapping: str
) -> list[QuestionDocument]:
    found = [item.value for item in items(content, answers, **mapping) if isinstance(item, Found)]
    return [value for value in found if isinstance(value, QuestionDocument)]


def said(content: str | bytes, severity: Severity, **mapping: str) -> list[Diagnostic]:
    told = (item for item in items(content, **mapping) if isinstance(item, Diagnostic))
    return [item for item in told if item.severity is severity]


def keyed(question: QuestionDocument) -> list[str]:
    return [option.text for option in question.options if option.fraction > 0]


def row(cells: str, header: str = "question,A,B,C,D,answer") -> QuestionDocument:
    (only,) = questions(f"{header}\n{cells}\n")
    return only


def test_a_row_is_a_question_and_each_column_a_choice() -> None:
    question = row("Capital of France?,Rome,Paris,Bonn,Oslo,B")
    assert question.type is QuestionType.SINGLE_CHOICE
    assert question.stem == "Capital of France?"
    assert question.options == [
        Choice(text="Rome"),
        Choice(text="Paris", fraction=1.0),
        Choice(text="Bonn"),
        Choice(text="Oslo"),
    ]


def test_the_first_diagnostic_tells_in_one_line_what_was_taken_for_what() -> None:
    first = items("No,Question,A,B,Answer\n1,?,x,y,A\n")[0]
    assert isinstance(first, Diagnostic)
    assert (first.severity, first.code) == (Severity.NOTE, "mapping")
    columns = "options=A,B; stem=Question; answer=Answer; as fields: No"
    assert first.message == f"columns by ',', header on line 1: {columns}; keys: letter"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_is_read(delimiter: str, newline: str) -> None:
    lines = ["question|A|B|answer", "Which, x or y; or z?|x|y|B", '"a ""quoted"" one"|x|y|A']
    written = newline.join(line.replace("|", delimiter) for line in lines)
    if delimiter in ",;":
        written = written.replace("Which, x or y; or z?".replace("|", delimiter), '"Which, x or y; or z?"')
    found = questions(written)
    assert [question.stem for question in found] == ["Which, x or y; or z?", 'a "quoted" one']
    assert [keyed(question) for question in found] == [["y"], ["x"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_encoding_is_read(encoding: str) -> None:
    (question,) = questions("question,A,B,answer\nWo gibt es Café?,Köln,Bonn,A\n".encode(encoding))
    assert keyed(question) == ["Köln"]


def test_windows_1252_is_read_with_a_warning() -> None:
    warnings = said("question,A,B,answer\nCafé?,x,y,A\n".encode("cp1252"), Severity.WARNING)
    assert [warning.code for warning in warnings] == ["encoding"]


@pytest.mark.parametrize(
    "header",
    [
        "Question,Option A,Option B,Correct Answer",
        "question_text,option_a,option_b,correct_answer",
        "QuestionText,OptionA,OptionB,CorrectAnswer",
        "stem,choice 1,choice 2,key",
        "Question - max 120 characters,Answer 1 - max 75 characters,Answer 2,Correct answer(s)",
        "Pergunta,Opção 1,Opção 2,Resposta Correta",
        "Frage,Antwort 1,Antwort 2,Richtige Antwort",
        "Énoncé,Réponse A,Réponse B,Bonne réponse",
        "Pregunta,Opción A,Opción B,Respuesta correcta",
        "题目,选项A,选项B,正确答案",
        "Вопрос,Вариант 1,Вариант 2,Правильный ответ",
    ],
)
def test_headers_are_understood_in_several_languages_and_spellings(header: str) -> None:
    assert keyed(row("Which?,left,right,B", header)) == ["right"]


def test_the_other_columns_find_their_places() -> None:
    header = "id,title,type,question,A,B,answer,explanation,topic,level,tags,marks,hint,language,author"
    cells = 'q7,Cells,MCQ,Which?,x,y,A,because,Bio/Cell,Hard,"a; b c","1,5",look,en,Ann'
    question = row(cells, header)
    assert (question.external_id, question.title, question.explanation) == ("q7", "Cells", "because")
    assert (question.category, question.difficulty) == ("Bio/Cell", Difficulty.HARD)
    assert (question.tags, question.points) == (["a", "b c"], 1.5)
    assert [hint.text for hint in question.details.hints] == ["look"]
    assert (question.language, question.author) == ("en", "Ann")
    assert question.fields == {}


def test_a_column_that_is_not_understood_becomes_a_field_and_so_does_a_value() -> None:
    question = row("Which?,x,y,A,7,five,n1,n2", "question,A,B,answer,difficulty,points,Board,Board")
    assert question.fields == {"difficulty": "7", "points": "five", "Board": "n1", "Board 2": "n2"}
    assert question.difficulty is None
    assert question.points is None


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("A/B", "A/B"),
        ("A > B", "A/B"),
        ("A::B", "A/B"),
        ("A/B > C", "A//B/C"),
        ("Art: Music", "Art: Music"),
        ("", None),
    ],
)
def test_a_category_is_a_path_however_it_is_written(written: str, path: str | None) -> None:
    assert row(f"Which?,x,y,A,{written}", "question,A,B,answer,category").category == path


def test_several_category_columns_make_one_path() -> None:
    header = "subject,chapter,topic,question,A,B,answer"
    assert row("Maths,,Angles,Which?,x,y,A", header).category == "Maths/Angles"


@pytest.mark.parametrize("key", ["AC", '"A,C"', "A;C", '"a, c"', "A and C"])
def test_several_letters_make_a_multiple_choice_question(key: str) -> None:
    question = row(f"Which?,w,x,y,z,{key}")
    assert question.type is QuestionType.MULTIPLE_CHOICE
    assert [option.fraction for option in question.options] == [0.5, 0.0, 0.5, 0.0]


def test_several_key_columns_make_one_key() -> None:
    found = questions("question,A,B,C,Answer 1,Answer 2\nOne?,x,y,z,C,\nTwo?,x,y,z,A,B\n")
    assert [keyed(question) for question in found] == [["z"], ["x", "y"]]


def test_numbers_are_counted_from_where_the_whole_file_shows() -> None:
    header = "question,Option 1,Option 2,Option 3,correct\n"
    assert [keyed(q) for q in questions(f"{header}a?,x,y,z,1\nb?,x,y,z,3\n")] == [["x"], ["z"]]
    assert [keyed(q) for q in questions(f"{header}a?,x,y,z,1\nb?,x,y,z,0\n")] == [["y"], ["x"]]


def test_numbers_that_a_spreadsheet_made_floats_are_numbers() -> None:
    header = "question,Option 1,Option 2,Option 3,correct\n"
    assert [keyed(q) for q in questions(f"{header}a?,x,y,z,1.0\nb?,x,y,z,3.0\n")] == [["x"], ["z"]]


def test_numbers_that_could_count_from_0_or_1_are_not_guessed() -> None:
    content = "question,option1,option2,option3,correct\na?,x,y,z,1\nb?,x,y,z,2\nc?,x,y,z,1\n"
    with pytest.raises(Undecided) as caught:
        items(content)
    readings = {
        reading.style: [keyed(question) for question in reading.sample] for reading in caught.value.readings
    }
    assert readings == {AnswerStyle.ZERO_BASED: [["y"], ["z"]], AnswerStyle.ONE_BASED: [["x"], ["y"]]}


ROWS = "a?,x,y,z,1\nb?,x,y,z,2\n"


@pytest.mark.parametrize("word", ["Option", "Opção", "Answer choice", "Réponse"])
def test_a_number_names_the_column_that_bears_it_as_people_write_it(word: str) -> None:
    header = f"question,{word} 1,{word} 2,{word} 3,Correct answer\n"
    assert [keyed(question) for question in questions(header + ROWS)] == [["x"], ["y"]]
    assert "; keys: 1-based" in next(
        item.message for item in items(header + ROWS) if isinstance(item, Diagnostic)
    )
    assert [keyed(question) for question in questions(header + "a?,x,y,z,1\nb?,x,y,z,0\n")] == [["y"], ["x"]]


@pytest.mark.parametrize(
    "header",
    [
        "Option 1,Option 2,Option 3,Correct index",
        "Option 1,Option 2,Option 3,label",
        "Option 1,Option 2,Option 3,answerIdx",
        "Option 0,Option 1,Option 2,Correct",
        "option1,option2,option3,Correct",
    ],
)
def test_a_programs_numbers_name_no_column(header: str) -> None:
    with pytest.raises(Undecided):
        items(f"question,{header}\n{ROWS}")


def test_the_person_decides_what_numbers_mean() -> None:
    content = "question,Option 1,Option 2,correct\na?,x,y,1\n"
    assert keyed(questions(content, AnswerStyle.ONE_BASED)[0]) == ["x"]
    assert keyed(questions(content, AnswerStyle.ZERO_BASED)[0]) == ["y"]


def test_a_key_may_be_the_text_of_a_choice() -> None:
    assert keyed(row("Which?,Rome,Paris,Bonn,Oslo,paris")) == ["Paris"]


def test_labels_are_taken_off_the_choices() -> None:
    question = row("Which?,A) Rome,B) Paris,C) Bonn,D) Oslo,B) Paris")
    assert [option.text for option in question.options] == ["Rome", "Paris", "Bonn", "Oslo"]
    assert keyed(question) == ["Paris"]


def test_choices_with_the_same_text_are_kept() -> None:
    assert [option.text for option in row("Which?,x,x,y,y,A").options] == ["x", "x", "y", "y"]


def test_an_empty_choice_does_not_shift_the_key() -> None:
    found = row("Which?,w,,y,z,D")
    assert [option.text for option in found.options] == ["w", "y", "z"]
    assert keyed(found) == ["z"]


@pytest.mark.parametrize(("choices", "key"), [("x,,z", "B"), ("x,y,z", "E"), ("x,y,z", "v"), ("x,y,x", "x")])
def test_a_key_that_names_no_choice_is_said_and_the_question_has_none(choices: str, key: str) -> None:
    content = f"question,A,B,C,answer\nFirst?,u,v,w,A\nWhich?,{choices},{key}\n"
    (warning,) = said(content, Severity.WARNING)
    assert (warning.code, warning.place.line, warning.place.path) == ("key", 3, "answer")
    _, question = questions(content)
    assert keyed(question) == []
    assert question.fields == {"answer": key}


def test_wrong_choices_alone_are_joined_by_the_right_one() -> None:
    question = row("Which?,right,w1,w2", "question,correct_answer,distractor1,distractor2")
    assert [(option.text, option.fraction) for option in question.options] == [
        ("right", 1.0),
        ("w1", 0.0),
        ("w2", 0.0),
    ]


def test_true_and_false_as_choices_make_a_true_false_question() -> None:
    question = row("The sky is blue.,Wahr,Falsch,A", "question,A,B,answer")
    assert question.type is QuestionType.TRUE_FALSE
    assert keyed(question) == ["Wahr"]


@pytest.mark.parametrize(
    ("key", "right"), [("TRUE", "True"), ("false", "False"), ("Falsch", "False"), ("vrai", "True")]
)
def test_true_or_false_without_choices_makes_a_true_false_question(key: str, right: str) -> None:
    question = row(f"The sky is blue.,{key}", "question,answer")
    assert question.type is QuestionType.TRUE_FALSE
    assert keyed(question) == [right]


@pytest.mark.parametrize(("key", "right"), [("1", "True"), ("0", "False"), ("T", "True")])
def test_one_and_zero_are_true_and_false_where_the_type_says_so(key: str, right: str) -> None:
    assert keyed(row(f"Blue?,{key},true/false", "question,answer,type")) == [right]


def test_yes_is_an_answer_to_type_and_no_truth() -> None:
    assert row("Spanish for yes?,sí", "question,answer").options == [AcceptedAnswer(text="sí")]


def test_an_answer_without_choices_makes_a_short_answer_question() -> None:
    question = row("Capital of France?,Paris", "question,answer")
    assert question.type is QuestionType.SHORT_ANSWER
    assert question.options == [AcceptedAnswer(text="Paris")]


def test_neither_choices_nor_answer_makes_an_essay() -> None:
    question = row("Discuss.,5", "question,points")
    assert question.type is QuestionType.ESSAY
    assert question.points == 5


def test_an_essay_in_a_table_with_keys_is_said() -> None:
    (warning,) = said("question,A,B,answer\nProve it.,,,\n", Severity.WARNING)
    assert (warning.code, warning.place.line) == ("no-answer", 2)


def test_a_type_column_is_followed() -> None:
    header = "type,question,answer,A,B"
    assert row('Numerical,Pi?,"3,14",,', header).options == [AcceptedNumber(value=Decimal("3.14"))]
    assert row("multiple answers,Which?,A,x,y", header).type is QuestionType.MULTIPLE_CHOICE
    assert row("mcq,Which?,A,x,y", header).type is QuestionType.SINGLE_CHOICE
    essay = row("essay,Why?,So.,,", header)
    assert essay.details.response is not None
    assert essay.details.response.sample_answer == "So."
    assert row("riddle,Which?,A,x,y", header).fields == {"type": "riddle"}


def test_a_question_without_its_key_is_read_for_the_rules_to_judge() -> None:
    assert keyed(row("Which?,w,x,y,z,")) == []


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        (",w,x,y,z,A", "stem", "question"),
        ("Which?,w,,,,A", "choices", "A"),
        ("Which?,,,,,A", "choices", "A"),
        ("Which?,w,x,y,z,A,too many", "cells", ""),
        ("Which?,w,x,y,z", "cells", ""),
        ("Which\0?,w,x,y,z,A", "nul", "question"),
    ],
)
def test_a_bad_row_is_an_error_with_its_line_and_column_and_reading_goes_on(
    cells: str, code: str, column: str
) -> None:
    content = f"question,A,B,C,D,answer\nFirst?,w,x,y,z,A\n\n{cells}\nLast?,w,x,y,z,B\n"
    (error,) = said(content, Severity.ERROR)
    assert (error.code, error.place.path, error.place.line) == (code, column, 4)
    assert [question.stem for question in questions(content)] == ["First?", "Last?"]


def test_a_matching_row_is_refused_by_its_type() -> None:
    (error,) = said("type,question,answer\nmatching,Which?,x\n", Severity.ERROR)
    assert "matching questions are not read from tables" in error.message


def test_a_row_that_ends_after_its_key_is_read_with_a_warning() -> None:
    content = "question,answer,A,B,C\nWhich?,B,x,y\n"
    assert keyed(questions(content)[0]) == ["y"]
    (warning,) = said(content, Severity.WARNING)
    assert (warning.code, warning.place.line) == ("short-row", 2)


def test_an_unclosed_quote_costs_its_own_row_and_is_named_by_its_line() -> None:
    rows = [f"Question {number}?,x,y,A" for number in range(1000)]
    rows[500] = '"Question 500?,x,y,A'
    content = "\n".join(["question,A,B,answer", *rows])
    (error,) = said(content, Severity.ERROR)
    assert (error.code, error.place.line) == ("quote", 502)
    assert len(questions(content)) == 999


def test_an_unclosed_quote_that_a_later_one_closes_is_found() -> None:
    content = 'question,A,B,answer\n"One?,x,y,A\nTwo?,"x, or z",y,B\nThree?,x,y,A\n'
    (error,) = said(content, Severity.ERROR)
    assert (error.code, error.place.line) == ("quote", 2)
    assert [question.stem for question in questions(content)] == ["Two?", "Three?"]


def test_a_quote_that_swallows_a_row_and_leaves_the_cells_right_is_found() -> None:
    content = 'question,A,B,answer\nOne?,"x,y,A\nTwo?,x",y,B\nThree?,x,y,A\n'
    (error,) = said(content, Severity.ERROR)
    assert (error.code, error.place.line, error.place.path) == ("quote", 2, "A")
    assert [question.stem for question in questions(content)] == ["Three?"]


def test_a_file_of_nothing_but_broken_quotes_ends() -> None:
    with pytest.raises(Unreadable):
        questions("question,A,B,answer\n" + ('"' + "x" * 5_000_000 + "\n") * 20)


def test_a_cell_may_hold_several_lines() -> None:
    found = questions('question,A,B,answer\n"first\nsecond",x,y,A\nNext?,x,y,B\n')
    assert found[0].stem == "first\nsecond"
    (_, *rest) = items('question,A,B,answer\n"first\nsecond",x,y,A\n,x,y,Z\n')
    assert [item.place.line for item in rest] == [2, 4]


def test_rows_above_the_header_are_left_out_and_said() -> None:
    content = "My quiz,,,\n,,,\nSpring 2024,,,\nquestion,A,B,answer\nWhich?,x,y,A\n"
    (warning,) = said(content, Severity.WARNING)
    assert warning.message == "2 rows above the header left out"
    assert len(questions(content)) == 1


def test_a_header_that_comes_again_is_no_question() -> None:
    content = "question,A,B,answer\nWhich?,x,y,A\nquestion,A,B,answer\nWho?,x,y,B\n"
    assert [question.stem for question in questions(content)] == ["Which?", "Who?"]


def test_rows_of_a_question_its_choices_and_a_letter_need_no_header() -> None:
    found = questions("What is the first?,a,b,c,A\nWhat is the second?,a,b,c,C\n")
    assert [keyed(question) for question in found] == [["a"], ["c"]]


@pytest.mark.parametrize(
    "content",
    [
        "What is it?,yes\nWhat is it?,me\n",
        "Q1,What is it?\nQ2,Who is it?\n",
        "7,What is the first?,a,b,c,A\n3,What is the second?,a,b,c,C\n",
        "World History,What is the first?,a,b,A\nWorld History,What is the second?,a,b,B\n",
        "Old History,What is the first?,a,b,A\nNew History,What is the second?,a,b,B\n",
        "What is the first?,a,b,c,A\nWhat is the second?,a,b,c,because\n",
        "Q1,what is your name,a,yes,b,no,c,no\n",
    ],
)
def test_rows_of_any_other_shape_are_refused_with_their_columns(content: str) -> None:
    with pytest.raises(Unreadable) as caught:
        questions(content)
    assert caught.value.reason.startswith("no row names the columns; the columns are 1 '")
    assert caught.value.hint is not None
    assert "--map stem=COLUMN" in caught.value.hint


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("question,options,answer\n?,a+b,A\n", "nothing tells for sure what divides them"),
        ('question,options,answer\n?,"a, b",A\n', "nothing tells for sure what divides them"),
        ("question,A,B,C\n?,a,b,c\n", "no column holds the key"),
        ("question,answer 1,answer 2\n?,a,b\n", "no column holds the key"),
        ("", "empty"),
        ("just prose\n", "makes columns"),
        ("," * 3000 + "\n", "makes columns"),
        ("question,answer\n" + "," * 3000 + "x\n", "3001 cells"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        questions(content)


def test_columns_can_be_mapped_by_name() -> None:
    content = "Rätsel,eins,zwei,drei,Loesungswort,Art\nWas?,x,y,z,y,leicht\n"
    (question,) = questions(content, stem="Rätsel", options="eins,zwei,drei", answer="Loesungswort")
    assert (question.stem, keyed(question)) == ("Was?", ["y"])
    assert question.fields == {"Art": "leicht"}


def test_columns_can_be_mapped_by_number_without_a_header() -> None:
    (question,) = questions("7,Which is it,x,y,B\n", id="1", stem="2", options="3,4", answer="5")
    assert (question.external_id, question.stem, keyed(question)) == ("7", "Which is it", ["y"])


def test_what_is_mapped_goes_before_what_the_header_suggests() -> None:
    content = "id,question,text,A,B,answer\n7,4,Which?,x,y,B\n"
    (question,) = questions(content, stem="text", title="question")
    assert (question.stem, question.title) == ("Which?", "4")


@pytest.mark.parametrize(
    ("mapping", "message", "hint"),
    [
        ({"stem": "frage"}, "the table has no such column", "question, A, B, answer"),
        ({"stem": "9"}, "the table has no such column", "question, A, B, answer"),
        ({"steem": "question"}, "--map knows no field 'steem'", "the fields are stem, "),
        ({"stem": "A,B"}, "takes one column", ""),
    ],
)
def test_a_mapping_that_names_nothing_is_a_usage_error(
    mapping: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(QbankError) as caught:
        questions("question,A,B,answer\n?,x,y,A\n", **mapping)
    assert caught.value.kind is Kind.USAGE
    assert message in caught.value.message
    assert hint in (caught.value.hint or "")


@pytest.mark.parametrize("cells", ["2-Jan,3,4", "1,Mar-04,5", "2024-01-02 00:00:00,1,2", "1/2/2024,3,4"])
def test_a_choice_that_looks_like_a_spreadsheets_date_is_warned_of(cells: str) -> None:
    (warning,) = said(f"question,A,B,C,answer\nHow much?,{cells},A\n", Severity.WARNING)
    assert (warning.code, warning.place.line) == ("date", 2)
    assert warning.place.path in "ABC"


def test_choices_that_are_all_dates_are_no_accident() -> None:
    assert said("question,A,B,answer\nWhen?,1/2/2024,3/4/2024,A\n", Severity.WARNING) == []


def test_the_source_is_left_open() -> None:
    stream = io.BytesIO(b"question,A,B,answer\n?,x,y,A\n")
    list(read(Source("t.csv", stream), ReadOptions()))
    assert not stream.closed


LINE = st.text(alphabet="abcdefgh éß?,;|\t\"'=+-@()12", max_size=24).map(lambda text: f"Text {text}".strip())


@st.composite
def generated(draw: st.DrawFn) -> QuestionDocument:
    texts = draw(st.lists(LINE, min_size=2, max_size=4))
    right = draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=len(texts), unique=True))
    several = len(right) > 1
    return QuestionDocument(
        type=QuestionType.MULTIPLE_CHOICE if several else QuestionType.SINGLE_CHOICE,
        stem=draw(LINE),
        options=[
            Choice(text=text, fraction=1 / len(right) if place in right else 0.0)
            for place, text in enumerate(texts)
        ],
        explanation=draw(LINE | st.none()),
        tags=draw(st.lists(st.sampled_from(["a", "b c", "d"]), unique=True, max_size=3)),
        difficulty=draw(st.sampled_from(list(Difficulty)) | st.none()),
        points=draw(st.sampled_from([None, 0.0, 1.0, 2.5])),
        external_id=draw(st.none() | st.sampled_from(["q1", "77"])),
        fields=draw(st.just({}) | st.just({"Board": "CBSE"})),
    )


HEADER = ["id", "question", *"ABCD", "answer", "explanation", "tags", "difficulty", "points", "Board"]


def written(documents: Sequence[QuestionDocument], delimiter: str) -> bytes:
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=delimiter)
    writer.writerow(HEADER)
    for document in documents:
        texts = [option.text for option in document.options]
        key = "".join("ABCD"[place] for place, option in enumerate(document.options) if option.fraction)
        cells = [
            document.external_id,
            document.stem,
            *texts,
            *[""] * (4 - len(texts)),
            key,
            document.explanation,
        ]
        rest = [";".join(document.tags), document.difficulty, document.points, document.fields.get("Board")]
        writer.writerow(["" if cell is None else cell for cell in [*cells, *rest]])
    return target.getvalue().encode()


@given(st.lists(generated(), min_size=1, max_size=6), st.sampled_from([",", ";", "\t", "|"]))
def test_a_table_written_by_the_standard_library_is_read_back_equal(
    documents: list[QuestionDocument], delimiter: str
) -> None:
    assert questions(written(documents, delimiter)) == documents


HOSTILE = st.text(alphabet='question,answer;AB|\t"\n\r\0é1= ', max_size=120).map(str.encode)


@given(st.binary(max_size=200) | HOSTILE | HOSTILE.map(lambda rest: b"question,A,B,answer\n" + rest))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        found = items(content)
    except (Unreadable, Undecided):
        return
    assert isinstance(found[0], Diagnostic)
    assert found[0].code == "mapping"


def test_keys_are_said_to_be_what_they_were_read_as_whatever_was_asked_for() -> None:
    content = "question,A,B,answer\na?,x,y,A\nb?,x,y,B\n"
    said = next(item for item in items(content, AnswerStyle.ZERO_BASED) if isinstance(item, Diagnostic))
    assert said.message.endswith("; keys: letter, none is 0-based")


def test_a_field_that_there_is_not_names_the_nearest_and_all_the_others_in_the_order_of_the_page() -> None:
    for name, meant in (
        ("frob", "the fields are stem, answer, options"),
        ("difficlty", "did you mean diffi"),
    ):
        with pytest.raises(QbankError) as refusal:
            items("question,A,B,answer\na?,x,y,A\n", **{name: "A"})
        assert (refusal.value.hint or "").startswith(meant)
