import io

import pytest

from qbank.formats.base import Source
from qbank.formats.xml_reading import (
    Malformed,
    content,
    local_name,
    markup,
    mended,
    parse,
    parse_element,
    utf_8,
    with_words,
)


def refusal(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        parse(data)
    return caught.value


def source(data: bytes) -> Source:
    return Source("x.xml", io.BytesIO(data))


def test_a_document_is_read_with_or_without_its_declaration_and_blank_lines_before_it() -> None:
    for before in (
        b"",
        b"\n\n",
        b'<?xml version="1.0" encoding="UTF-8"?>\n',
        b'\n<?xml version="1.0"?><!-- x -->',
    ):
        assert parse(before + "<a>ü</a>".encode()).text == "ü"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a><a/>",
        b'<?xml version="1.0"?><!-- x --><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!doctype a SYSTEM "file:///etc/passwd"><a/>',
    ],
)
def test_a_doctype_is_refused_before_anything_of_it_is_used(data: bytes) -> None:
    assert "DOCTYPE" in refusal(data).reason


def test_nesting_without_end_and_a_text_without_end_are_refused_in_words() -> None:
    assert refusal(b"<a>" * 100_000).reason == "its elements are nested too deeply"
    assert "over 10 MB" in refusal(b"<a>" + b"x" * 11_000_000 + b"</a>").reason
    assert "over 10 MB" in refusal(b'<a b="' + b"x" * 11_000_000 + b'"/>').reason
    assert refusal(b"").reason == "it is empty"


def test_what_is_not_well_formed_says_where_it_is_in_the_file() -> None:
    said = refusal(b'\n<?xml version="1.0"?>\n<a>\n<b></a>')
    assert said.line == 4
    assert said.reason.startswith("it is not well-formed XML: ")
    with pytest.raises(Malformed) as caught:
        parse_element(b"<a>\n&nbsp;</a>", line=10)
    assert caught.value.line == 11


def test_comments_and_instructions_are_left_out_and_cdata_is_text() -> None:
    element = parse(b"<a>1<!-- 2 --><?x 3?><![CDATA[<4>]]></a>")
    assert (element.text, len(element)) == ("1<4>", 0)


def test_entities_of_html_bare_ampersands_and_control_characters_are_mended() -> None:
    data = b"<a b='R&D &uuml;'>&nbsp;&amp;&#38;&unknown; x &y \x0b &#11; &#xD800;<![CDATA[&nbsp;\x01&]]></a>"
    element = parse(mended(data))
    assert element.get("b") == "R&D ü"
    assert element.text == "\xa0&&&unknown; x &y � � �&nbsp;�&"


def test_what_is_well_formed_is_not_changed_by_mending() -> None:
    data = b"<a b='&quot;'>&lt;&gt;&apos;&#x1F600;&#10;<![CDATA[&bad;]]><!-- & --></a>"
    assert mended(data) == data


def test_an_element_is_written_back_without_what_follows_it() -> None:
    element = parse(b"<a>1<b c='2'>3</b>4</a>")
    assert markup(element[0]) == '<b c="2">3</b>'
    assert content(element) == '1<b c="2">3</b>4'
    assert local_name(parse(b"<x:a xmlns:x='y'/>")) == "a"


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-1", "latin-1"), ("windows-1251", "cp1251"), ("Shift_JIS", "shift_jis")],
)
def test_a_file_is_read_in_the_encoding_it_declares(declared: str, encoding: str) -> None:
    text = {"latin-1": "é", "cp1251": "Ж", "shift_jis": "日"}[encoding]
    given = source(f'<?xml version="1.0" encoding="{declared}"?><a>{text}</a>'.encode(encoding))
    stream, said = utf_8(given)
    assert parse(stream.read()).text == text
    assert said is None
    for copy in given.copies:
        copy.close()


def test_a_file_that_is_utf_8_is_read_as_that_whatever_it_declares() -> None:
    stream, said = utf_8(source('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode()))
    assert parse(stream.read()).text == "é"
    assert said is None


@pytest.mark.parametrize("declared", ["zlib", "unicode_escape", "utf-7", "rot13", "no-such", "idna"])
def test_an_encoding_that_is_none_is_not_believed(declared: str) -> None:
    given = source(f'<?xml version="1.0" encoding="{declared}"?><a>\\x41+AGE-é</a>'.encode("cp1252"))
    stream, said = utf_8(given)
    assert parse(stream.read()).text == "\\x41+AGE-é"
    assert said is not None
    for copy in given.copies:
        copy.close()


def test_html_that_nobody_escaped_is_put_into_cdata() -> None:
    data = b"<q><text>a <b>b<br> ]]> &amp; c</text><text/><text>d</text><text><![CDATA[<i>]]></text></q>"
    kept = b"<text/><text>d</text><text><![CDATA[<i>]]></text></q>"
    words = b"<q><text><![CDATA[a <b>b<br> ]]]]><![CDATA[> &amp; c]]></text>"
    assert with_words(data, "text") == words + kept


def test_unclosed_elements_are_each_looked_at_once() -> None:
    data = b"<text><b>" * 50_000
    assert with_words(data, "text") == data


@pytest.mark.parametrize("declaration", ['<?xml version="1.0"encoding="UTF-8"?>', "<?xml ?>"])
def test_a_declaration_that_is_not_well_formed_is_passed_over_with_a_warning(declaration: str) -> None:
    _, said = utf_8(Source("x", io.BytesIO(f"{declaration}<a/>".encode())))
    assert said is not None
    assert (said.code, said.place.line) == ("declaration", 1)


@pytest.mark.parametrize(
    "head", ["", '<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-8' standalone=\"yes\" ?>\n"]
)
def test_a_good_declaration_or_none_is_nothing_to_tell(head: str) -> None:
    assert utf_8(Source("x", io.BytesIO(f"{head}<a/>".encode())))[1] is None
