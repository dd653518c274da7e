"""The names people give to the columns of a question table, in several languages."""

import re
from enum import StrEnum
from typing import NamedTuple

from qbank.domain.text import fold


class Field(StrEnum):
    """What a column of a table can hold; the values are the names that `--map` takes."""

    STEM = "stem"
    ANSWER = "answer"
    OPTIONS = "options"
    DISTRACTORS = "distractors"
    EXPLANATION = "explanation"
    CATEGORY = "category"
    DIFFICULTY = "difficulty"
    TAGS = "tags"
    POINTS = "points"
    TYPE = "type"
    ID = "id"
    TITLE = "title"
    HINT = "hint"
    LANGUAGE = "language"
    AUTHOR = "author"
    LICENCE = "licence"
    TIME_LIMIT = "time_limit"
    TEMPLATE = "response_template"
    GRADER_INFO = "grader_info"
    CREDIT = "credit"
    FEEDBACK = "feedback"
    CORRECT_FEEDBACK = "correct_feedback"
    PARTIAL_FEEDBACK = "partial_feedback"
    INCORRECT_FEEDBACK = "incorrect_feedback"
    STATUS = "status"
    FORMAT = "format"
    TOLERANCE = "tolerance"
    IMAGE = "image"


class Numbered(NamedTuple):
    """What a header such as `Option B` or `answer 3` says: its word and its place, where A is 1."""

    word: str
    place: int


_NAMES: dict[Field, str] = {
    Field.STEM: """
        question text|text of question|question stem|stem|question|questions|prompt|problem|statement
        enunciado|pergunta|questao|texto da pergunta|pregunta|enunciado de la pregunta|frage|fragetext
        fragestellung|enonce|texte de la question|intitule|domanda|testo della domanda|quesito|vraag
        vraagtekst|pytanie|fraga|sporsmal|sporgsmal|kerdes|otazka|soru|вопрос|питання|ερωτηση|问题|题目
        题干|試題|題目|問題|質問|문제|질문|প্রশ্ন|प्रश्न|سؤال|السؤال|שאלה|cau hoi|pertanyaan|soal
        startphrase|item text|item
    """,
    Field.ANSWER: """
        correct answer|correct answers|correct answer s|correct option|correct options|correct choice
        correct choices|correct response|correct key|answer key|right answer|right option|key|keys
        answer|answers|correct|ans|answer index|correct index|correct answer index|answer idx
        correct letter|answer letter|resposta correta|resposta certa|alternativa correta|opcao correta
        gabarito|resposta|respuesta correcta|opcion correcta|respuesta|richtige antwort
        richtige antworten|korrekte antwort|losung|antwort|richtig|bonne reponse|bonnes reponses
        reponse correcte|reponse|risposta corretta|risposta esatta|risposta|corretta|juiste antwoord
        correcte antwoord|antwoord|poprawna odpowiedz|odpowiedz|ratt svar|svar|helyes valasz|dogru cevap
        cevap|правильныи ответ|ответ|正确答案|答案|正解|解答|정답|উত্তর|सही उत्तर|उत्तर|الإجابة|תשובה
        dap an|jawaban|label|cor ans|correct ans|correct answer number
        correct answer numbers|helyes
    """,
    Field.OPTIONS: """
        options|choices|answer options|answer choices|possible answers|opcoes|alternativas|opciones|antworten
        antwortmoglichkeiten|propositions|opzioni|选项
    """,
    Field.DISTRACTORS: """
        incorrect answers|wrong answers|distractors|incorrect options|wrong options|respostas erradas
        respuestas incorrectas|falsche antworten|mauvaises reponses
    """,
    Field.EXPLANATION: """
        explanation|explaination|explanations|feedback|general feedback|rationale|solution|comment
        comments|note|notes|explicacao|justificativa|comentario|explicacion|retroalimentacion
        justificacion|erklarung|erlauterung|begrundung|ruckmeldung|explication|commentaire|retroaction
        spiegazione|commento|uitleg|toelichting|wyjasnienie|forklaring|aciklama|объяснение|пояснение
        解析|解説|해설|ব্যাখ্যা|व्याख्या|شرح|giai thich|penjelasan
    """,
    Field.CATEGORY: """
        category|category path|category name|categories|subject|topic|chapter|section|section name|unit
        course|module|theme|domain|subtopic|sub topic|subcategory|sub category|sub section|categoria
        assunto|tema|topico|disciplina|capitulo|materia|asignatura|kategorie|thema|fach|kapitel
        categorie|sujet|matiere|chapitre|argomento|capitolo|onderwerp|hoofdstuk|kategoria|temat|konu
        kategori|категория|тема|раздел|分类|章节|科目|カテゴリ|분류|বিষয়|अध्याय
    """,
    Field.DIFFICULTY: """
        difficulty|difficulty level|level|dificuldade|nivel|nivel de dificuldade|dificultad
        schwierigkeit|schwierigkeitsgrad|niveau|difficulte|difficolta|livello|moeilijkheid|trudnosc
        zorluk|сложность|难度|難易度|난이도
    """,
    Field.TAGS: """
        tags|tag|keywords|keyword|labels|etiquetas|palavras chave|palabras clave|schlagworte
        schlagworter|stichworte|mots cles|etiquettes|etichette|标签|теги
    """,
    Field.POINTS: """
        points|point|marks|mark|score|default mark|default grade|weight|pontos|pontuacao|puntos
        puntuacion|punkte|punktzahl|bareme|note max|punti|punteggio|punten|punkty|puan|баллы|分值|分数
        配点|배점
    """,
    Field.TYPE: """
        type|question type|qtype|item type|tipo|tipo de questao|tipo de pergunta|tipo de pregunta|typ
        fragetyp|type de question|tipo di domanda|vraagtype|тип|题型|类型
    """,
    Field.ID: """
        external id|id|question id|uid|uuid|idnumber|id number|item id|code|q id|qid|identifier|reference id
    """,
    Field.TITLE: """
        title|question name|question title|item title|name|essay name|multichoice name|truefalse name|titulo
        titel|titre|titolo|标题
    """,
    Field.HINT: "hint|hints|dica|pista|hinweis|suggerimento|提示",
    Field.LANGUAGE: "language|lang|idioma|lingua|sprache|langue|taal|语言",
    Field.AUTHOR: "author|autor|autora|auteur|autore|作者",
    Field.LICENCE: "licence|license|licenca|licencia|lizenz",
    Field.TIME_LIMIT: "time limit|time in seconds|time limit sec|time limit seconds|time|seconds",
    Field.TEMPLATE: "response template",
    Field.GRADER_INFO: "grader info|grader information",
    Field.CORRECT_FEEDBACK: """
        correct feedback|correct explanation|feedback correct|feedback if correct|feedback for correct answer
        correct answer feedback
    """,
    Field.PARTIAL_FEEDBACK: "partial feedback|partially correct feedback|feedback partially correct",
    Field.INCORRECT_FEEDBACK: """
        incorrect feedback|incorrect explanation|feedback incorrect|feedback if incorrect|wrong feedback
        feedback for incorrect answer|incorrect answer feedback
    """,
    Field.STATUS: "status",
    Field.FORMAT: "format|text type|text format|question text format",
    Field.CREDIT: "fractions|fraction|answer fractions|choice fractions|fraktionen|fracciones|fracoes",
    Field.TOLERANCE: "tolerance|tolerancia|toleranz",
    Field.IMAGE: """
        image|question image|question img|ques img|picture|image link|image url|question media|bild|imagem
        imagen|immagine
    """,
}


def _names(text: str) -> list[str]:
    return [fold(name.strip()) for line in text.split("\n") for name in line.split("|") if name.strip()]


SYNONYMS: dict[str, Field] = {name: field for field, text in _NAMES.items() for name in _names(text)}
RANK: dict[str, int] = {name: place for place, name in enumerate(SYNONYMS)}
"""Of two columns that could hold one field, the one whose name stands first holds it."""

_RUN_TOGETHER = {name.replace(" ", ""): name for name in SYNONYMS}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)")
_WORDS = re.compile(r"[^\W_]+", re.UNICODE)
_REMARK = re.compile(r"\s+[-–]\s.*|\s*[(\[].*|\s+max\b.*", re.DOTALL)

_ANSWER_WORDS = frozenset(
    _names("answer|ans|antwort|reponse|risposta|antwoord|odpowiedz|valasz|svar|ответ|resposta|respuesta")
)
_OPTION_WORDS = _ANSWER_WORDS | frozenset(
    _names("""
        option|opt|choice|alternative|alternativa|opcao|opcion|antwortmoglichkeit|auswahl|proposition|choix
        opzione|scelta|optie|secenek|svaralternativ|ending|вариант|选项|選択肢|보기|বিকল্প|विकल्प|response
        possible answer|answer option|answer choice|statement|aussage|afirmacao|afirmacion|affirmation
    """)
)
_DISTRACTOR_WORDS = frozenset(
    _names("""
        distractor|distrator|incorrect answer|wrong answer|incorrect option|wrong option|incorrect|wrong
        incorrect choice|wrong choice|false answer|opcao errada|opcao incorreta|resposta errada
        resposta incorreta|alternativa errada|opcion incorrecta|respuesta incorrecta|falsche antwort
        mauvaise reponse|reponse incorrecte|fausse reponse|risposta errata|risposta sbagliata|fout antwoord
        bledna odpowiedz|неправильныи ответ|fel svar|forkert svar|feil svar|rossz valasz|yanlis cevap
    """)
)
_KEY_WORDS = frozenset(
    _names("correct answer|correct option|correct choice|right answer|correct|richtige antwort|cor ans")
)
_CREDIT_WORDS = frozenset(
    _names("""
        fraction|weight|grade|score|credit|percent|percentage|correct|is correct|iscorrect|correctness|right
        is right|true false|truth|is true|richtig|korrekt|wahr falsch|richtig falsch|correto|correta|correcto
        correcta|certo|vrai faux|correcte|giusto|corretto|corretta
    """)
)
_FEEDBACK_WORDS = frozenset(
    _names("feedback|explanation|rationale|comment|retroalimentacion|ruckmeldung|erklarung|retroaction")
)
_LETTERS = "abcdefghijklmnopqrst"
_NO_PLURAL = {ord("s"): " "}


def plain(header: str) -> str:
    """Give a header as plain words: `OptionA` becomes `option a`, `Opção 2 (max 75)` becomes `opcao 2`."""
    cut = header if header[:1] in "([" else _REMARK.sub("", header) or header
    words = " ".join(_WORDS.findall(fold(_CAMEL.sub(" ", cut.strip()))))
    return _RUN_TOGETHER.get(words.replace(" ", ""), words)


def field_of(name: str) -> Field | None:
    """Give the field that a plain header names."""
    return SYNONYMS.get(name)


def numbered(name: str) -> Numbered | None:
    """Take a plain header that counts (`option b`, `choice 3`, `c`) apart; None for any other."""
    if len(name) == 1 and name in _LETTERS:
        return Numbered("", _LETTERS.index(name) + 1)
    word, blank, mark = name.rpartition(" ")
    if not blank:
        word, mark = name[:-1], name[-1:].translate(_NO_PLURAL)
    if word not in _OPTION_WORDS and word not in _DISTRACTOR_WORDS:
        return None
    if mark.isdecimal() and len(mark) < 3:
        return Numbered(word, int(mark))
    return Numbered(word, _LETTERS.index(mark) + 1) if len(mark) == 1 and mark in _LETTERS else None


def tells_credit(name: str) -> bool:
    """Tell whether a plain header may say what one choice earns: `fraction`, `correct 2`, `b score`."""
    return _without_choice(name) in _CREDIT_WORDS


def tells_feedback(name: str) -> bool:
    """Tell whether a plain header may hold the feedback to one choice: `feedback 2`, `answer b feedback`."""
    return _without_choice(name) in _FEEDBACK_WORDS


def counts_keys(name: str) -> bool:
    """Tell whether a plain header counts keys: `correct answer 2`."""
    word, _, mark = name.rpartition(" ")
    return word in _KEY_WORDS and mark.isdecimal()


def _without_choice(name: str) -> str:
    """Take the choice that a header speaks of off it: `option a correct` and `correct 1` are `correct`."""
    words = name.split()
    rest = [word for word in words if not _is_mark(word)]
    if len(rest) in (0, len(words)):
        return name
    return " ".join(rest[1:] if len(rest) > 1 and rest[0] in _OPTION_WORDS else rest)


def _is_mark(word: str) -> bool:
    return (word.isdecimal() and len(word) < 3) or (len(word) == 1 and word in _LETTERS)


def is_answer_word(word: str) -> bool:
    """Tell whether a counted column of this word may hold keys as well as choices: `Answer 1`, `Answer 2`."""
    return word in _ANSWER_WORDS


def is_distractor_word(word: str) -> bool:
    """Tell whether the counted columns of this word hold the wrong choices only."""
    return word in _DISTRACTOR_WORDS


def looks_like_header(cells: list[str]) -> bool:
    """Tell whether a row names columns: one of them the stem, and at least one thing more."""
    names = [plain(cell) for cell in cells if cell.strip() and len(cell) < 80]
    fields = {field_of(name) for name in names} - {None}
    counted = sum(numbered(name) is not None for name in names)
    return Field.STEM in fields and (len(fields) >= 2 or counted >= 2)
