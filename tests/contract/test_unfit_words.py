"""Characters, times and addresses that a database cannot hold keep nothing from being recorded, and nothing recorded from being shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.event import NewEvent, watch_stream
from archive.domain.look import Look
from archive.domain.moment import PartialDate
from archive.domain.watch import WatchRan
from archive.ports import Unit

WORDS = "The harbour board said on Monday that the lamps along the pier would be lit again. " * 5
UNFIT, HELD = "a\x00b\ud800c", "a\ufffdb\ufffdc"
PAGE = (
    '<html><head><title>Lamps</title><script type="application/ld+json">{"@type": "NewsArticle", '
    '"headline": "a\\u0000b\\ud800c", "author": {"name": "a\\u0000b\\ud800c"}, "articleSection": "a\\u0000b\\ud800c"}'
    f"</script></head><body><article><h1>Lamps</h1><p>{WORDS}</p></article></body></html>"
)
LOOK = Look(
    name="lamps",
    via="warc",
    url="https://quay.example/lamps",
    data=PAGE.encode(),
    status=200,
    captured=PartialDate("2024-06-20").start,
    headers=(("Content-Type", "text/html"),),
)


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    with open_archive(Config(database=database_url), write=True) as archive:
        yield archive


def test_a_page_that_holds_them_in_its_structured_data_is_shown(archive: Archive) -> None:
    assert dict(archive.take_in([LOOK], {}).outcomes) == {"new": 1}
    (row,) = archive.models.articles()
    assert row.version.details.author.value == HELD
    assert row.version.details.section.value == HELD


PLACES: dict[str, dict[str, Any]] = {
    "name": {"name": UNFIT},
    "url": {"url": f"https://quay.example/{UNFIT}"},
    "landed": {"landed": f"https://quay.example/there/{UNFIT}"},
    "headers": {"headers": (("ETag", UNFIT), (UNFIT, "1"))},
    "stated": {"stated": {"title": UNFIT, "source": UNFIT, "author": UNFIT}},
    "sidecar": {"via": "jsonl", "url": None, "address": "urn:a", "sidecar": {"title": UNFIT, UNFIT: UNFIT}},
}


def test_a_look_that_holds_them_is_recorded_once(archive: Archive) -> None:
    for number, (place, changes) in enumerate(PLACES.items()):
        data = f"<article><h1>Lamps</h1><p>{WORDS} {place}</p></article>".encode()
        look = replace(LOOK, **{"url": f"https://quay.example/{number}", "data": data, **changes})
        assert dict(archive.take_in([look], {}).outcomes) == {"new": 1}, place
        head = archive.log.head()
        assert dict(archive.take_in([look], {}).outcomes) == {"unchanged": 1}, place
        assert archive.log.head() == head, place
    assert len(archive.models.articles()) == len(PLACES)


def test_any_event_that_holds_them_is_projected(archive: Archive) -> None:
    ran = WatchRan(
        watch="quay", slot=1, started=1, finished=2, state="ok", etag=UNFIT, errors=(UNFIT,), counts={}, due=3
    )
    archive.log.append([Unit(events=[NewEvent(watch_stream("quay"), ran)])])
    archive.catch_up()
    (run,) = archive.models.watch_runs("quay", 1)
    assert run.errors == (HELD,)


def test_a_look_at_a_time_that_no_event_can_hold_is_refused_and_the_rest_goes_on(archive: Archive) -> None:
    years = (1, 1600, 2300, 9999)
    strange = [
        replace(LOOK, name=f"of {year}", captured=PartialDate(f"{year:04d}-12-31").start) for year in years
    ]
    done = archive.take_in([*strange, LOOK], {})
    assert [str(one) for one in done.refused] == [
        f"of {year}: is said to have been looked at in the year {year}" for year in years
    ]
    assert dict(done.outcomes) == {"new": 1}


LONG = "".join(hashlib.sha256(bytes([number])).hexdigest() for number in range(100))
"""What cannot be packed into few bytes."""


@pytest.mark.parametrize("length", [2560, 6000])
def test_an_address_that_no_index_can_hold_is_refused_or_passed_over(archive: Archive, length: int) -> None:
    url, held = f"https://quay.example/{LONG[:length]}", length < 2600
    linked = replace(LOOK, data=PAGE.replace("<title>", f'<link rel=canonical href="{url}"><title>').encode())
    looks = {
        "linked": linked,
        "landed": replace(LOOK, url="https://quay.example/b", landed=url),
        "file": replace(LOOK, via="file", url=None, address=f"file:///{LONG[:length]}"),
    }
    done = archive.take_in([replace(look, name=name) for name, look in looks.items()], {})
    assert [str(one) for one in done.refused] == (
        [] if held else ["file: has an address of more than 2,600 bytes"]
    )
    kept = {url, f"file:///{LONG[:length]}"} if held else {"https://quay.example/b"}
    addresses = {row.version.address for row in archive.models.articles()}
    assert addresses == kept | {"https://quay.example/lamps"}  # a page's own link is held to less
