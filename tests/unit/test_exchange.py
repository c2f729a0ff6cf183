"""What another archive wrote is held to its own hashes, whoever wrote it and whatever is in it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Block, Sourced, SourcedDate
from archive.domain.canonical import canonical_json, sha256_hex
from archive.domain.claim import Claim, Evidence
from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    EventsImported,
    Origin,
    Payload,
    StoryDefined,
    article_stream,
    claim_stream,
)
from archive.domain.moment import PartialDate
from archive.domain.story_parse import parse_story
from archive.errors import InputRefused, NotFound
from archive.ports import Record
from archive.service.exchange import FileParcel, Folder, Foreign, Written, Zip, header, line_of, opened
from archive.service.foreign_events import foreign_events
from archive.service.foreign_looks import ForeignLook, ForeignLooks, looks_in
from archive.service.foreign_stories import stories_in
from archive.service.foreign_verdicts import check_verdict
from archive.store import payload_codec
from archive.telling.story_folder import article_name
from tests.cli.conftest import STORY

HOME = "a" * 64
TEXT = "Light\n\nSkerry School has 2 lamps.\n"
LOOK = ArticleCaptured(
    address="https://tern.example/a",
    captured=1_718_000_000_000_000,
    outcome="new",
    name="a",
    raw=sha256_hex(TEXT.encode()),
    size=len(TEXT),
    version="b1946ac92492d2347c6235b4",
    via="web",
    url="https://tern.example/a",
    status=200,
    witnessed=True,
)
READING = ArticleParsed(
    address=LOOK.address,
    version_id="b1946ac92492d2347c6235b4",
    captured=LOOK.captured,
    text=sha256_hex(TEXT.encode()),
    length=len(TEXT),
    blocks=(Block("headline", 0, 5), Block("body", 7, len(TEXT))),
    title=Sourced("Light", "page"),
    source=Sourced(),
    url=Sourced(),
    language=Sourced(),
    published=SourcedDate(PartialDate("2024-06-10"), "json-ld"),
    modified=SourcedDate(),
    in_body=SourcedDate(),
    reader="text",
    reader_version="1",
)
REVIEW = ClaimReviewed(claim_id="0f3c2f9c5d1e4a7b8c9d0e1f", story="lamps", verdict="accepted")


def record(payload: Payload, at: int = 1, /, *, salt: bytes = b"salt", **envelope: Any) -> Record:
    """An event as the log would have written it; `envelope` says what is otherwise there."""
    data = payload_codec.encode(payload)
    told = {
        "actor": "anna",
        "command": 1,
        "commitment": sha256_hex(salt + data),
        "position": at,
        "recorded_at": 1_718_000_000_000_000 + at,
        "schema": payload.SCHEMA,
        "stream": "stories",
        "stream_version": at,
        "type": payload.TYPE,
    }
    return Record(at, canonical_json(told | envelope), salt, data)


def written(of: Record) -> Written:
    return Written("x:2", of.envelope, of.payload, of.salt)


class Files:
    """The files of a parcel, in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def open(self, name: str) -> BinaryIO:
        if name not in self.files:
            raise FileNotFoundError(name)
        return io.BytesIO(self.files[name])


def parcel(*records: Record, lines: bytes = b"", blobs: tuple[bytes, ...] = ()) -> FileParcel:
    files = {"events.jsonl": header(HOME) + b"".join(map(line_of, records)) + lines}
    for blob in blobs:
        address = sha256_hex(blob)
        files[f"blobs/{address[:2]}/{address}"] = blob
    return FileParcel("x", Files(files), 1000)


def refusals(parcel: FileParcel) -> list[str]:
    found: list[str] = []
    list(foreign_events(parcel, lambda refusal: found.append(str(refusal))))
    return found


def test_an_event_comes_as_it_was_written() -> None:
    event = opened(written(record(LOOK, 7)), HOME)
    assert (event.payload, event.position, event.actor, event.archive) == (LOOK, 7, "anna", HOME)
    assert event.is_todays


def test_an_old_schema_is_lifted_and_does_not_keep_its_commitment() -> None:
    golden = (Path(__file__).parents[1] / "data" / "golden_events" / "ArticleCaptured.1.json").read_bytes()
    old = replace(record(LOOK, schema=1, commitment=sha256_hex(b"salt" + golden)), payload=golden)
    event = opened(written(old), HOME)
    assert isinstance(event.payload, ArticleCaptured)
    assert event.payload.via == "file"
    assert not event.is_todays


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"commitment": "0" * 64}, "not the one that was committed to"),
        ({"type": "ArticleSung"}, "ArticleSung in schema 3, which this program does not know"),
        ({"schema": 99}, "in schema 99, which this program does not know; it was written by a newer one"),
        ({"schema": 0}, "in schema 0, which"),
        ({"position": 0}, "its position or its time"),
        ({"recorded_at": -1}, "its position or its time"),
        ({"actor": ""}, "who recorded it"),
        ({"actor": "a" * 300}, "who recorded it"),
        ({"actor": "a\0"}, "who recorded it"),
        ({"position": "one"}, "not an event"),
        ({"type": "StoryDefined", "schema": 1}, "not a StoryDefined"),
    ],
)
def test_an_envelope_that_is_none_is_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(InputRefused, match="x:2: ") as caught:
        opened(written(record(LOOK, 1, **change)), HOME)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"name": "spaced"}', "not a ClaimReviewed"),
        (payload_codec.encode(REVIEW).replace(b'"note":""', b'"note" : ""'), "not canonical JSON"),
        (payload_codec.encode(REVIEW).replace(b'"note":""', b'"note":"\\u0000"'), "NUL"),
        (payload_codec.encode(REVIEW).replace(b'"note":""', b'"note":7'), "not a ClaimReviewed"),
        (payload_codec.encode(REVIEW).replace(b"accepted", b"praised"), "not a ClaimReviewed"),
        (b"[" * 100_000, "not a ClaimReviewed"),
    ],
)
def test_a_payload_that_is_none_is_refused(data: bytes, reason: str) -> None:
    whole = record(REVIEW, commitment=sha256_hex(b"salt" + data))
    with pytest.raises(InputRefused, match="x:2: ") as caught:
        opened(written(replace(whole, payload=data)), HOME)
    assert reason in str(caught.value)


@given(st.binary(max_size=200))
def test_no_line_is_too_strange_to_be_refused(line: bytes) -> None:
    assert all(told.startswith("x:") for told in refusals(parcel(lines=line)))


@given(st.data())
def test_no_change_of_a_line_goes_unnoticed(data: st.DataObject) -> None:
    line = bytearray(line_of(record(REVIEW)))
    place = data.draw(st.integers(0, len(line) - 2))
    line[place] ^= data.draw(st.integers(1, 255))
    found: list[InputRefused] = []
    events = list(foreign_events(parcel(lines=bytes(line)), found.append))
    # The envelope's own words (who, when) are that archive's, and nobody else can vouch for them.
    assert found or all(event.payload == REVIEW for event in events)


def test_lines_without_end_that_are_no_events_are_not_read_to_their_end() -> None:
    bombs = (b"\n" * 200_000, b"x\n" * 200_000)
    for bomb in bombs:
        assert refusals(parcel(record(REVIEW), lines=bomb))[-1] == (
            "x:10003: no event in 10,000 lines; what follows is not read"
        )
    assert refusals(parcel(record(REVIEW), lines=b"\n" * 9_999)) == []


def test_a_bad_line_is_named_and_the_others_go_on() -> None:
    bad = b'{"no": "event"}\n'
    last = line_of(record(REVIEW, 3))
    found: list[str] = []
    whole = parcel(record(REVIEW, 1), lines=bad + last + line_of(record(REVIEW, 3)))
    events = list(foreign_events(whole, lambda refusal: found.append(str(refusal))))
    assert [event.position for event in events] == [1, 3]
    assert [told.split(": ")[0] for told in found] == ["x:3", "x:5"]


def test_what_was_brought_into_that_archive_comes_from_where_it_was_first() -> None:
    word = EventsImported(
        archive="b" * 64, name="b", origins=(Origin(offset=2, archive="c" * 64, position=40, recorded_at=5),)
    )
    whole = parcel(record(word, 1), record(REVIEW, 2), record(REVIEW, 3, salt=b"other"))
    events = [(e.archive[0], e.position, e.recorded_at) for e in foreign_events(whole, print)]
    assert events[1:] == [("a", 2, 1_718_000_000_000_002), ("c", 40, 5)]


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (b"", "the first line does not say"),
        (b'{"format":"other"}', "the first line does not say"),
        (b"[" * 9_000, "the first line does not say"),
        (b'{"archive":"","format":"archive-events","version":2}', "version 2 of the format"),
        (b'{"archive":"../x","format":"archive-events","version":1}', "which archive"),
    ],
)
def test_what_is_no_parcel_is_refused(first: bytes, reason: str) -> None:
    with pytest.raises(InputRefused, match=reason):
        FileParcel("x", Files({"events.jsonl": first + b"\n"}), 1000)


def test_a_blob_is_what_it_is_called_after() -> None:
    good = b"as it came"
    address = sha256_hex(good)
    name = f"blobs/{address[:2]}/{address}"

    def of(files: Mapping[str, bytes]) -> FileParcel:
        return FileParcel("x", Files({"events.jsonl": header(HOME), **files}), 20)

    assert of({name: good}).blob(address) == good
    with pytest.raises(InputRefused, match="its bytes are not those"):
        of({name: b"another"}).blob(address)
    with pytest.raises(InputRefused, match="more than 20 bytes"):
        of({name: b"x" * 21}).blob(address)
    with pytest.raises(NotFound):
        of({}).blob(address)
    for evil in ("../../etc/passwd", "/etc/passwd", address.upper(), address + "\n", ""):
        with pytest.raises(NotFound):
            of({f"blobs/{evil[:2]}/{evil}": good}).blob(evil)


def test_a_zip_is_never_unpacked_and_a_bomb_in_it_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    bomb = bytes(5_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("events.jsonl", header(HOME))
        made.writestr("../../outside", b"evil")
        made.writestr(f"blobs/{sha256_hex(bomb)[:2]}/{sha256_hex(bomb)}", bomb)
    with Zip(path) as files:
        whole = FileParcel("x.zip", files, 1000)
        assert list(whole.events()) == []
        with pytest.raises(InputRefused, match=r"more than 1,000 bytes"):
            whole.blob(sha256_hex(bomb))
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["x.zip"]


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("events.jsonl", header(HOME) + b"\n".join([b"x" * 70] * 5_000))
    whole = bytearray(path.read_bytes())
    whole[120:140] = bytes(20)
    path.write_bytes(whole)
    with Zip(path) as files:
        try:
            told = refusals(FileParcel("x.zip", files, 1000))
        except InputRefused as refusal:
            told = [str(refusal)]
    assert any("damaged" in each or "first line" in each for each in told)


def test_a_pipe_in_a_folder_is_no_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "events.jsonl")
    with pytest.raises(InputRefused, match=r"there is no events\.jsonl in it"):
        FileParcel("x", Folder(tmp_path), 1000)


def taken(look: ArticleCaptured, *others: Payload) -> Any:
    """What is made of a look by one who knows nothing yet."""

    class Nothing:
        def version(self, _: str) -> None:
            return None

    stream = article_stream(look.address)
    records = [record(payload, at, stream=stream) for at, payload in enumerate([look, *others], start=1)]
    whole = parcel(*records, blobs=(TEXT.encode(),))
    (told,) = looks_in(foreign_events(whole, lambda refusal: pytest.fail(str(refusal))))
    assert isinstance(told, ForeignLook)
    unused: Any = None
    return ForeignLooks(whole, unused, Nothing(), lambda looks, given: iter([None])).take(told)  # type: ignore[arg-type] # a reader is not asked


def test_a_look_comes_with_the_article_as_it_was_read() -> None:
    article = taken(LOOK, READING).article
    assert (article.text, article.blocks, article.title) == (TEXT, READING.blocks, READING.title)


@pytest.mark.parametrize(
    ("look", "reading", "reason"),
    [
        ({"address": ""}, {}, "no address"),
        ({"address": "https://tern.example/" + "a" * 3000}, {}, "more than 2,600 bytes"),
        ({"url": "https://tern.example/" + "a" * 3000}, {}, "more than 2,600 bytes"),
        ({"status": 2**40}, {}, "its status"),
        ({"raw": "../../etc/passwd"}, {}, "does not name the bytes"),
        ({"raw": "0" * 64}, {}, "bytes that it names are missing"),
        ({"kind": "spell"}, {}, "no format that is read here"),
        ({}, {"address": "https://other.example/"}, "not a reading of the look"),
        ({}, {"length": 3}, "not a reading of the look"),
        ({}, {"text": "0" * 64}, "bytes that it names are missing"),
        ({}, {"blocks": (Block("body", 0, 10_000),)}, "blocks are not in its text"),
        ({}, {"blocks": (Block("body", 5, 2),)}, "blocks are not in its text"),
        ({}, {"blocks": (Block("body", -5, 2),)}, "blocks are not in its text"),
        ({}, {"published": SourcedDate(PartialDate("2024-13-45"), "given")}, "not a date: '2024-13-45'"),
        ({}, {"modified": SourcedDate(PartialDate("<b>"), "given")}, "not a date: '<b>'"),
    ],
)
def test_a_look_that_the_read_models_cannot_hold_is_refused(
    look: dict[str, Any], reading: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InputRefused, match=reason):
        taken(
            replace(LOOK, **look),
            replace(READING, **({"address": look["address"]} if "address" in look else {}), **reading),
        )


def test_looks_are_told_with_what_followed_from_them() -> None:
    def event(payload: Payload, stream: str) -> Foreign:
        return opened(written(record(payload, stream=stream)), HOME)

    one, two = article_stream(LOOK.address), article_stream("https://tern.example/b")
    events = [
        event(LOOK, one),
        event(READING, one),
        event(replace(LOOK, address="https://tern.example/b"), two),
        event(REVIEW, claim_stream(REVIEW.claim_id)),
        event(READING, one),
    ]
    told = [
        [each.payload.TYPE for each in (item.look, *item.others)]
        if isinstance(item, ForeignLook)
        else item.payload.TYPE
        for item in looks_in(events)
    ]
    assert told == [
        ["ArticleCaptured", "ArticleParsed"],
        ["ArticleCaptured"],
        "ClaimReviewed",
        "ArticleParsed",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"source": "no = TOML = at all"},
        {"source": "[story]\nid = 'other'\ntitle = 'T'\n"},
        {"digest": "0" * 64},
        {"title": "Another"},
    ],
)
def test_a_story_that_is_not_what_it_says_is_refused(change: dict[str, str], story: StoryDefined) -> None:
    found: list[InputRefused] = []
    assert list(stories_in(parcel(record(story)), found.append)) == ["harbour"]
    assert not stories_in(parcel(record(replace(story, **change))), found.append)  # type: ignore[arg-type] # all of them are texts
    assert [refusal.details["name"] for refusal in found] == ["x:2"]


@pytest.fixture
def story(tmp_path: Path) -> StoryDefined:
    from archive.service.stories import load_story

    source = (
        "[story]\nid = 'harbour'\ntitle = 'The harbour'\nversion = 1\nmust_mention = ['quay']\n"
        "[[entity]]\nid = 'quay'\nkind = 'party'\naliases = ['the quay']\n"
        "[[fact]]\ntype = 'berths'\nkey = ['at']\n[fact.fields]\nat = { type = 'entity', kinds = ['party'] }\n"
        "[[fact.frame]]\nname = 'has'\npattern = '{at} has berths'\n"
    )
    (tmp_path / "story.toml").write_text(source)
    return load_story(tmp_path / "story.toml")[1]


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("https://www.tern.example/news/1.html", "tern-example-news-1-html-"),
        ("file:///../../etc/passwd", "etc-passwd-"),
        ("https://tern.example/" + "долгий" * 100, "tern-example-"),
        ("CON", "con-"),
        ("\x1b[2J\n/..", "2j-"),
        ("///", "article-"),
    ],
)
def test_a_name_of_a_file_is_safe_whatever_the_address(address: str, begins: str) -> None:
    name = article_name(address)
    assert name.startswith(begins)
    assert name.replace("-", "").isascii()
    assert name.replace("-", "").isalnum()
    assert len(name) < 100


@given(st.text(max_size=50), st.text(max_size=50))
def test_two_addresses_have_two_names(one: str, other: str) -> None:
    encode: Callable[[str], str] = lambda text: text.encode("utf-8", "replace").decode()  # noqa: E731 - one line
    one, other = encode(one), encode(other)
    assert (article_name(one) == article_name(other)) == (one == other)


def test_a_line_is_the_json_that_the_documents_describe() -> None:
    line = json.loads(line_of(record(REVIEW)))
    assert line.keys() == {"envelope", "payload", "salt"}
    assert line["payload"]["claim_id"] == REVIEW.claim_id
    salt = bytes.fromhex(line["salt"])
    assert line["envelope"]["commitment"] == sha256_hex(salt + canonical_json(line["payload"]))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"value": 4, "recipient": "school", "date": "2023-03"}, None),
        ({"value": None, "date": None}, None),
        ({"value": "four"}, "'value' to 'four', which it cannot be"),
        ({"recipient": "nobody"}, "'recipient' to 'nobody', which it cannot be"),
        ({"date": "soon"}, "'date' to 'soon', which it cannot be"),
        ({"date": 2023}, "'date' to 2023, which it cannot be"),
        ({"colour": "red"}, "'colour', which lamp_count does not have"),
    ],
)
def test_a_correction_is_one_that_the_claim_can_take(
    fields: dict[str, str | int | None], reason: str | None
) -> None:
    lamps = parse_story("lamps", STORY, {})
    claim = Claim(
        claim_id=REVIEW.claim_id,
        assertion_key="a",
        story="lamps",
        type="lamp_count",
        fields={"recipient": "school", "value": 3},
        key={"recipient": "school"},
        evidence=Evidence("3 lamps", "", "", 0, 7),
        frame="has-lamps",
    )
    review = replace(REVIEW, verdict="corrected", fields=fields)
    if reason is None:
        check_verdict("x:2", review, claim, lamps)
        return
    with pytest.raises(InputRefused, match="x:2: a correction of ") as caught:
        check_verdict("x:2", review, claim, lamps)
    assert reason in str(caught.value)
