"""The names that files give to the parts of a question, in many languages, and how sure each makes us."""

_TABLE = """
stem 4 question questiontext stem questionstem query questioncontent questionbody questiontitle qtext
stem 3 prompt problem q goal startphrase clue statement front pregunta pergunta frage fragetext vraag
stem 3 domanda enunciado enonce énoncé questão вопрос текствопроса 问题 题目 題目
stem 3 問題 質問 问题内容 سؤال السؤال نصالسؤال soal pertanyaan câuhỏi cauhoi soru pytanie प्रश्न প্রশ্ন
stem 3 ਸਵਾਲ 질문 문제 שאלה ερώτηση întrebare otázka
stem 2 sentence input body instruction task exercise ctx text content term
stem 1 description title name
options 4 options choices answerchoices answeroptions possibleanswers candidates alternatives
options 3 opciones opções opcoes optionen antwortmöglichkeiten propositions
options 3 alternativas opzioni варианты
options 3 вариантыответов 选项 選択肢 選項 选择 اختيارات الخيارات خيارات
options 3 الاجابات pilihan pilihanjawaban seçenekler secenekler विकल्प 보기 선택지 variants
options 3 mcoptions optionlist choicelist selections
options 3 endings
options 2 answers answerlist answer antworten réponses reponses respuestas respostas risposte antwoorden
options 2 ответы odpowiedzi responses
key 4 correctanswer correctanswers answerkey correctoption correctoptions correctindex
key 4 correctanswerindex correctoptionindex correctchoice correctchoices answerindex answeridx
key 4 answerindices rightanswer rightanswers correctindices correctanswersindices correctkey correctid
key 4 correctoptionid correctanswerid
key 3 answer correct ans key cop istrue back accept acceptedanswers acceptableanswers correctresponse
key 3 gold respuesta respuestacorrecta correcta resposta respostacorreta correta gabarito richtig
key 3 richtigeantwort korrekt lösung loesung antwort bonnereponse bonneréponse reponse réponse
key 3 risposta rispostacorretta corretta antwoord juisteantwoord ответ
key 3 правильныйответ правильный верныйответ 答案 正确答案 正解
key 3 答え 解答 الجواب الاجابة الإجابة الاجابةالصحيحة الإجابةالصحيحة jawaban jawabanbenar kunci
key 3 kuncijawaban cevap doğrucevap dogrucevap odpowiedź poprawna उत्तर सहीउत्तर উত্তর ਜਵਾਬ 정답 תשובה
key 3 đápán dapan
key 2 answers label target goldlabel answertext response output correctanswertext definition
key 2 answerletter antworten réponses reponses respuestas respostas risposte antwoorden ответы odpowiedzi
key 1 solution result
distractors 4 incorrectanswers wronganswers distractors falseanswers incorrectoptions wrongoptions badanswers
distractors 3 incorrect wrong incorrectas incorretas falsche falscheantworten неверные
pairs 4 pairs matchpairs matchingpairs matches
pairs 3 subquestion subquestions paare pares
passage 4 passage context paragraph article supports readingpassage story stimulus
passage 2 text background reading fact
explanation 4 explanation rationale generalfeedback globalfeedback explanationtext answerexplanation
explanation 4 explication explicacion explicación explicação explicacao erklärung erklaerung begründung
explanation 4 spiegazione uitleg объяснение пояснение 解析 解説 해설 شرح التفسير penjelasan
explanation 4 açıklama aciklama wyjaśnienie व्याख्या ব্যাখ্যা
explanation 3 exp justification reason reasoning support feedback solution explain explaination
type 4 questiontype qtype type tipo typ kind tipodepregunta itemtype
difficulty 4 difficulty difficultylevel dificultad dificuldade schwierigkeit difficulté difficulte
difficulty 4 difficoltà сложность 难度 難易度 난이도 الصعوبة zorluk kesulitan
difficulty 2 level niveau nivel livello
category 4 category categoría categoria kategorie catégorie categorie categoryname категория
category 4 分类 カテゴリ التصنيف
category 3 subject topic theme asignatura thema fach sujet materia 科目 предмет тема
category 2 categoryid domain section subjectname topicname
tags 4 tags keywords etiquetas schlagwörter tag skills
external_id 4 id questionid qid uid uuid guid exampleid queryid externalid idnumber identifier itemid
external_id 2 number questionnumber no nr index idx ind
hints 4 hint hints tip tips pista hinweis indice подсказка
points 4 points marks defaultgrade maxscore punkte puntos pontos pointspossible
points 2 mark score
language 4 language lang idioma sprache langue locale
author 4 author creator createdby autor auteur
licence 4 licence license lizenz licencia
title 4 title name questionname heading
image 4 image imageurl img imgurl picture figure photo imagen bild imagepath imagesrc questionimage
image 3 images pictures
code 4 code codesnippet snippet codeblock
tolerance 4 tolerance margin errormargin
time_limit 4 timelimit timelimitseconds timeinseconds
single 4 single
shuffle 4 shuffleanswers shuffle shuffleoptions randomize shufflechoices
"""


def _read(table: str) -> dict[str, dict[str, int]]:
    names: dict[str, dict[str, int]] = {}
    for line in table.split("\n")[1:-1]:
        field, weight, *keys = line.split()
        names.setdefault(field, {}).update(dict.fromkeys(keys, int(weight)))
    return names


NAMES = _read(_TABLE)
"""field -> the plain form of a file's key -> 4 (it says so) to 1 (it may be)."""

FLAG_NAMES = frozenset(
    (
        "correct",
        "iscorrect",
        "right",
        "isright",
        "fraction",
        "istrue",
        "isanswer",
        "valid",
        "correctanswer",
        "rightanswer",
    )
)
"""What an object among the choices says of its own correctness."""

OPTION_TEXTS = (
    "text",
    "answertext",
    "optiontext",
    "choicetext",
    "content",
    "value",
    "option",
    "choice",
    "answer",
    "body",
    "html",
    "title",
    "name",
    "description",
    "statement",
    "texto",
    "texte",
    "image",
    "imageurl",
    "url",
    "label",
)
"""What an object among the choices calls its text, the surest first."""

OPTION_LABELS = ("label", "letter", "key", "identifier", "id", "optionid", "option", "index", "name", "value")
"""What an object among the choices calls its own name, the surest first."""

_CONTAINER_NAMES = """
questions question results result data items item quiz quizzes exam exams cards examples records
rows entries content contents list mcqs mcq questionbank bank problems paragraphs qas qapairs steps
exercise exercises sections topics chapters train test dev validation response responses payload
body pool tests set sets pages elements questionlist allquestions trivia flashcards deck decks
categories subjects units modules lessons preguntas perguntas fragen domande вопросы 题库
题目 questionsets group groups assessment assessments
passages articles stories contexts texts documents paragraph quizdata testdata
"""
CONTAINERS = frozenset(_CONTAINER_NAMES.split())
"""Names of lists of questions that say nothing of their subject."""


def plain_name(key: str) -> str:
    """Give a key without case and separators: `Correct_Answer` and `correctAnswer` are one name."""
    return "".join(filter(lambda mark: mark.isalnum() or mark >= "\u0300", key.lower()))
