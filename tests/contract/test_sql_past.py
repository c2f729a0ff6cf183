"""The views as of a point: those of an archive that was fed no more, and of the facts at that time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.event import NewEvent
from archive.domain.moment import DAY, END_OF_TIME
from archive.domain.snapshot import Point
from archive.errors import QueryRefused
from archive.projections.facts import fact_rows
from archive.store.sql import Limits, open_asker, run_query
from archive.store.sql_past import Past
from archive.store.views import VIEWS
from tests.contract.histories import JANUARY, STORY, Archive, Teller, fresh, histories, story_of

Contents = dict[str, list[tuple[Any, ...]]]


def past(as_of: int = END_OF_TIME, known_at: int = 2**40) -> Past:
    return Past(Point(as_of, known_at), story_of, fact_rows)  # type: ignore[arg-type]  # a row is a definition too


def contents(url: str, back: Past | None = None, typed: Sequence[str] = ()) -> Contents:
    """Every row of every view."""
    found: Contents = {}
    with open_asker(url, back) as asker:
        for view in [*VIEWS, *typed]:
            rows = asker.ask(f'select * from "{view}"', {}, Limits(rows=100_000))
            # A commitment is salted, and so each archive has its own.
            secret = rows.columns.index("commitment") if "commitment" in rows.columns else None
            found[view] = sorted((row[:secret] for row in rows), key=repr)
    return found


def typed_views(url: str) -> list[str]:
    return [row[0] for row in run_query(url, "select view from rm_typed_views order by 1").rows]


def archive_of(url: str, events: Sequence[NewEvent]) -> str:
    archive = Archive(url)
    archive.feed(events)
    archive.projection.catch_up()
    archive.close()
    return url


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("past")


@given(histories, st.data())
@settings(max_examples=15)
def test_the_past_is_what_an_archive_that_ended_there_shows(
    folder: Path, events: list[NewEvent], data: st.DataObject
) -> None:
    position = data.draw(st.integers(1, len(events)))
    whole, ended = archive_of(fresh(folder), events), archive_of(fresh(folder), events[:position])
    typed = typed_views(ended)
    assert contents(whole, past(known_at=position), typed) == contents(ended, None, typed)


@given(histories, st.integers(-1, 13))
@settings(max_examples=15)
def test_a_reported_time_shows_the_facts_and_claims_of_then(
    folder: Path, events: list[NewEvent], day: int
) -> None:
    url, as_of = archive_of(fresh(folder), events), JANUARY + day * DAY
    archive = Archive(url)
    now = run_query(url, f"select * from fact_history where since_at <= {as_of} order by fact_id, since_at")
    with open_asker(url, past(as_of)) as asker:

        def shown(query: str) -> list[tuple[Any, ...]]:
            return list(asker.ask(query, {}, Limits()))

        assert shown("select * from fact_history order by fact_id, since_at") == now.rows
        assert sorted(shown("select claim_id, version, cluster from claims")) == sorted(
            (voice.claim.claim_id, voice.version, voice.cluster)
            for voice in archive.models.voices(STORY, as_of)
        )
        assert shown("select address, version_id, reported_at, copies from articles order by address") == [
            (row.version.address, row.version.version_id, row.version.reported, len(row.copies))
            for row in archive.models.articles(as_of)
        ]
        late = f"reported_at > {as_of} or reported_until_at > {as_of}"
        assert shown(f"select * from versions where {late}") == []
        assert shown("select address from versions where is_current = 1 order by 1") == shown(
            "select address from articles order by 1"
        )
    archive.close()


def story_of_a_flood() -> list[NewEvent]:
    """Two copies, an edit, a denial, a verdict, a watch, and a definition that drops a type."""
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 5, (0, None, None), [("toll", 2, "affirmed"), ("rescue", 1, "affirmed")])
    teller.article(1, 1, 5, (2, None, None), [("toll", 2, "affirmed")])
    teller.article(3, 5, 6, (None, None, 4), [("toll", 4, "affirmed"), ("toll", 2, "denied")])
    teller.article(0, 2, 9, (0, 8, None), [("toll", 4, "affirmed"), ("rescue", 1, "affirmed")])
    teller.review(4, 0)
    teller.extract(3, [("toll", 4, "affirmed"), ("rescue", 1, "affirmed")], 1)
    teller.watch("alpha", 2)
    teller.watch("beta", 3)
    teller.define(2)
    return teller.events


@pytest.fixture(scope="module")
def flood(shared_database_url: str) -> str:
    """The archive of that story on each backend."""
    return archive_of(shared_database_url, story_of_a_flood())


def test_the_latest_point_shows_the_present(flood: str) -> None:
    typed = typed_views(flood)
    assert typed == ["flood_town__toll"]
    assert contents(flood, past(), typed) == contents(flood, None, typed)


def test_both_databases_show_the_same_past(flood: str, folder: Path) -> None:
    events = story_of_a_flood()
    for position in (1, 3, 7, 12, len(events)):
        ended = archive_of(fresh(folder), events[:position])
        typed = typed_views(ended)
        assert contents(flood, past(known_at=position), typed) == contents(ended, None, typed), position


@pytest.mark.parametrize(
    ("query", "as_of", "known_at", "rows"),
    [
        ("select value from facts where type = 'toll'", 1, None, [("2",)]),
        ("select value from facts where type = 'toll'", 4, None, [("4",)]),
        ("select address, copies from articles order by address", 2, None, [("alpha", 1), ("beta", 1)]),
        ("select address, version from claims where type = 'rescue'", None, 4, [("alpha", 1)]),
        ("select place, value from flood_town__toll", None, 4, [("town0", 2)]),
        ("select who, item from flood_town__rescue", None, 4, [("crew", "boat1")]),
        ("select version, reported_until from versions where address = 'alpha'", 7, None, [(1, None)]),
        ("select t.n, f.value from facts f, (select count(*) as n from claims) t where f.type = 'toll'", 4, None, [(5, "4")]),
        ("select value from facts f where f.type = 'toll' and status = :status", 4, None, [("4",)]),
        ("select title from stories; -- of then", None, 2, [("Flood",)]),
        ("with f as (select * from FACTS) select count(*) as n from f", -1, None, [(0,)]),
    ],
)  # fmt: skip
def test_a_statement_is_answered_as_of_then(
    flood: str, query: str, as_of: int | None, known_at: int | None, rows: list[tuple[Any, ...]]
) -> None:
    point = past(
        END_OF_TIME if as_of is None else JANUARY + as_of * DAY, 2**40 if known_at is None else known_at
    )
    assert run_query(flood, query, {"status": "single-origin"}, past=point).rows == rows


def test_the_present_can_be_asked_beside_the_past(flood: str) -> None:
    schema = "main" if flood.startswith("sqlite") else "public"
    query = (
        f"select t.value as was, n.value as now from facts t join {schema}.facts n on n.fact_id = t.fact_id"
    )
    assert run_query(flood, query, past=past(JANUARY + DAY)).rows == [("2", "4")]


def test_a_view_that_was_not_there_is_not_shown(flood: str) -> None:
    with pytest.raises(QueryRefused, match=r"no table or view 'flood_town__toll'; there are: .*facts"):
        run_query(flood, "select * from flood_town__toll", past=past(known_at=0))
    with pytest.raises(QueryRefused, match="no table or view 'flood_town__rescue'"):
        run_query(flood, "select * from flood_town__rescue", past=past())


def test_the_past_cannot_be_written_to(flood: str) -> None:
    with open_asker(flood, past(JANUARY)) as asker:
        asker.ask("select * from facts, articles", {}, Limits())
        for query in ("delete from rm_facts", "insert into rm_current select * from rm_current"):
            with pytest.raises(QueryRefused, match="queries only read"):
                asker.ask(query, {}, Limits())


def test_only_what_is_named_is_made(flood: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def told(what: str) -> Callable[..., list[Any]]:
        def tell(*_: object) -> list[Any]:
            made.append(what)
            return []

        return tell

    monkeypatch.setattr(Past, "_all_current", told("articles"))
    monkeypatch.setattr(Past, "_present", told("facts"))
    monkeypatch.setattr(Past, "_history", told("history"))
    for query, wanted in [
        ("select 'facts' as claims from captures", []),
        ("select * from flood_town__toll", []),
        ("select * from facts", ["facts"]),
        ("select 1 from fact_history", ["history"]),
        ("select 1 from versions", ["articles"]),
        ("select 1 from claims", ["articles"]),
        (f"select 1 from claims where story = '{STORY}'", []),
        (f"select 1 from disagreements where story = '{STORY}'", ["facts"]),
        (f"select 1 from claims c, articles a where c.story = '{STORY}'", ["articles"]),
    ]:
        made.clear()
        run_query(flood, query.replace("as claims", "as c"), past=past(JANUARY))
        assert made == wanted, query


def test_time_is_up_while_the_past_is_made_too(flood: str) -> None:
    with pytest.raises(QueryRefused, match="stopped after"):
        run_query(flood, "select * from facts", time_limit=0.0, past=past(JANUARY))


def test_one_story_that_is_asked_about_is_folded_alone(flood: str) -> None:
    """And all of them as soon as all are asked about, in the same sitting."""
    point = past(JANUARY + 4 * DAY)
    with open_asker(flood, point) as asker:
        for query, rows, folded in [
            ("select value from facts where story = 'none'", [], set()),
            (f"select value from facts where story = '{STORY}'", [("4",)], {("rm_facts", STORY)}),
            ("select value from facts", [("4",)], {("rm_facts", STORY)}),
            (
                "select count(*) from fact_history where story = :story",
                [(2,)],
                {("rm_facts", STORY), ("rm_fact_history", STORY)},
            ),
        ]:
            assert list(asker.ask(query, {"story": STORY}, Limits())) == rows, query
            assert point._folded == folded, query


def test_claims_of_one_story_are_those_of_all_that_are_its(flood: str) -> None:
    for day in range(-1, 12, 4):
        for view in ("claims", "disagreements"):
            query = f"select * from {view} where story = '{STORY}' order by claim_id"
            wider = query.replace("where", "where 1 = 1 and not 1 = 2 and")
            point = JANUARY + day * DAY
            assert run_query(flood, query, past=past(point)) == run_query(flood, wider, past=past(point))


def test_what_was_not_made_in_time_is_made_anew(flood: str) -> None:
    with open_asker(flood, past(JANUARY + 4 * DAY)) as asker:
        query = "select value from facts, (select count(*) from articles where copies = 0) n"
        for _ in range(2):
            with pytest.raises(QueryRefused, match="stopped after"):
                asker.ask(query, {}, Limits(seconds=0.0))
        assert list(asker.ask(query, {}, Limits())) == [("4",)]
    assert run_query(flood, "select count(*) from facts").rows == [(1,)]
