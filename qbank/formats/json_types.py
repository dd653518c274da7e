"""The words that files name a question's type by."""

from typing import Any, NamedTuple

from qbank.domain.kinds import QuestionType

_Q = QuestionType


class Declared(NamedTuple):
    """What a file says of a question's type; `several` whether more than one choice may be right, if told."""

    type: QuestionType | None = None
    several: bool | None = None
    choices: bool = False


_WORDS: dict[Declared, str] = {
    Declared(_Q.SINGLE_CHOICE, False, True): """
        single singlechoice singleanswer singleselect singlechoicequestion radio radiobutton
        onechoice dropdown select pickone mcsa mcqsingle sc oneanswer
    """,
    Declared(None, None, True): """
        multichoice multiplechoice multiple mc mcq choice multiplechoicequestion choicequestion quiz
        selectone options
    """,
    Declared(_Q.MULTIPLE_CHOICE, True, True): """
        multi multianswer multipleanswer multipleanswers multiselect multipleselect multipleresponse
        selectall selectallthatapply checkbox checkboxes mr ma mcma msq multiresponse
        multiplecorrect multipleanswersquestion multichoices severalanswers mcqmultiple
    """,
    Declared(_Q.TRUE_FALSE): """
        boolean bool truefalse trueorfalse tf truefalsequestion yesno binary torf vraifaux
        verdaderofalso richtigfalsch wahrfalsch
    """,
    Declared(_Q.SHORT_ANSWER): """
        short shortanswer shorttext fillin fillintheblank fillblank fitb fib blank freetext text
        textinput input openended typed flashcard completion identification shortanswerquestion
        fillintheblankquestion exact
    """,
    Declared(_Q.NUMERICAL): """
        numerical numeric number integer numericalquestion calculation decimal float
    """,
    Declared(_Q.MATCHING): """
        matching match matchpairs pairs matchingquestion pairing connect
    """,
    Declared(_Q.ORDERING): """
        ordering order sequence sorting sort rank ranking sequencing arrange orderingquestion
    """,
    Declared(_Q.CLOZE): """
        cloze fillinmultipleblanks multipleblanks fimb gapfill gaps fillinblanks fillblanks
        multianswercloze multipledropdowns multipledropdownsquestion fillinmultipleblanksquestion
    """,
    Declared(_Q.ESSAY): """
        essay open openquestion longanswer longtext paragraph essayquestion discussion freeresponse
    """,
    Declared(_Q.UPLOAD): """
        upload fileupload file fileuploadquestion
    """,
    Declared(_Q.DESCRIPTION): """
        description information textonly textonlyquestion info
    """,
}
_TABLE = {word: declared for declared, words in _WORDS.items() for word in words.split()}


def declared(value: Any) -> Declared | None:
    """Read a word for a type, whatever its case and separators; None for a word that is none."""
    if not isinstance(value, str):
        return None
    if len(value) > 40:
        return None
    word = "".join(filter(str.isalnum, value.lower()))
    return _TABLE.get(word)


def is_type_word(value: Any) -> bool:
    """Tell whether a value names a question type."""
    return declared(value) is not None
