"""Payloads are written canonically, read back equal, and read for ever."""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from archive.domain import codec
from archive.domain.article import Block, Details, Doubt, Image, Link, Notice, Sourced, SourcedDate
from archive.domain.claim import Attribution, Claim, ClaimDate, Evidence, Sighting
from archive.domain.event import (
    ArticleCaptured,
    ArticleParsed,
    ClaimReviewed,
    ClaimsExtracted,
    EventsImported,
    Origin,
    Payload,
    SnapshotTaken,
    StoryDefined,
    StoryRead,
)
from archive.domain.look import Hop
from archive.domain.moment import PartialDate
from archive.domain.watch import WatchChanged, WatchRan
from archive.errors import UnknownEvent
from archive.store import payload_codec

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "golden_events"
HASH = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

CLAIM = Claim(
    claim_id="0f3c2f9c5d1e4a7b8c9d0e1f",
    assertion_key="a1b2c3d4e5f60718293a4b5c",
    story="harbour",
    type="berth_count",
    fields={
        "port": "north_quay",
        "count": 3,
        "count_text": "three",
        "ships": ("alma", "bris"),
        "open": True,
        "owner": None,
    },
    key={"port": "north_quay"},
    relation="ge",
    role="increment",
    polarity="denied",
    certainty="hedged",
    hedges=("reportedly",),
    attribution=(Attribution("harbour_master", "the harbour master", "said"),),
    leans_on=("harbour_master",),
    direct_speech=True,
    block="caption",
    event_date=ClaimDate("2024-03-02", "day", "on Saturday", "relative_weekday", "2024-03-04"),
    report_date=ClaimDate(None, None, "some time later", "context"),
    evidence=Evidence("at least three berths — “new” ones", "There are ", " at the quay.", 10, 44),
    frame="berth_count.plain",
)

EVENTS: dict[str, Payload] = {
    "ArticleCaptured.1": ArticleCaptured(
        address="https://example.org/quay",
        captured=1_709_546_400_000_000,
        outcome="new",
        name="quay.txt",
        raw=HASH,
        size=5,
        given={"source": "The Quay", "published": "2024-03"},
    ),
    "ArticleParsed.1": ArticleParsed(
        address="https://example.org/quay",
        version_id="b1946ac92492d2347c6235b4",
        captured=1_709_546_400_000_000,
        text=HASH,
        length=5,
        blocks=(Block("headline", 0, 2), Block("body", 2, 5)),
        title=Sourced("Quay grows", "front-matter"),
        source=Sourced("The Quay", "given"),
        url=Sourced("https://example.org/quay", "sidecar"),
        language=Sourced(),
        published=SourcedDate(PartialDate("2024-03"), "given", "March 2024"),
        modified=SourcedDate(),
        in_body=SourcedDate(PartialDate("2024-03-02T09:30:00Z"), "in-body", None),
        reader="text",
        reader_version="1",
        warnings=("the header's date was not believed",),
    ),
    "ArticleCaptured.2": ArticleCaptured(
        address="https://example.org/quay",
        captured=1_709_546_400_000_000,
        outcome="unchanged",
        name="https://example.org/quay?from=feed",
        raw=HASH,
        size=5,
        given={"source": "The Quay"},
        stated={"published": "2024-03-02"},
        version="b1946ac92492d2347c6235b4",
        via="web",
        kind="html",
        url="https://example.org/quay?from=feed",
        landed="https://example.org/quay",
        status=200,
        headers=(("Content-Type", "text/html"), ("ETag", '"5"')),
        redirects=(Hop("https://example.org/quay?from=feed", 301),),
        moved_to=None,
        problem=None,
        witnessed=True,
    ),
    "ArticleCaptured.3": ArticleCaptured(
        address="https://example.org/quay",
        captured=1_709_546_400_000_000,
        outcome="unchanged",
        name="https://example.org/quay?from=feed",
        raw=HASH,
        size=5,
        given={"source": "The Quay"},
        stated={"published": "2024-03-02"},
        version="b1946ac92492d2347c6235b4",
        via="mail",
        kind="html",
        url="https://example.org/quay?from=feed",
        landed="https://example.org/quay",
        status=200,
        headers=(("Content-Type", "text/html"), ("ETag", '"5"')),
        redirects=(Hop("https://example.org/quay?from=feed", 301),),
        moved_to=None,
        problem=None,
        witnessed=True,
    ),
    "ArticleParsed.2": ArticleParsed(
        address="https://example.org/quay",
        version_id="b1946ac92492d2347c6235b4",
        captured=1_709_546_400_000_000,
        text=HASH,
        length=5,
        blocks=(Block("headline", 0, 2), Block("body", 2, 5)),
        title=Sourced("Quay grows", "page"),
        source=Sourced("The Quay", "json-ld"),
        url=Sourced("https://example.org/quay", "meta"),
        language=Sourced("en", "page"),
        published=SourcedDate(PartialDate("2024-03-02T09:30:00Z"), "json-ld", "2024-03-02T10:30:00+01:00"),
        modified=SourcedDate(PartialDate("2024-03-01"), "http"),
        in_body=SourcedDate(),
        reader="html",
        reader_version="1+parser-2",
        raw=HASH,
        details=Details(
            author=Sourced("A. Lund", "meta"),
            section=Sourced("Harbour", "json-ld"),
            canonical=Sourced("https://example.org/quay", "page"),
            access="paywalled",
            links=(Link("https://example.org/map", "the map"),),
            images=(Image("https://example.org/quay.jpg", "The quay"),),
            notices=(Notice("correction", 2, 5),),
            doubts=(Doubt("modified", "2024-03-01", "json-ld", "before the publication"),),
        ),
        rank="excerpt",
        options={"fast": "yes"},
        warnings=(),
    ),
    "StoryDefined.1": StoryDefined(
        story="harbour",
        title="The harbour",
        digest=HASH,
        source="[story]\nid = 'harbour'\n",
        packs={"ports": "x = 1\n"},
    ),
    "ClaimsExtracted.1": ClaimsExtracted(
        address="https://example.org/quay",
        version_id="b1946ac92492d2347c6235b4",
        story="harbour",
        story_digest=HASH,
        extractor="rules",
        extractor_version="1",
        claims=(CLAIM,),
        sightings=(Sighting("harbour", "number", "71", 100, 102, "Berth 71 is closed."),),
    ),
    "ClaimReviewed.1": ClaimReviewed(
        claim_id="0f3c2f9c5d1e4a7b8c9d0e1f",
        story="harbour",
        verdict="corrected",
        note="the caption counts one twice",
        fields={"count": 2, "count_text": "two", "owner": None},
    ),
    "SnapshotTaken.1": SnapshotTaken(
        name="spring", story="harbour", as_of=1_709_546_400_000_000, known_at=12, digest=HASH, blob=HASH
    ),
    "StoryRead.1": StoryRead(
        story="harbour",
        story_digest=HASH,
        extractor="rules",
        extractor_version="2",
        gate=HASH,
        upto=12,
        silent=3,
    ),
    "WatchChanged.1": WatchChanged(
        watch="quay-feed",
        change="edited",
        kind="feed",
        target="https://example.org/feed.xml",
        schedule="cron 5 * * * * in Europe/Oslo",
        stories=("harbour",),
        given={"source": "The Quay"},
        due=1_709_546_700_000_000,
    ),
    "WatchRan.1": WatchRan(
        watch="quay-feed",
        slot=1_709_546_700_000_000,
        started=1_709_546_701_000_000,
        finished=1_709_546_703_500_000,
        state="failing",
        counts={"failed": 2, "blocked": 1},
        errors=("https://example.org/feed.xml: timed out",),
        missed=3,
        failures=2,
        failing_since=1_709_543_100_000_000,
        fresh=1_709_500_000_000_000,
        listing=HASH,
        etag='"x1"',
        last_modified="Mon, 04 Mar 2024 09:00:00 GMT",
        due=1_709_550_300_000_000,
    ),
    "EventsImported.1": EventsImported(
        archive=HASH,
        name="other.db",
        origins=(Origin(offset=1, archive=HASH, position=7, recorded_at=1_709_546_400_000_000),),
    ),
}


def test_every_event_type_and_version_has_a_golden_file() -> None:
    versions = {
        f"{name}.{schema}" for name, kind in codec.PAYLOADS.items() for schema in range(1, kind.SCHEMA + 1)
    }
    assert {path.stem for path in GOLDEN.glob("*.json")} == versions == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("room", [codec, payload_codec])
def test_golden_events_are_written_and_read(name: str, room: Any) -> None:
    golden = (GOLDEN / f"{name}.json").read_bytes()
    kind, _, schema = name.partition(".")
    if int(schema) == codec.PAYLOADS[kind].SCHEMA:
        assert room.encode(EVENTS[name]) == golden
    assert room.decode(kind, int(schema), golden) == EVENTS[name]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBER = st.integers(-(2**53) + 1, 2**53 - 1)
DATE = st.dates().map(lambda day: PartialDate(day.isoformat()))


def of(hint: Any) -> st.SearchStrategy[Any]:
    """Values of the type `hint`: a payload class, or a field of one."""
    origin, parts = get_origin(hint), get_args(hint)
    if hint in (str, int, PartialDate):
        return {str: TEXT, int: NUMBER, PartialDate: DATE}[hint]
    if dataclasses.is_dataclass(hint):
        hints = get_type_hints(hint)
        return st.builds(
            cast(Any, hint), **{field.name: of(hints[field.name]) for field in dataclasses.fields(hint)}
        )
    if origin is tuple and parts[-1] is not Ellipsis:
        return st.tuples(*map(of, parts))
    if origin is tuple:
        return st.lists(of(parts[0]), max_size=2).map(tuple)
    if origin is Mapping:
        return st.dictionaries(TEXT, of(parts[1]), max_size=3)
    if origin in (Union, types.UnionType):
        return st.one_of([of(part) for part in parts])
    return st.from_type(hint)


PAYLOAD = st.one_of([of(kind) for kind in codec.PAYLOADS.values()])


def plain(value: Any) -> Any:
    """The JSON value of a payload, by another way than the codec's."""
    if dataclasses.is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


@given(PAYLOAD)
def test_payloads_survive_and_their_bytes_are_canonical(payload: Payload) -> None:
    data = codec.encode(payload)
    assert data == rfc8785.dumps(plain(payload))
    assert payload_codec.encode(payload) == data
    for decode in (codec.decode, payload_codec.decode):
        assert decode(payload.TYPE, payload.SCHEMA, data) == payload


@pytest.mark.parametrize("fields", [{"😀": 1, "\uffff": 2}, {"\uffff": 2, "😀": 1}])
def test_keys_are_sorted_by_utf16_code_units(fields: dict[str, str | int | None]) -> None:
    payload = ClaimReviewed(claim_id="c", story="s", verdict="accepted", fields=fields)
    expected = (
        '{"claim_id":"c","fields":{"😀":1,"\uffff":2},"note":"","story":"s","verdict":"accepted"}'.encode()
    )
    assert (codec.encode(payload), payload_codec.encode(payload)) == (expected, expected)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.5, TypeError),
        (1e22, TypeError),
        (float("nan"), TypeError),
        (2**53, ValueError),
        (-(2**53), ValueError),
        (2**64, ValueError),
        ("\ud800", ValueError),
        (b"bytes", TypeError),
    ],
)
@pytest.mark.parametrize("encode", [codec.encode, payload_codec.encode])
def test_what_has_no_exact_form_is_refused(
    encode: Callable[..., bytes], value: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        encode(ClaimReviewed(claim_id="c", story="s", verdict="accepted", fields={"x": value}))


@pytest.mark.parametrize("value", [2**53 - 1, -(2**53) + 1, 10**15, "x:12345678901234567890", "[1.5,"])
def test_what_is_just_within_bounds_is_not(value: Any) -> None:
    payload = ClaimReviewed(claim_id="c", story="s", verdict="accepted", fields={"x": value})
    assert payload_codec.decode("ClaimReviewed", 1, payload_codec.encode(payload)) == payload


@pytest.mark.parametrize(
    ("name", "schema"), [("ArticleErected", 1), ("StoryDefined", 2), ("StoryDefined", 0)]
)
@pytest.mark.parametrize("decode", [codec.decode, payload_codec.decode])
def test_what_a_newer_program_wrote_is_named(decode: Callable[..., Payload], name: str, schema: int) -> None:
    with pytest.raises(UnknownEvent, match=f"position 7 holds {name} in schema {schema}"):
        decode(name, schema, b"{}", position=7)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"{}", b'{"x":1}', b"\xff", b'"text"'])
@pytest.mark.parametrize("decode", [codec.decode, payload_codec.decode])
def test_what_is_no_payload_is_a_value_error(decode: Callable[..., Payload], data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode("SnapshotTaken", 1, data)


def test_unknown_fields_are_refused_by_name() -> None:
    data = json.loads((GOLDEN / "SnapshotTaken.1.json").read_bytes())
    del data["blob"]
    with pytest.raises(ValueError, match="SnapshotTaken with missing or unknown fields: blob, colour"):
        codec.decode("SnapshotTaken", 1, json.dumps(data | {"colour": "red"}).encode())


@pytest.mark.parametrize("decode", [codec.decode, payload_codec.decode])
def test_older_shapes_are_lifted_step_by_step(
    decode: Callable[..., Payload], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoryDefined, "SCHEMA", 3)

    def rename_name(old: dict[str, Any]) -> dict[str, Any]:
        return {"title": old.pop("name"), **old}

    def add_packs(old: dict[str, Any]) -> dict[str, Any]:
        return {**old, "packs": {"title": old["title"]}}

    monkeypatch.setitem(codec.UPCASTERS, ("StoryDefined", 1), rename_name)
    monkeypatch.setitem(codec.UPCASTERS, ("StoryDefined", 2), add_packs)
    written = b'{"digest":"d","name":"Old name","source":"x","story":"s"}'
    expected = StoryDefined(story="s", title="Old name", digest="d", source="x", packs={"title": "Old name"})
    assert decode("StoryDefined", 1, written) == expected
