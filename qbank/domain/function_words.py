"""Words that say little, and words that deny: folded, of the languages whose questions are met most.

A word that is not listed counts as one that says something: two wordings are then found less alike than they
are, and never more. So what places or orders things (`in`, `before`, `who`, `when`) is not here.
"""


def _words(*lists: str) -> frozenset[str]:
    return frozenset(word for words in lists for word in words.split())


FUNCTION_WORDS = _words(
    # English
    "a an the is are was were be been being do does did of what which that this these those it its there"
    " following please choose select pick mark tick identify correct right answer answers option options"
    " statement statements one ones true best describes",
    # German
    "der die das den dem des ein eine einen einem einer eines ist sind war waren wird werden von was welche"
    " welcher welches welchen welchem folgende folgenden folgender bitte wahlen richtig richtige richtigen"
    " antwort antworten aussage aussagen wahr dies diese dieser dieses es",
    # French
    "le la les l un une des du de d est sont etait quel quelle quels quelles qu que ce cette ces c il parmi"
    " suivant suivante suivants suivantes choisissez correcte correctes bonne reponse reponses vrai vraie",
    # Spanish, Portuguese, Italian
    "el los las una unos unas del es son era cual cuales siguiente siguientes elige seleccione correcta"
    " respuesta opcion o os as um uma do da dos das e sao qual quais seguinte seguintes assinale alternativa"
    " resposta opcao verdadero verdadeira"
    " verdadeiro il lo gli uno della dello delle dei degli di sono quale quali seguenti scegli risposta",
    # Dutch, the Scandinavian languages
    "het een zijn welk welke van volgende kies juiste antwoord en ett ar som vilken vilket vilka av et er"
    " hvilken hvilket hvilke",
    # Russian, Ukrainian, Polish, Czech
    "это какои какая какое какие что из следующих выберите правильныи ответ jest sa ktory ktora ktore"
    " z nastepujacych co je jsou",
    # Turkish, Indonesian, Arabic
    "hangisi asagidakilerden bir hangileri apakah adalah yang manakah berikut ini",
    "ما هو هي من التالي التي الذي",
    # Chinese, Japanese: particles
    "的 了 是 吗 呢 之 嗎 哪 は",
)
"""What a wording may have or lack without saying anything else."""

NEGATIONS = _words(
    "not no never none neither nor except cannot incorrect false wrong untrue least",
    "nicht kein keine keinen keinem keiner keines nie niemals ausser falsch falsche",
    "pas non sauf jamais aucun aucune faux fausse excepte incorrecte",
    "nunca ninguno ninguna excepto salvo falso falsa incorrecta nao exceto incorreta nenhum nenhuma nessuno"
    " nessuna mai tranne errata",
    "niet geen nooit behalve onjuist inte ej aldrig ikke aldri",
    "не нет никогда кроме неверно ni nie nigdy oprocz degil degildir tidak bukan kecuali لا ليس ليست غير לא",
)
"""What turns a question into its opposite."""
