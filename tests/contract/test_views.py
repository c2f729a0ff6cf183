"""The SQL views: their columns as documented, their rows as expected, on both databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from archive.domain.event import NewEvent, StoryDefined
from archive.domain.story import FactType, FieldType, Story
from archive.store.engine import write
from archive.store.typed_views import drop_typed_views, make_typed_views
from archive.store.view_notes import NOTES
from archive.store.views import VIEWS, drop_statements, view_statements
from tests.contract.histories import Archive, Teller, fresh


@pytest.fixture
def archive(database_url: str) -> Iterator[Archive]:
    """Two copies, a third text of the same paper as the first, an edit, a denial and a verdict."""
    archive = Archive(database_url)
    teller = Teller()
    teller.define(0)
    teller.article(0, 0, 5, (0, None, None), [("toll", 2, "affirmed")])
    teller.article(1, 1, 5, (2, None, None), [("toll", 2, "affirmed")])
    teller.article(3, 5, 6, (None, None, 4), [("toll", 4, "affirmed"), ("toll", 2, "denied")])
    teller.article(0, 2, 9, (0, 8, None), [("toll", 4, "affirmed"), ("rescue", 1, "affirmed")])
    teller.review(4, 0)
    teller.extract(3, [("toll", 4, "affirmed"), ("rescue", 1, "affirmed")], 1)
    teller.watch("alpha", 2)
    archive.feed(teller.events)
    archive.projection.catch_up()
    yield archive
    archive.close()


def rows(engine: Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def columns(engine: Engine, view: str) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(text(f'SELECT * FROM "{view}"')).keys())


def documented(root: Path) -> dict[str, list[str]]:
    """The columns that docs/sql.md lists for each view."""
    found: dict[str, list[str]] = {}
    for section in re.split(r"^## ", (root / "docs" / "sql.md").read_text("utf-8"), flags=re.MULTILINE)[1:]:
        name = section.split("\n", 1)[0].strip()
        cells = re.findall(r"^\| (?!column|---)([^|]+) \|", section, flags=re.MULTILINE)
        if cells:
            found[name] = [column.strip() for cell in cells for column in cell.split(",")]
    return found


def test_the_documented_columns_are_the_columns(archive: Archive, root: Path) -> None:
    told = documented(root)
    assert told.keys() == VIEWS.keys()
    for view, listed in told.items():
        assert sorted(listed) == sorted(columns(archive.engine, view)), view


def test_every_documented_query_runs_and_finds_something(archive: Archive, root: Path) -> None:
    queries = re.findall(
        r"```sql\n(.*?)\n```", (root / "docs" / "sql.md").read_text("utf-8"), flags=re.DOTALL
    )
    examples = [statement for note in NOTES.values() for _, statement in note.examples]
    assert sorted(queries[:-1]) == sorted(examples)
    found = [query for query in queries if rows(archive.engine, query)]
    assert [query for query in queries if query not in found] == []


def test_the_page_tells_each_view_as_the_database_does(root: Path) -> None:
    page = (root / "docs" / "sql.md").read_text("utf-8")
    assert NOTES.keys() == VIEWS.keys()
    for view, note in NOTES.items():
        table = "\n".join(f"| {names} | {meaning} |" for names, meaning in note.columns)
        examples = "".join(
            f"\n{question}:\n\n```sql\n{statement}\n```\n" for question, statement in note.examples
        )
        section = f"## {view}\n\n{note.about}\n\n| column | meaning |\n| --- | --- |\n{table}\n{examples}"
        assert section in page, section


EXPECTED: list[tuple[str, list[tuple[Any, ...]]]] = [
    (
        "SELECT address, reported, reported_basis, version, versions, captures, copy_of, copies FROM articles",
        [
            ("alpha", "2024-01-09", "given", 2, 2, 2, None, 0),
            ("beta", "2024-01-03", "given", 1, 1, 1, None, 0),
            ("delta", "2024-01-05", "in-body", 1, 1, 1, None, 0),
        ],
    ),
    (
        "SELECT address, version, reported, reported_until, is_current FROM versions",
        [
            ("alpha", 1, "2024-01-01", "2024-01-09", 0),
            ("alpha", 2, "2024-01-09", None, 1),
            ("beta", 1, "2024-01-03", None, 1),
            ("delta", 1, "2024-01-05", None, 1),
        ],
    ),
    (
        "SELECT address, captured, outcome FROM captures WHERE captured > '2024-01-07'",
        [("alpha", "2024-01-10", "new")],
    ),
    (
        "SELECT address, type, fields, review FROM claims",
        [
            ("alpha", "rescue", '{"item":"boat1","who":"crew"}', None),
            ("alpha", "toll", '{"place":"town0","value":4}', "accepted"),
            ("beta", "toll", '{"place":"town0","value":2}', None),
            ("delta", "toll", '{"place":"town0","value":2}', None),
            ("delta", "toll", '{"place":"town0","value":4}', None),
        ],
    ),
    (
        "SELECT address, version, reported_until, is_current FROM claim_history WHERE address = 'alpha' AND type = 'toll'",
        [("alpha", 1, "2024-01-09", 0), ("alpha", 2, None, 1)],
    ),
    (
        "SELECT type, value, value_number, reported FROM facts WHERE type = 'toll'",
        [("toll", "4", 4, "2024-01-09")],
    ),
    (
        "SELECT since, value FROM fact_history WHERE what = 'added' OR what LIKE 'value%'",
        [
            ("2024-01-01", "2"),
            ("2024-01-05", "4"),
            ("2024-01-09", '{"date":"2024-01-11","item":"boat1"}'),
        ],
    ),
    ("SELECT type, value, standing, address FROM disagreements", [("toll", "4", "denied", "delta")]),
    (
        "SELECT source, articles, copies, claims, first_reported, last_reported FROM sources",
        [
            ("Paper 0", 2, 0, 4, "2024-01-05", "2024-01-09"),
            ("Paper 1", 1, 0, 1, "2024-01-03", "2024-01-03"),
        ],
    ),
    ("SELECT position, type, stream FROM events WHERE position = 1", [(1, "StoryDefined", "stories")]),
    ("SELECT story, title, digest, facts FROM stories", [("flood-town", "Flood", "0", 2)]),
    (
        "SELECT watch, kind, schedule, state, paused, due, failures, errors FROM watches",
        [("alpha", "page", "every 1d", "failing", 0, "2024-01-04", 1, '["no answer"]')],
    ),
    (
        "SELECT watch, slot, started, duration, state, counts, missed, next_due FROM watch_runs",
        [
            ("alpha", "2024-01-03", "2024-01-03", 2000000, "failing", '{"failed":1}', 0, "2024-01-04"),
        ],
    ),
    ("SELECT address, text, sentence, version FROM sightings", [("alpha", "7", "7 more", 2)]),
    (
        "SELECT place, place_text, value, polarity, source, version FROM flood_town__toll WHERE value = 4",
        [("town0", None, 4, "affirmed", "Paper 0", 1), ("town0", None, 4, "affirmed", "Paper 0", 2)],
    ),
    (
        "SELECT who, item, item_text, event_date, review FROM flood_town__rescue",
        [("crew", "boat1", None, "2024-01-11", None)],
    ),
]


def test_each_view_shows_what_was_told(archive: Archive) -> None:
    for query, expected in EXPECTED:
        assert sorted(rows(archive.engine, query), key=repr) == sorted(expected, key=repr), query


def test_copies_are_shown_as_copies(archive: Archive) -> None:
    teller = Teller()
    teller.read(2, 1, 3, (3, None, None))
    archive.feed(teller.events)
    archive.projection.catch_up()
    found = rows(archive.engine, "SELECT address, copy_of, copies FROM articles WHERE copies > 0")
    assert sorted(found, key=repr) == [("beta", None, 1), ("gamma", "beta", 1)]
    assert rows(archive.engine, "SELECT copies FROM sources WHERE source = 'Paper 2'") == [(1,)]


def test_a_moment_that_is_no_midnight_is_shown_in_full(archive: Archive) -> None:
    archive.feed([define("2")])
    archive.projection.catch_up()
    moments = rows(archive.engine, "SELECT recorded, recorded_at FROM events WHERE position = 1")
    assert moments == [("2025-02-04", 1738627200000000)]
    later = (
        "SELECT recorded FROM events WHERE recorded_at >= 1738627200000000 + 1000 ORDER BY position LIMIT 1"
    )
    assert rows(archive.engine, later) == [("2025-02-04T00:00:00Z",)]


def test_defining_a_story_anew_makes_its_views_anew(archive: Archive) -> None:
    archive.feed([define("2")])
    archive.projection.catch_up()
    names = [name for (name,) in rows(archive.engine, "SELECT view FROM rm_typed_views")]
    assert names == ["flood_town__toll"]
    assert rows(archive.engine, "SELECT count(*) FROM flood_town__toll") == [(4,)]
    archive.projection.rebuild()
    assert rows(archive.engine, "SELECT count(*) FROM flood_town__toll") == [(4,)]


def define(digest: str) -> Any:
    teller = Teller()
    teller.define(int(digest))
    assert isinstance(teller.events[0].payload, StoryDefined)
    return teller.events[0]


def story(name: str, *types: str, fields: tuple[str, ...] = ("value",)) -> Story:
    kinds = {field: FieldType(kind="number") for field in fields}
    facts = {name: FactType(type=name, fields=kinds, key=fields[:1], consolidate="state") for name in types}
    return Story(story=name, title=name, version=1, digest="x", facts=facts)


def made(engine: Engine, *stories: Story) -> list[str]:
    with write(engine) as connection:
        for each in stories:
            make_typed_views(connection, each)
    return sorted(name for (name,) in rows(engine, "SELECT view FROM rm_typed_views"))


def test_names_that_are_too_long_or_taken_get_a_mark(database_url: str) -> None:
    archive = Archive(database_url)
    long = "l" * 60
    names = made(archive.engine, story("a--b", "c"), story("a", "b__c"), story(long, "one", "two"))
    assert len(names) == len(set(names)) == 4
    assert "a__b__c" in names
    assert all(len(name) <= 63 for name in names)
    for name in names:
        assert "quote" in columns(archive.engine, name)
    with write(archive.engine) as connection:
        drop_typed_views(connection)
    assert rows(archive.engine, "SELECT * FROM rm_typed_views") == []
    archive.close()


def test_names_do_not_hang_on_how_much_is_projected_at_once(tmp_path: Path) -> None:
    """Two stories whose ids differ in a sign that no name keeps; the first then gives up a type."""
    names = []
    for batch in (1, 256):
        archive = Archive(fresh(tmp_path), batch)
        archive.feed([defined("flood-town", 0), defined("flood_town", 0), defined("flood-town", 2)])
        archive.projection.catch_up()
        names.append(sorted(rows(archive.engine, "SELECT view, story, type FROM rm_typed_views")))
        archive.close()
    assert names[0] == names[1]
    assert [(view, story) for view, story, _ in names[0] if len(view) < 20] == [
        ("flood_town__toll", "flood-town")
    ]


def defined(story: str, digest: int) -> NewEvent:
    payload = StoryDefined(story=story, title=story, digest=str(digest), source="", packs={})
    return NewEvent("stories", payload)


def test_a_field_that_comes_goes_or_is_renamed_is_a_column_that_does(database_url: str) -> None:
    archive = Archive(database_url)
    for fields in (("place", "dead"), ("place", "dead", "hurt"), ("town", "dead"), ("dead",)):
        made(archive.engine, story("s", "toll", fields=fields))
        held = columns(archive.engine, "s__toll")
        assert [name for name in held[:6] if not name.endswith("_text")][: len(fields)] == list(fields)
        assert {"place", "town", "hurt"} & set(held) == {"place", "town", "hurt"} & set(fields)
    assert made(archive.engine, story("s", "other")) == ["s__other"]
    archive.close()


def test_the_database_itself_says_what_a_view_means(archive: Archive) -> None:
    if archive.engine.dialect.name == "sqlite":
        (text_,) = rows(archive.engine, "SELECT sql FROM sqlite_master WHERE name = 'facts'")[0]
        assert "-- One row for each fact" in text_
        assert "--   origins: how many attributed sources" in text_
        (typed,) = rows(archive.engine, "SELECT sql FROM sqlite_master WHERE name = 'flood_town__toll'")[0]
        assert "claim of the type toll of the story flood-town" in typed
        return
    said = dict(
        rows(
            archive.engine,
            "SELECT coalesce(attname, ''), description FROM pg_description LEFT JOIN pg_attribute "
            "ON attrelid = objoid AND attnum = objsubid AND objsubid > 0 WHERE objoid = 'facts'::regclass",
        )
    )
    assert said == {"": NOTES["facts"].about, **NOTES["facts"].meanings}
    query = "SELECT obj_description('flood_town__toll'::regclass)"
    assert "claim of the type toll" in rows(archive.engine, query)[0][0]


def test_whatever_fields_are_called_they_are_columns_of_their_own(database_url: str) -> None:
    archive = Archive(database_url)
    odd = ("source", "select", "it's", 'a "b"', "Größe", "value", "value_text", "quote", "field_quote", "a:b")
    long = ("ü" * 40 + "x", "ü" * 40 + "y", "z" * 63)
    made(archive.engine, story("s", "Odd", fields=(*odd, *long)))
    held = columns(archive.engine, "s__odd")
    assert {"quote", "field_quote", "a:b", "z" * 63} <= set(held)
    assert max(len(name.encode()) for name in held) == 63
    assert len({name.lower() for name in held}) == len(held)
    assert {"field_source", "source", "select", "it's", 'a "b"', "Größe", "value_text"} <= set(held)
    made(archive.engine, story("s", "Odd", fields=tuple(f"f{number}" for number in range(2_500))))
    held = columns(archive.engine, "s__odd")
    assert ("f499" in held, "f500" in held) == (True, False)
    archive.close()


def test_the_migrated_views_are_the_declared_ones(database_url: str) -> None:
    archive = Archive(database_url)
    migrated = definitions(archive.engine)
    with write(archive.engine) as connection:
        for statement in [*drop_statements(), *view_statements(connection.dialect.name)]:
            connection.exec_driver_sql(statement)
    assert migrated == definitions(archive.engine)
    assert set(migrated) == set(VIEWS)
    archive.close()


def definitions(engine: Engine) -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'view'"
        if engine.dialect.name == "sqlite"
        else "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'"
    )
    return {row[0]: row[1] for row in rows(engine, query)}
