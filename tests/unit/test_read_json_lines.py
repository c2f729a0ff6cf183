"""JSON Lines: what crawlers call their fields, what the user calls them, and lines that are no records."""

from __future__ import annotations

import gzip
import io
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.look import Look, Pointer
from archive.domain.moment import PartialDate
from archive.errors import InputRefused
from archive.ports import Found, Remark, Source
from archive.readers.json_fields import NAMES
from archive.readers.json_lines import JsonLinesOpener
from archive.readers.text import TextReader

URL = "https://harbour.example/1"


def opened(data: bytes, options: Mapping[str, str] | None = None) -> list[Found]:
    return list(
        JsonLinesOpener().open(Source(name="a.jsonl", open=lambda: io.BytesIO(data), options=options or {}))
    )


def line(record: Any) -> bytes:
    return json.dumps(record).encode() + b"\n"


def look_at(record: Mapping[str, Any], options: Mapping[str, str] | None = None) -> Look:
    look = opened(line(record), options)[0]
    assert isinstance(look, Look), look
    return look


NEWS_PLEASE = {
    "authors": ["Ada Quill", "Bo"],
    "date_download": "2024-06-21 08:00:00",
    "date_modify": None,
    "date_publish": "2024-06-19 13:59:00",
    "description": "Short.",
    "language": "en",
    "maintext": "The bridge is open.",
    "source_domain": "harbour.example",
    "title": "Bridge open",
    "url": URL,
}
TRAFILATURA = {
    "title": "Bridge open",
    "author": "Ada",
    "date": "2024-06-19",
    "sitename": "Harbour Times",
    "source": URL,
    "source-hostname": "harbour.example",
    "language": None,
    "text": "The bridge is open.",
    "raw_text": "The  bridge is open.",
}
NEWS_API = {
    "source": {"id": None, "name": "Harbour Times"},
    "author": "Ada",
    "title": "Bridge open",
    "url": URL,
    "publishedAt": "2024-06-19T13:59:00Z",
    "content": "The bridge is open.",
}
SCHEMA_ORG = {
    "@type": "NewsArticle",
    "headline": "Bridge open",
    "url": URL,
    "datePublished": "2024-06-19T13:59:00+02:00",
    "dateModified": "2024-06-20",
    "articleBody": "The bridge is open.",
    "publisher": {"@type": "Organization", "name": "Harbour Times"},
    "author": [{"name": "Ada"}],
    "articleSection": "Traffic",
}
NEWSPAPER = {"url": URL, "source_url": "https://harbour.example", "title": "Bridge open", "text": "The bridge is open.", "publish_date": "2024-06-19 00:00:00"}  # fmt: skip
FUNDUS = {"title": "Bridge open", "body": {"sections": []}, "plaintext": "The bridge is open.", "publishing_date": "2024-06-19 13:59:00+02:00", "authors": ["Ada"], "url": URL}  # fmt: skip


@pytest.mark.parametrize(
    ("record", "sidecar", "stated"),
    [
        (
            NEWS_PLEASE,
            {"published": "2024-06-19T13:59:00Z", "captured": "2024-06-21T08:00:00Z", "language": "en"},
            {"author": "Ada Quill, Bo"},
        ),
        (TRAFILATURA, {"published": "2024-06-19", "source": "Harbour Times"}, {"author": "Ada"}),
        (NEWS_API, {"published": "2024-06-19T13:59:00Z", "source": "Harbour Times"}, {"author": "Ada"}),
        (
            SCHEMA_ORG,
            {"published": "2024-06-19T11:59:00Z", "modified": "2024-06-20", "source": "Harbour Times"},
            {"author": "Ada", "section": "Traffic"},
        ),
        (NEWSPAPER, {"published": "2024-06-19T00:00:00Z"}, {}),
        (FUNDUS, {"published": "2024-06-19T11:59:00Z"}, {"author": "Ada"}),
    ],
)
def test_what_common_crawlers_write_is_recognized(
    record: Mapping[str, Any], sidecar: Mapping[str, str], stated: Mapping[str, str]
) -> None:
    (look,) = opened(line(record))
    assert isinstance(look, Look)
    assert (look.name, look.via, look.kind, look.url, look.address) == (
        "a.jsonl:1",
        "jsonl",
        "text",
        URL,
        None,
    )
    assert look.data == b"The bridge is open."
    assert look.sidecar == {"title": "Bridge open", "url": URL, **sidecar}
    assert look.stated == stated
    assert TextReader().read(look, {}).warnings == ()


def test_a_page_comes_before_a_text_that_was_made_of_it() -> None:
    page = "<html><body><p>The bridge is open.</p></body></html>"
    record = {"url": URL, "text": "The bridge is open.", "html": page}
    assert (look_at(record).kind, look_at(record).data) == ("html", page.encode())
    assert (look_at(record, {"text": "text"}).kind, look_at(record, {"text": "text"}).data) == (
        "text",
        b"The bridge is open.",
    )
    assert look_at({"url": URL, "body": page}).kind == "html"
    assert look_at({"url": URL, "html": "Plain words."}).kind == "html"
    assert look_at({"url": URL, "html": "", "text": ["One.", "Two."]}).data == b"One.\n\nTwo."


def test_the_user_says_what_fields_are_called() -> None:
    record = {
        "doc": {"main": "Words.", "when.first": "2024-06-19"},
        "text": "Not this.",
        "where": URL,
        "url": "https://other.example/",
    }
    options = {"text": "doc.main", "url": "where", "published": "doc.when.first"}
    look = look_at({**record, "doc.when.first": "2024-06-19"}, options)
    assert (look.data, look.url, look.sidecar) == (b"Words.", URL, {"url": URL, "published": "2024-06-19"})
    pointer, remark = opened(line(record), {"text": "doc.body"})
    assert isinstance(pointer, Pointer)
    assert remark == Remark("a.jsonl", "the field that was named for text holds nothing ('doc.body')")
    with pytest.raises(
        InputRefused, match=r"a\.jsonl: no field is called 'body' here; there are: html, text, url"
    ):
        opened(line(record), {"body": "text"})


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-06-19 13:59:00+00:00", "2024-06-19T13:59:00Z"),
        ("2024-06-19 13:59:00 UTC", "2024-06-19T13:59:00Z"),
        ("Wed, 19 Jun 2024 13:59:00 GMT", "2024-06-19T13:59:00Z"),
        ("19-06-2024 13:59 IST", "2024-06-19"),
        ("20240619", "2024-06-19"),
        (1718805540, "2024-06-19T13:59:00Z"),
        (1718805540.5, "2024-06-19T13:59:00Z"),
        (1718805540000, "2024-06-19T13:59:00Z"),
        ("1718805540", "2024-06-19T13:59:00Z"),
        (["2024-06-19"], "2024-06-19"),
        ("05/06/2024", None),
        ("soon", None),
        (42, None),
        (float("nan"), None),
        (10**400, None),
        ({"year": 2024}, None),
        (True, None),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_a_date_is_read_in_the_usual_forms_and_never_guessed(written: object, value: str | None) -> None:
    found = opened(line({"url": URL, "text": "Words.", "date": written}))
    look = found[0]
    assert isinstance(look, Look)
    assert (look.sidecar or {}).get("published") == value
    left_out = value is None and written not in (True, "", None, [])
    assert any(isinstance(piece, Remark) and piece.text.startswith("published: ") for piece in found) == (
        left_out or written == "19-06-2024 13:59 IST"
    )


def test_a_record_with_an_address_alone_is_to_be_fetched() -> None:
    (pointer,) = opened(
        line({"link": URL, "title": "Bridge  open", "author": "Ada", "pubDate": "2024-06-19", "text": " "})
    )
    assert isinstance(pointer, Pointer)
    assert (pointer.url, pointer.stated) == (
        URL,
        {"title": "Bridge open", "author": "Ada", "published": "2024-06-19"},
    )


def test_a_record_with_a_text_alone_is_known_by_it() -> None:
    first, second, third, remark = opened(
        line({"text": "Words."})
        + line({"text": "Words.", "title": "x"})
        + line({"text": "More.", "url": "ftp://a.example/"})
    )
    assert isinstance(first, Look)
    assert isinstance(second, Look)
    assert isinstance(third, Look)
    assert first.address == second.address != third.address
    assert first.url is None
    assert remark == Remark("a.jsonl", "an address that is not http or https: left out ('ftp://a.example/')")


def test_a_line_that_is_no_record_is_named_and_the_rest_goes_on() -> None:
    good = line({"url": URL, "text": "Words \ud83d\ude00."})
    data = (
        good
        + b"{broken\n\n[1]\n"
        + b'{"a": "\xff"}\n'
        + line({"id": 1})
        + b"[" * 400
        + b"\n"
        + b"x" * 2000
        + b"\n"
        + good[:-1]
    )
    data = b"\xef\xbb\xbf" + data
    found = list(JsonLinesOpener(160).open(Source(name="a.jsonl", open=lambda: io.BytesIO(data))))
    assert [type(piece) for piece in found] == [Look, *[InputRefused] * 6, Look]
    reasons = [str(piece) for piece in found if isinstance(piece, InputRefused)]
    for reason, (place, what) in zip(
        reasons,
        [
            (2, "is not JSON: Expecting property name"),
            (4, "is not a JSON object"),
            (5, "holds bytes that are not UTF-8"),
            (
                6,
                "holds no text and no address in any field that is known here (it has 'id'); say which field holds it: --map text=NAME",
            ),
            (7, "is not JSON"),
            (8, "longer than 480 characters"),
        ],
        strict=True,
    ):
        assert reason.startswith(f"a.jsonl:{place}: {what}")
    assert [piece.name for piece in found if isinstance(piece, Look)] == ["a.jsonl:1", "a.jsonl:9"]


def test_wrapped_and_wide_files_are_read_and_an_empty_one_is_refused() -> None:
    data = line({"url": URL, "text": "Words."}) * 3
    for packed in (
        gzip.compress(data),
        zstandard.ZstdCompressor().compress(data),
        data.decode().encode("utf-16"),
    ):
        assert opened(packed) == opened(data)
    *whole, broken = opened(gzip.compress(data)[:-4])
    assert whole == opened(data)
    assert isinstance(broken, InputRefused)
    with pytest.raises(InputRefused, match=r"a\.jsonl: holds no record"):
        opened(b"\n \n")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9), lambda x: st.lists(x, max_size=3) | st.dictionaries(st.sampled_from(["text", "url", "date", "source", "author", "html", "name", "captured"]), x), max_leaves=9))  # fmt: skip
def test_any_json_is_taken_or_refused_by_name(record: object) -> None:
    for piece in opened(line(record)):
        if isinstance(piece, Look):
            assert piece.data.decode().strip()
            for key in ("published", "captured"):
                if key in (piece.sidecar or {}):
                    PartialDate.parse(str((piece.sidecar or {})[key]))
        elif isinstance(piece, InputRefused):
            assert str(piece).startswith("a.jsonl:1: ")


def test_a_text_that_is_too_large_for_an_article_is_refused() -> None:
    data = line({"url": URL, "text": "w" * 101}) + line({"url": URL, "text": "w" * 100})
    large, look = JsonLinesOpener(100).open(Source(name="a.jsonl", open=lambda: io.BytesIO(data)))
    assert isinstance(large, InputRefused)
    assert str(large).startswith("a.jsonl:1: too large for an article")
    assert isinstance(look, Look)


@pytest.mark.parametrize("key", NAMES)
def test_the_page_on_inputs_shows_every_name_of_a_field(root: Path, key: str) -> None:
    page = (root / "docs" / "inputs.md").read_text(encoding="utf-8").partition("## JSON Lines")[2]
    row = re.search(rf"^\| `{key}` \| (.*) \|$", page, re.M)
    assert row is not None
    assert tuple(re.findall(r"`([^`]+)`", row[1])) == NAMES[key]
