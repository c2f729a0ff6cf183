"""PDF: paragraphs from the text layer, document information, and files that are broken or hostile."""

from __future__ import annotations

import io
import sys
import zlib

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import InputRefused, MissingExtra
from archive.readers.pdf import PdfReader
from archive.readers.pdf_layout import Line, paragraphs_of, without_running_heads

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
TEXT = [
    (18, 72, 720, "Old bridge closed"),
    (11, 72, 690, "The council voted on Tuesday to close the old bridge, and the"),
    (11, 72, 676, "mayor said that repairs would take a year. A second inter-"),
    (11, 72, 662, "national contract was signed. An international body agreed."),
    (11, 72, 634, "Engineers found cracks in a self-"),
    (11, 72, 620, "made part of the northern pier."),
]
SHOWN = (
    "Old bridge closed\n\n"
    "The council voted on Tuesday to close the old bridge, and the mayor said that repairs would take a year. "
    "A second international contract was signed. An international body agreed.\n\n"
    "Engineers found cracks in a self-made part of the northern pier."
)


def drawn(lines: list[tuple[int, int, int, str]]) -> bytes:
    """The content of a page that shows `lines`: height of letters, place, words."""
    return b"\n".join(
        b"BT /F1 %d Tf %d %d Td (%s) Tj ET" % (size, x, y, text.encode("latin-1"))
        for size, x, y, text in lines
    )


def document(*pages: bytes, info: str = "", catalog: str = "", extra: tuple[bytes, ...] = ()) -> bytes:
    """A PDF file of `pages`; objects 1 to 4 are the catalog, the pages, the font and the information."""
    first = 5 + len(extra)
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        FONT,
        f"<< {info} >>".encode("latin-1"),
        *extra,
    ]
    for number, content in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /X0 5 0 R >> >> >>" % (first + 2 * number + 1)
        )
        packed = zlib.compress(content)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
        )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def read(data: bytes, sidecar: dict[str, object] | None = None, **given: str) -> Article:
    return PdfReader().read(Look(name="a.pdf", data=data, kind="pdf", sidecar=sidecar), given)


def test_paragraphs_are_read_and_words_mended_where_that_is_safe() -> None:
    article = read(document(drawn(TEXT)))
    assert article.text == SHOWN
    assert [block.kind for block in article.blocks] == ["headline", "body", "body"]
    assert (article.title.value, article.title.basis) == ("Old bridge closed", "text")
    assert article.reader == "pdf"
    assert article.options == {"pypdf": pypdf.__version__}


INFO = (
    "/Title (Bridge report) /Author (Jane Doe) /CreationDate (D:20240619115900+02'00') /ModDate (D:20240620)"
)


def test_the_document_information_has_a_basis_and_its_dates_are_doubts() -> None:
    article = read(document(drawn(TEXT), info=INFO, catalog="/Lang (en-GB)"))
    assert (article.title.value, article.title.basis) == ("Bridge report", "pdf")
    assert (article.details.author.value, article.details.author.basis) == ("Jane Doe", "pdf")
    assert (article.language.value, article.language.basis) == ("en-GB", "pdf")
    assert article.published.date is None
    assert [(doubt.field, doubt.value, doubt.basis) for doubt in article.details.doubts] == [
        ("published", "2024-06-19", "pdf"),
        ("modified", "2024-06-20", "pdf"),
    ]


def test_what_the_user_says_outranks_the_document() -> None:
    article = read(document(drawn(TEXT), info=INFO), {"source": "The Daily"}, title="Given", published="2024")
    assert (article.title.value, article.source.value, article.published.basis) == (
        "Given",
        "The Daily",
        "given",
    )


@pytest.mark.parametrize("title", ["Microsoft Word - draft", "bridge_final.docx", "untitled", "report.indd"])
def test_the_name_of_a_file_is_no_title(title: str) -> None:
    article = read(document(drawn(TEXT), info=f"/Title ({title})"))
    assert article.title.basis == "text"
    assert article.details.doubts[0].value == title


def test_running_heads_go_and_a_paragraph_runs_on_over_a_page() -> None:
    body = [(11, 72, 690 - 14 * number, f"Line {number} of the report that") for number in range(3)]
    pages = [
        drawn([(9, 72, 760, f"The Daily, page {number}"), *body, (9, 300, 30, str(number))])
        for number in range(1, 5)
    ]
    article = read(document(*pages))
    assert "page" not in article.text
    assert article.warnings == ("8 running heads or page numbers were left out",)
    two = read(
        document(
            drawn([(11, 72, 100, "The bridge was closed by the")]),
            drawn([(11, 72, 700, "council of the town.")]),
        )
    )
    assert two.text == "The bridge was closed by the council of the town."


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("One two", 72, 700), ("three", 72, 686)], ["One two three"]),
        ([("One.", 72, 700), ("Two", 72, 686), ("three.", 72, 672), ("Four", 72, 640)], ["One. Two three.", "Four"]),
        ([("One", 72, 700), ("two.", 72, 686), ("Three", 90, 672), ("four.", 72, 658)], ["One two.", "Three four."]),
        ([("First column", 72, 100), ("goes on.", 320, 700)], ["First column goes on."]),
        ([("First column.", 72, 100), ("Second.", 320, 700)], ["First column.", "Second."]),
        ([("soft\u00ad", 72, 700), ("ware", 72, 686)], ["software"]),
    ],
)  # fmt: skip
def test_lines_are_paragraphs_by_their_places(
    lines: list[tuple[str, float, float]], expected: list[str]
) -> None:
    assert paragraphs_of([[Line(text, x, y, 11) for text, x, y in lines]]) == expected


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=9), max_size=5), max_size=5)
)
def test_no_word_is_lost_but_running_heads(pages: list[list[str]]) -> None:
    lines = [
        [Line(" ".join(text.split()) or "x", 0, -number, 1) for number, text in enumerate(page)]
        for page in pages
    ]
    kept, left_out = without_running_heads(lines)
    assert sum(map(len, kept)) + left_out == sum(map(len, lines))
    shown = "".join("".join(paragraphs_of(lines)).split())
    assert shown.replace("-", "").replace("\u00ad", "") == "".join(
        "".join(line.text for page in lines for line in page).split()
    ).replace("-", "").replace("\u00ad", "")


def encrypted(password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(document(drawn(TEXT))))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (document(b""), "has no text layer: it holds only pictures of text"),
        (document(drawn([(9, 72, 720, "Scan 12")])), "has no text layer"),
        (document(), "has no text layer"),
        (document(drawn([(9, 72, 720, "\x01\x02\x03\x04\x05 abcdefghijklmnopqrstuvwxyz")])), "do not tell which letters"),
        (b"%PDF-1.4\nwords", "is a PDF that cannot be read"),
        (b"words", "is a PDF that cannot be read"),
        (b"", "is a PDF that cannot be read"),
    ],
)  # fmt: skip
def test_what_has_no_text_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputRefused, match=told):
        read(data)


def test_a_locked_document_is_refused_and_one_without_a_password_read() -> None:
    with pytest.raises(InputRefused, match="is locked with a password"):
        read(encrypted("secret"))
    assert read(encrypted("")).text == SHOWN


def test_too_many_pages_are_refused_before_they_are_read() -> None:
    pages = document(drawn(TEXT)).replace(b"/Kids [5 0 R]", b"/Kids [" + b"5 0 R " * 2001 + b"]")
    with pytest.raises(InputRefused, match="has 2,001 pages"):
        read(pages.replace(b"/Count 1", b"/Count 2001"))


def form(content: bytes) -> bytes:
    return (
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> "
        b"/XObject << /X0 5 0 R /X1 6 0 R >> >> /Length %d >>\nstream\n%s\nendstream"
        % (len(content), content)
    )


def test_forms_within_forms_do_no_harm() -> None:
    page = drawn(TEXT) + b" /X0 Do"
    data = document(page, extra=(form(b"/X1 Do " * 40), form(b"/X0 Do " * 40 + b"q Q " * 2000)))
    try:
        text = read(data).text
    except InputRefused:
        return
    assert text.startswith("Old bridge closed")


def test_a_document_that_takes_too_long_is_given_up() -> None:
    look = Look(name="a.pdf", data=document(drawn(TEXT)))
    with pytest.raises(InputRefused, match="takes too long to read"):
        PdfReader(seconds=-1).read(look, {})


def test_without_its_package_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdf", None)
    with pytest.raises(MissingExtra, match=r"news-archive\[pdf\]"):
        read(document(drawn(TEXT)))


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=5)), max_size=4),
    st.integers(1, 3000),
)
def test_nothing_but_a_refusal_comes_of_a_damaged_document(damage: list[tuple[int, bytes]], end: int) -> None:
    data = bytearray(document(drawn(TEXT), info=INFO))
    for place, junk in damage:
        data[place % len(data) : place % len(data) + len(junk)] = junk
    try:
        article = read(bytes(data[:end]))
    except InputRefused:
        return
    assert repr(article).encode()
