"""The characters of a page: what is declared, what is marked, what lies, and what can only be detected."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import InputRefused
from archive.readers.html_charset import codec_of, decode_page

RUSSIAN = (
    "Городской совет во вторник решил закрыть старый мост у гавани на два года, сообщили власти в своём заявлении. "
    "Инженеры нашли трещины в четырёх пролётах прошлой зимой, и ремонт обойдётся в четырнадцать миллионов крон. "
)
JAPANESE = "市議会は火曜日、港に近い古い橋を二年間閉鎖することを決めたと、当局が声明で発表した。修理には多額の費用がかかるとみられる。"
CHINESE = "市议会星期二投票决定将港口附近的旧桥关闭两年，官员们在一份声明中说。工程师去年冬天在桥拱上发现了裂缝，维修费用预计很高。"
FRENCH = "Le conseil a décidé mardi de fermer le vieux pont près du port pendant deux ans, a annoncé la mairie à la presse."


def html(text: str, declared: str | None, codec: str) -> bytes:
    head = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>".encode(codec)


@pytest.mark.parametrize(
    ("text", "declared", "codec", "header"),
    [
        (RUSSIAN, "windows-1251", "cp1251", None),
        (RUSSIAN, "koi8-r", "koi8_r", None),
        (RUSSIAN, None, "koi8_r", "text/html; charset=KOI8-R"),
        (RUSSIAN, None, "cp1251", 'text/html; charset="windows-1251"'),
        (JAPANESE, "Shift_JIS", "cp932", None),
        (JAPANESE, None, "euc_jp", "text/html;charset=euc-jp"),
        (CHINESE, "gb2312", "gb18030", None),
        (CHINESE, "gbk", "gbk", None),
        (FRENCH + " \u201cOui\u201d \u20ac", "iso-8859-1", "cp1252", None),
        (FRENCH, "us-ascii", "cp1252", None),
        (RUSSIAN, "utf-8", "utf-8", None),
        (RUSSIAN, None, "utf-8", None),
    ],
)
def test_what_is_declared_is_believed_where_it_fits(
    text: str, declared: str | None, codec: str, header: str | None
) -> None:
    page = decode_page("a", html(text, declared, codec), None, header)
    assert text in page.text
    assert page.warnings == ()


@pytest.mark.parametrize(
    ("text", "declared", "codec", "header", "wrong"),
    [
        (RUSSIAN, "utf-8", "cp1251", None, "utf-8"),
        (RUSSIAN, "iso-8859-1", "cp1251", None, "iso-8859-1"),
        (RUSSIAN, "windows-1251", "koi8_r", None, "windows-1251"),
        (RUSSIAN, "windows-1251", "utf-8", None, "windows-1251"),
        (FRENCH, "iso-8859-1", "utf-8", None, "iso-8859-1"),
        (JAPANESE, "utf-8", "cp932", None, "utf-8"),
        (RUSSIAN, "windows-1251", "cp1251", "text/html; charset=utf-8", "utf-8"),
        (RUSSIAN, "no-such-encoding", "utf-8", None, "no-such-encoding"),
        (RUSSIAN, "utf-16", "utf-8", "text/html; charset=rot13", "rot13"),
    ],
)
def test_a_declaration_that_lies_is_passed_over_and_named(
    text: str, declared: str, codec: str, header: str | None, wrong: str
) -> None:
    page = decode_page("a", html(text, declared, codec), None, header)
    assert text in page.text
    assert any(wrong in warning for warning in page.warnings)


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r", "cp932", "gb18030"])
def test_what_is_not_declared_is_detected_and_said(codec: str) -> None:
    text = {"cp932": JAPANESE, "gb18030": CHINESE}.get(codec, RUSSIAN)
    page = decode_page("a", html(text * 3, None, codec))
    assert text in page.text
    assert "not declared" in page.warnings[0]


@pytest.mark.parametrize(
    ("mark", "codec"),
    [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")],
)
def test_a_byte_order_mark_outranks_the_header(mark: bytes, codec: str) -> None:
    page = decode_page("a", mark + html(RUSSIAN, None, codec), None, "text/html; charset=windows-1251")
    assert RUSSIAN in page.text
    assert not page.text.startswith("\ufeff")


def test_utf_16_without_a_mark_is_seen_by_its_zeros() -> None:
    assert FRENCH in decode_page("a", html(FRENCH, None, "utf-16-le")).text
    assert FRENCH in decode_page("a", html(FRENCH, None, "utf-16-be")).text


def test_the_user_outranks_everything_and_is_held_to_it() -> None:
    data = html(RUSSIAN, "koi8-r", "cp1251")
    assert RUSSIAN in decode_page("a", data, "windows-1251").text
    with pytest.raises(InputRefused, match=r"a: is not utf-8"):
        decode_page("a", data, "utf-8")
    with pytest.raises(InputRefused, match="not a text encoding that is known"):
        decode_page("a", data, "klingon")


def test_a_few_stray_bytes_lose_no_page() -> None:
    data = html(RUSSIAN * 3, "utf-8", "utf-8").replace(b"</p>", b"\xff</p>")
    page = decode_page("a", data)
    assert RUSSIAN in page.text
    assert page.warnings == ("1 bytes do not fit utf-8: they are shown as \ufffd",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no text"),
        (b" \n\x00", "holds no text"),
        (b"%PDF-1.7 ...", "PDF"),
        (bytes(range(128, 256)) * 40, "cannot be told"),
    ],
)
def test_what_is_no_page_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=f"a.html: .*{reason}"):
        decode_page("a.html", data)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("ISO-8859-1", "cp1252"),
        ("latin1", "cp1252"),
        ("GB2312", "gb18030"),
        ("x-sjis", "cp932"),
        ("win-1251", "cp1251"),
        ("hex", None),
        ("", None),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, codec: str | None) -> None:
    assert codec_of(label) == codec


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        page = decode_page("a", data)
    except InputRefused:
        return
    assert "\x00" not in page.text
