"""The typed views: one for each fact type of each story, with the story's fields as columns.

Invariant: they are made when the story's definition is projected, in the same transaction, so that the
views always fit the definition in force. Whatever a story calls its types and fields is quoted.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from sqlalchemy import Connection, delete, select

from archive.domain.canonical import stable_id
from archive.domain.story import FactType, FieldType, Story
from archive.store.read_schema import typed_views
from archive.store.views import SAID, for_dialect

_LONGEST: Final = 63
"""Bytes in a PostgreSQL identifier."""

_MOST: Final = 1_000
"""Columns that show fields: PostgreSQL takes 1,600 columns, SQLite 2,000. `fields` of `claims` has all of them."""

_NUMBERS: Final = ("number", "ordinal", "quantity")


def make_typed_views(connection: Connection, story: Story) -> None:
    """(Re)make the typed views of `story`, one for each of its fact types."""
    drop_typed_views(connection, story.story)
    taken = set(connection.execute(select(typed_views.c.view)).scalars())
    for name, fact_type in typed_names(story, taken).items():
        connection.execute(typed_views.insert(), {"view": name, "story": story.story, "type": fact_type.type})
        statement = typed_statement(connection.dialect.name, name, story.story, fact_type)
        connection.exec_driver_sql(statement)
        if connection.dialect.name == "postgresql":
            about = _literal(about_typed(story.story, fact_type.type))
            connection.exec_driver_sql(f"COMMENT ON VIEW {_identifier(name)} IS {about}")


def drop_typed_views(connection: Connection, story: str | None = None) -> None:
    """Drop the typed views of one story, or of all."""
    chosen = select(typed_views.c.view)
    gone = delete(typed_views)
    if story is not None:
        chosen, gone = chosen.where(typed_views.c.story == story), gone.where(typed_views.c.story == story)
    for name in sorted(connection.execute(chosen).scalars()):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {_identifier(name)}")
    connection.execute(gone)


def typed_names(story: Story, taken: Collection[str]) -> dict[str, FactType]:
    """The name of each typed view of `story`: `STORY__TYPE` with `-` as `_`.

    With a short mark where that is too long, or `taken` by another story.
    """
    named: dict[str, FactType] = {}
    for fact_type in story.facts.values():
        name = f"{story.story}__{fact_type.type}".replace("-", "_").lower()
        if len(name.encode()) > _LONGEST or name in taken or name in named:
            mark = stable_id("view", story.story, fact_type.type)[:8]
            name = _marked(name, mark)
        named[name] = fact_type
    return named


def typed_statement(
    dialect: str, name: str, story: str, fact_type: FactType, *, temporary: bool = False
) -> str:
    """The statement that creates the typed view `name`: the type's fields first, as columns."""
    columns = [
        f"{_field(dialect, field, kind)} AS {_identifier(column)}"
        for column, (field, kind) in _columns(fact_type).items()
    ]
    fixed = [
        "k.event_date",
        "k.relation",
        "k.role",
        "k.polarity",
        "k.certainty",
        "k.attributed_to",
        "k.quote",
    ]
    about = " ".join(about_typed(story, fact_type.type).split())
    return (
        f"CREATE {'TEMPORARY ' if temporary else ''}VIEW {_identifier(name)} AS\n-- {about}\n"
        f"SELECT {', '.join([*columns, *fixed])}, k.claim_id, "
        f"{for_dialect(dialect, SAID)} AND k.story = {_literal(story)} AND k.type = {_literal(fact_type.type)}"
    )


def about_typed(story: str, fact_type: str) -> str:
    """What the typed view of a fact type shows."""
    return (
        f"One row for each claim of the type {fact_type} of the story {story}, as in claims: the type's fields, "
        "each with its original wording as NAME_text, then the columns of claims."
    )


def _told_fields(fact_type: FactType) -> dict[str, FieldType]:
    """The declared fields, each followed by its original wording where no field has that name."""
    told: dict[str, FieldType] = {}
    for field, kind in fact_type.fields.items():
        told[field] = kind
        if kind.kind != "text" and f"{field}_text" not in fact_type.fields:
            told[f"{field}_text"] = FieldType(kind="text")
    return told


_FIXED: Final = frozenset(
    "event_date relation role polarity certainty attributed_to quote claim_id address title source published "
    "reported reported_at reported_basis version version_id cluster review assertion_key frame start stop "
    "position".split()
)


def _columns(fact_type: FactType) -> dict[str, tuple[str, FieldType]]:
    """What each column shows. It is called as its field, or `field_NAME` where every typed view has a column of that name.

    With a short mark where that is too long for PostgreSQL or another column's name.
    """
    told = list(_told_fields(fact_type).items())[:_MOST]
    taken = {*_FIXED, *(field.lower() for field, _ in told)}
    columns: dict[str, tuple[str, FieldType]] = {}
    held = set(_FIXED)
    for field, kind in told:
        renamed = field.lower() in _FIXED
        name = f"field_{field}" if renamed else field
        if len(name.encode()) > _LONGEST or name.lower() in (taken if renamed else held):
            name = _marked(name, stable_id("column", field)[:8])
        held.add(name.lower())
        columns[name] = (field, kind)
    return columns


def _marked(name: str, mark: str) -> str:
    """`name` made one of its own by `mark`, as short as PostgreSQL takes it."""
    return name.encode()[: _LONGEST - 9].decode(errors="ignore") + "_" + mark


def _field(dialect: str, field: str, kind: FieldType) -> str:
    """A field as a number where its kind is one and the claim has one, else as text."""
    number = kind.kind in _NUMBERS
    if dialect == "sqlite":
        path = _literal(f'$."{field}"')
        value = f"json_extract(k.fields, {path})"
        return f"CASE json_type(k.fields, {path}) WHEN 'integer' THEN {value} END" if number else value
    name = _literal(field)
    value = f"(k.fields::jsonb ->> {name})"
    if not number:
        return value
    return f"CASE jsonb_typeof(k.fields::jsonb -> {name}) WHEN 'number' THEN {value}::bigint END"


def _identifier(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def _literal(value: str) -> str:
    escaped = value.replace("'", "''")
    return f"'{escaped}'"
