"""What a story is expected to find in which article, and what it must not: read from TOML.

    [articles.harbour-post]
    claims = [
      { type = "toll", measure = "dead", value = 9, relation = "ge", quote = "killing at least nine people" },
    ]
    traps = [
      { type = "toll", where = { value = 41 }, quote = "41 died at the other mill", why = "another fire" },
    ]

`docs/stories.md` describes the format; `domain.scoring` says how claims are matched to it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from archive.domain.claim import Certainty, FieldValue, Polarity, Relation, Role
from archive.domain.moment import PartialDate
from archive.domain.story import FactType, Story
from archive.domain.story_tables import Place, Problems, Table
from archive.errors import StoryError

Options = tuple[FieldValue, ...]
"""The values of which one has to be said; None stands for saying nothing."""

PARTS: Final = ("place", "group")
"""Fields that narrow a claim to a part of the whole: left out of an expectation, nothing may be said there."""
IDENTIFYING: Final = frozenset({"entity", "entities", "item", "ordinal", "ref"})
"""Kinds of field that make a claim another claim where they differ; others are details."""
_DETAILS: Final = ("relation", "certainty", "event", "report", "by", "direct_speech")
_ABOUT: Final = ("type", "quote", "polarity", "role", "tier", "headline", *_DETAILS)
_CHOICES: Final[Mapping[str, Sequence[str]]] = {
    "polarity": get_args(Polarity),
    "role": get_args(Role),
    "relation": get_args(Relation),
    "certainty": get_args(Certainty),
}
_WHERE: Final = ("text", "date", "published", "wording", "block", *_CHOICES, *_DETAILS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A claim that the story should make of an article.

    `fields` and `polarity` say which claim is meant; `absent` are fields that it must not have.
    `details` are what else is said of it, right or wrong, once it is found. `spans` are the places of
    its quote in the article's text; empty where it may stand anywhere.
    """

    id: str
    type: str
    fields: Mapping[str, Options]
    absent: tuple[str, ...] = ()
    polarity: str = "affirmed"
    role: str | None = None
    details: Mapping[str, Options] = field(default_factory=dict)
    quote: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    tier: str = "core"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """A claim that the story must not make: any of `type` ("*" for all) that meets every condition of `where`."""

    id: str
    type: str
    where: Mapping[str, Options]
    quote: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class ExpectedArticle:
    """What is expected of one article; `name` is its file's, with or without the ending."""

    name: str
    claims: tuple[Expected, ...]
    forbidden: tuple[Forbidden, ...]


def parse_expectations(file: str, source: str, story: Story) -> tuple[ExpectedArticle, ...]:
    """Read expectations for `story`. Raises `StoryError` with the first problem."""
    problems = Problems()
    try:
        top = Table(Place(file), tomllib.loads(source), problems)
    except tomllib.TOMLDecodeError as error:
        raise StoryError(file=file, where="TOML", problem=str(error)) from error
    top.only(("story", "articles"))
    articles = top.table("articles", required=True)
    found = []
    for name in articles.names() if articles else ():
        assert articles is not None
        table = articles.table(name)
        if table is not None:
            found.append(
                _read_article(name, Table(top.place.at(f"[articles.{name}]"), table.values, problems), story)
            )
    if not problems.found and not found:
        problems.add(top.place, "expects nothing: it needs at least one table [articles.NAME]")
    if problems.found:
        raise problems.found[0]
    return tuple(found)


def _read_article(name: str, table: Table, story: Story) -> ExpectedArticle:
    table.only(("claims", "traps"))
    claims, forbidden = [], []
    for number, told in enumerate(table.tables("claims", label=""), start=1):
        claim = _read_claim(f"{name}-c{number:02}", _placed(table, "claims", number, told), story)
        claims += [claim] if claim else []
    for number, told in enumerate(table.tables("traps", label=""), start=1):
        trap = _read_trap(f"{name}-x{number:02}", _placed(table, "traps", number, told), story)
        forbidden += [trap] if trap else []
    return ExpectedArticle(name, tuple(claims), tuple(forbidden))


def _placed(article: Table, key: str, number: int, told: Table) -> Table:
    return Table(article.place.at(f"{key} {number}"), told.values, article.problems)


def _read_claim(name: str, told: Table, story: Story) -> Expected | None:
    fact = _fact(told, story)
    for key, allowed in _CHOICES.items():
        told.choice(key, allowed)
    quote = told.text("quote") or ""
    for key in ("event", "report"):
        _check_dates(told, key)
    if fact is None:
        return None
    fields = [key for key in told.names() if key not in _ABOUT]
    for key in fields:
        if key.removesuffix("_text") not in fact.fields:
            told.unknown(key, key, fact.fields)
    return expected(
        name,
        fact,
        {key: told.raw(key) for key in fields},
        {"certainty": "stated"} | {key: told.raw(key) for key in _DETAILS if key in told.names()},
        polarity=str(told.raw("polarity") or "affirmed"),
        role=told.raw("role"),
        quote=quote,
        tier=str(told.raw("tier") or "core"),
    )


def _check_dates(told: Table, key: str) -> None:
    for option in options(told.raw(key)) if key in told.names() else ():
        try:
            if option is not None:
                PartialDate.parse(str(option))
        except ValueError as error:
            told.problem(key, str(error))


def _fact(told: Table, story: Story) -> FactType | None:
    name = told.text("type", required=True)
    if name is not None and name not in story.facts:
        told.unknown("type", name, story.facts)
    return story.facts.get(name or "")


def _read_trap(name: str, told: Table, story: Story) -> Forbidden | None:
    told.only(("type", "where", "quote", "why"))
    kind = told.text("type", required=True)
    if kind not in (None, "*") and kind not in story.facts:
        told.unknown("type", str(kind), (*story.facts, "*"))
    where = told.table("where")
    known = (
        story.facts.values() if kind == "*" else [story.facts[kind]] if kind and kind in story.facts else []
    )
    fields = {name for fact in known for name in fact.fields}
    for key in where.names() if where is not None and known else ():
        if key not in _WHERE and key.removesuffix("_text") not in fields:
            told.unknown("where", key, (*sorted(fields), *_WHERE))
    if kind is None:
        return None
    return Forbidden(
        id=name,
        type=kind,
        where={key: options(where.raw(key)) for key in where.names()} if where else {},
        quote=told.text("quote") or "",
        why=told.text("why") or "",
    )


def expected(
    name: str,
    fact: FactType | None,
    fields: Mapping[str, Any],
    details: Mapping[str, Any],
    *,
    polarity: str,
    role: str | None,
    quote: str,
    tier: str,
) -> Expected:
    """An expectation from the values that somebody wrote down; what the type's fields are decides their part."""
    said = {key: options(value) for key, value in fields.items()}
    if fact is None:
        identifying: Iterable[str] = said
        absent: tuple[str, ...] = ()
    else:
        identifying = [
            key
            for key in said
            if key in fact.fields
            and (key in (*fact.key, fact.value, *PARTS) or fact.fields[key].kind in IDENTIFYING)
        ]
        absent = tuple(
            key
            for key, kind in fact.fields.items()
            if key not in said and key != fact.value and (kind.kind == "ordinal" or key in PARTS)
        )
    kept = {key: said[key] for key in identifying if said[key] != (None,)}
    rest = {key: value for key, value in said.items() if key not in kept and value != (None,)}
    return Expected(
        id=name,
        type=fact.type if fact else "",
        fields=kept,
        absent=absent,
        polarity=polarity,
        role=role,
        details=rest | {key: options(value) for key, value in details.items()},
        quote=quote,
        tier=tier,
    )


def options(value: Any) -> Options:
    """What may be said: `a|b` accepts either, `a|` also nothing, a list is one value of several parts."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, list):
        return (tuple(str(part) for part in value),)
    if isinstance(value, str):
        return tuple(option or None for option in value.split("|")) if "|" in value else (value or None,)
    if isinstance(value, (bool, int)) or value is None:
        return (value,)
    return (str(value),)  # a TOML date
