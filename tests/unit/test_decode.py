"""Bytes to text: decoded surely, or refused by name with what to do."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.errors import InputRefused
from archive.readers.decode import decode

ENGLISH = (
    "The minister said on Tuesday that \u201cthe talks went well\u201d \u2013 and that nobody\u2019s interests were harmed.\n"
    "\u201cWe\u2019re pleased,\u201d she said. Officials in the capital confirmed the account.\n"
)
RUSSIAN = "Министр заявил во вторник, что переговоры прошли хорошо и что никто не пострадал.\n" * 3
JAPANESE = "大臣は火曜日、会談は順調に進んだと述べた。首都の当局者はこの説明を確認した。" * 5
FRENCH = "Le président a déclaré mardi que les négociations s'étaient très bien déroulées à Genève.\n" * 3


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"plain words", "plain words"),
        ("caf\u00e9".encode(), "caf\u00e9"),
        (b"\xef\xbb\xbfmarked", "marked"),
        ("\u017elu\u0165".encode("utf-16"), "\u017elu\u0165"),
        (b"\xfe\xff" + "big".encode("utf-16-be"), "big"),
        ("\u017elu\u0165".encode("utf-32"), "\u017elu\u0165"),
        (b"line\r\nends\rstay\n", "line\r\nends\rstay\n"),
        (b" blanks stay ", " blanks stay "),
    ],
)
def test_what_says_its_encoding_is_decoded_as_it_stands(data: bytes, text: str) -> None:
    decoded = decode("a.txt", data)
    assert (decoded.text, decoded.detected) == (text, None)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ENGLISH, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "latin-1"), (FRENCH, "cp1252")],
)
def test_another_encoding_is_detected_where_the_letters_leave_no_doubt(text: str, encoding: str) -> None:
    decoded = decode("a.txt", text.encode(encoding))
    assert decoded.text == text
    assert decoded.detected is not None


def test_detection_looks_at_a_part_of_a_large_text_and_decodes_all_of_it() -> None:
    text = "Plain words without a sign.\n" * 5000 + ENGLISH * 300
    assert decode("a.txt", text.encode("cp1252")).text == text


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (b"caf\xe9", "latin-1", "caf\u00e9"),
        (b"caf\xe9", "cp1252", "caf\u00e9"),
        ("\u5927\u81e3".encode("shift_jis"), "shift_jis", "\u5927\u81e3"),
        (b"\xef\xbb\xbfmarked", "utf-8", "marked"),
        ("wide".encode("utf-16-le"), "utf-16-le", "wide"),
    ],
)
def test_what_the_user_says_is_believed(data: bytes, encoding: str, text: str) -> None:
    assert decode("a.txt", data, encoding).text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "holds no text"),
        (b" \r\n\t ", "holds no text"),
        (b"\xef\xbb\xbf", "holds no text"),
        ("\u00a0\u200b \n".encode(), "holds no text"),
        (b"\x89PNG\r\n\x1a\n....", "looks like a PNG image, not text"),
        (b"\xff\xd8\xff\xe0....", "looks like a JPEG image, not text"),
        (b"GIF89a....", "looks like a GIF image, not text"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "looks like a WebP image, not text"),
        (b"%PDF-1.7 ....", "looks like a PDF document, not text"),
        (b"PK\x03\x04....", "looks like a ZIP archive or an office document, not text"),
        (b"\x1f\x8b\x08....", "looks like a gzip archive, not text"),
        (b"SQLite format 3\x00....", "looks like an SQLite database, not text"),
        (b"words\x00and more", "NUL bytes"),
        ("wide words".encode("utf-16-le"), "say --encoding utf-16"),
        (b"\x01\x02\x03\x04\x05 words", "looks like binary data"),
        ("It is over\u2026".encode()[:-1], "ends in the middle of a UTF-8 character"),
        ("caf\u00e9 \u201cRoyal\u201d".encode()[:-2], "ends in the middle of a UTF-8 character"),
        (("\u201cgood\u201d words " * 5).encode() + b"\xff\xff and more", "is damaged UTF-8: byte 86"),
        (b"caf\xe9 words", "its encoding cannot be told; say --encoding"),
        (b"\xff\xfea", "begins as UTF-16 but is damaged"),
        (JAPANESE.encode("shift_jis"), "its encoding cannot be told; say --encoding"),
        (
            b'<?xml version="1.0"?>\n<invoice><sum>3</sum></invoice>',
            "looks like XML of a kind that is not read",
        ),
        (b"<!DOCTYPE html><html><body>words</body></html>", "looks like HTML"),
        (b"\n<html lang='en'><head>", "looks like HTML"),
        (b"<div><p>One.</p><p>Two.</p><p>Three.</p></div>", "looks like HTML"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(InputRefused) as caught:
        decode("folder/a.txt", data)
    assert str(caught.value).startswith("folder/a.txt: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("encoding", "reason"),
    [
        ("ascii", "is not ascii: byte 4 of 4"),
        ("klingon", "'klingon' is not a text encoding"),
        ("base64", "'base64' is not a text encoding"),
        ("rot13", "'rot13' is not a text encoding"),
        ("utf-8", "is not utf-8: byte 4 of 4"),
    ],
)
def test_an_encoding_that_is_none_or_does_not_fit_is_refused(encoding: str, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        decode("a.txt", b"caf\xe9", encoding)


@pytest.mark.parametrize(
    "text",
    ["They wrote <b>bold</b> words and a < b > c.", "The tag <html> opens a page, she explained.", "1 <p> 2"],
)
def test_a_text_that_mentions_markup_is_a_text(text: str) -> None:
    assert decode("a.txt", text.encode()).text == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_utf_8_comes_back_as_it_went(text: str) -> None:
    assert decode("a.txt", f"a{text}".encode()).text == f"a{text}"


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        said = decode("a.txt", data).text and "a.txt: decoded"
    except InputRefused as refusal:
        said = str(refusal)
    assert said.startswith("a.txt: ")


def test_a_few_accents_are_never_read_as_baltic_letters() -> None:
    """Detection alone takes this for cp1257, where the grave accents are carons."""
    data = "The café had a déjà vu façade; the exposé was très long, the résumé naïve.\n".encode("cp1252")
    with pytest.raises(InputRefused, match="cp1252"):
        decode("a.txt", data)
    assert "très" in decode("a.txt", data, "cp1252").text
