"""Reads a story from TOML, and says precisely what is wrong where it cannot.

`parse_story` gives the story or raises the first problem; `check_story` lists all of them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from archive.domain.canonical import digest
from archive.domain.inflect import expand
from archive.domain.moment import PartialDate
from archive.domain.pack_words import words_apart
from archive.domain.story import Derive, Entity, FactType, Item, Story
from archive.domain.story_extend import extended
from archive.domain.story_facts import read_fact
from archive.domain.story_tables import Place, Problems, Table, names_of, nearest
from archive.errors import StoryError

_TOP: Final = (
    "story", "entity", "item", "decoy", "elsewhere", "coref", "coref_pool", "lexicon", "fact", "derive",
)  # fmt: skip
_PACK: Final = ("pack", "entity", "item", "decoy", "elsewhere", "lexicon", "fact", "derive")
_ID: Final = r"[a-z][a-z0-9_]*"
_STORY_ID: Final = r"[a-z][a-z0-9_-]*"


def parse_story(
    file_name: str, source: str, packs: Mapping[str, str] | None = None, built_in: Sequence[str] = ()
) -> Story:
    """Read the story in `source`; `packs` maps the names it lists under `packs` to their text.

    `built_in` are the names of packs that need no file, for the wording of problems.
    Raises `StoryError`, the first of the problems that `check_story` would list.
    """
    story, problems = _read(file_name, source, packs or {}, built_in)
    if story is None or problems:
        raise problems[0]
    return story


def check_story(
    file_name: str, source: str, packs: Mapping[str, str] | None = None, built_in: Sequence[str] = ()
) -> list[StoryError]:
    """Every problem of the story in `source`, in the order of the file; an empty list if it is sound."""
    return _read(file_name, source, packs or {}, built_in)[1]


def pack_names(source: str) -> tuple[str, ...]:
    """The packs that a story names, so that the caller can read them; empty where it cannot be read."""
    try:
        return _packs(tomllib.loads(source))
    except tomllib.TOMLDecodeError:
        return ()


def _packs(top: Mapping[str, Any]) -> tuple[str, ...]:
    header = top.get("story")
    listed = header.get("packs") if isinstance(header, dict) else None
    return tuple(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()


def _read(
    file_name: str, source: str, packs: Mapping[str, str], built_in: Sequence[str]
) -> tuple[Story | None, list[StoryError]]:
    problems = Problems()
    top = _load(Place(file_name), source, problems)
    if top is None:
        return None, problems.found
    documents = [(Place(file_name), top)]
    for name in _packs(top):
        if name not in packs:
            problems.add(Place(file_name, ("[story]", "packs")), _no_pack(name, built_in))
            continue
        pack = _load(Place(name), packs[name], problems)
        if pack is not None:
            documents.append((Place(name), pack))
    documents = words_apart(documents)
    story = _build(source, packs, extended(documents), problems)
    return story, problems.found


def _no_pack(name: str, built_in: Sequence[str]) -> str:
    """What to say of a pack that is neither a file beside the story nor built in."""
    problem = f"the pack {name!r} was not found beside the story"
    if not built_in:
        return problem
    near = nearest(name.removesuffix(".toml"), built_in)
    hint = f"; did you mean {near!r}?" if near else ";"
    return f"{problem}{hint} built-in packs: {', '.join(built_in)}"


def _load(place: Place, source: str, problems: Problems) -> dict[str, Any] | None:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        problems.add(place.at("TOML"), str(error))
        return None


def _build(
    source: str, packs: Mapping[str, str], documents: list[tuple[Place, dict[str, Any]]], problems: Problems
) -> Story | None:
    place, top = documents[0]
    header = _read_header(Table(place, top, problems))
    entities: dict[str, Entity] = {}
    items: dict[str, Item] = {}
    lexicon: dict[str, tuple[str, ...]] = {}
    decoys: list[str] = []
    elsewhere: list[str] = []
    for number, (where, document) in enumerate(documents):
        table = Table(where, document, problems)
        table.only(_PACK if number else _TOP)
        if number and not any(key in document for key in ("fact", "lexicon", "entity", "item")):
            problems.add(
                where, "this pack defines nothing: it needs [lexicon], [[fact]], [[entity]] or [[item]]"
            )
        _read_entities(table, entities)
        _read_items(table, items)
        decoys += _read_phrases(table, "decoy")
        elsewhere += _read_phrases(table, "elsewhere")
        for name, phrases in _read_lexicon(table).items():
            if number and lexicon.get(name, phrases) != phrases:
                problems.add(where.at("[lexicon]", name), "already defined by the story or another pack")
            lexicon[name] = phrases
    _check_links(place, entities, items, problems)
    facts = _read_facts(documents, entities, items, lexicon, problems)
    pair, coref = _read_coref(Table(place, top, problems), entities)
    pair = pair or _only_two(entities)
    derive = _read_derive(documents, facts, items, problems)
    _check_measures(place, header, facts, problems)
    if header is None:
        return None
    used = {name: packs[name] for name in _packs(top) if name in packs}
    return Story(
        **header,
        digest=digest({"source": source, "packs": used}),
        facts=facts,
        entities=entities,
        items=items,
        decoys=tuple(decoys),
        elsewhere=tuple(elsewhere),
        pair=pair,
        coref=coref,
        lexicon=lexicon,
        derive=derive,
        packs=used,
    )


def _read_header(top: Table) -> dict[str, Any] | None:
    table = top.table("story", required=True)
    if table is None:
        return None
    table.only(("id", "title", "version", "language", "must_mention", "packs", "measures", "since"))
    story = table.text("id", required=True, form=_STORY_ID)
    title = table.text("title", required=True)
    language = table.text("language") or "en"
    if language != "en":
        table.problem("language", f"{language!r} cannot be read yet. allowed: 'en'")
    must_mention = table.texts("must_mention")
    table.texts("packs")
    version = table.number("version", 1)
    if story is None or title is None:
        return None
    return {
        "story": story,
        "title": title,
        "version": version,
        "language": language,
        "must_mention": must_mention,
        "measures": table.texts("measures"),
        "since": _read_date(table, "since"),
    }


def _read_date(table: Table, key: str) -> PartialDate | None:
    """A date as precise as it is known: "2023-02-06", "2023-02", "2023"."""
    text = table.text(key)
    if text is None:
        return None
    try:
        return PartialDate.parse(text)
    except ValueError:
        table.problem(key, f"{text!r} is no date. allowed: a year, a month or a day, as in '2023-02-06'")
        return None


def _check_measures(
    place: Place, header: Mapping[str, Any] | None, facts: Mapping[str, FactType], problems: Problems
) -> None:
    """Every measure that a story restricts itself to is one that its fact types have."""
    known = {count.measure: None for fact in facts.values() for count in fact.counts}
    for fact in facts.values():
        for frame in fact.frames:
            if isinstance(frame.set.get("measure"), str):
                known.setdefault(str(frame.set["measure"]))
    for name in header["measures"] if header else ():
        if name not in known:
            problems.unknown(place.at("[story]", "measures"), name, known)


def _read_entities(top: Table, entities: dict[str, Entity]) -> None:
    for table in top.tables("entity"):
        table.only(("id", "kind", "aliases", "name", "speaks_for", "pronoun", "wikidata"))
        entity = table.text("id", required=True, form=_ID)
        kind = table.text("kind", required=True, form=_ID)
        aliases = table.texts("aliases", required=True)
        name, speaks_for = table.text("name"), table.text("speaks_for")
        table.text("wikidata")
        pronoun = table.choice("pronoun", ("he", "she", "it"))
        if entity is None or kind is None or not table.fresh("id", entity, entities):
            continue
        entities[entity] = Entity(
            id=entity, kind=kind, aliases=aliases, speaks_for=speaks_for, name=name, pronoun=pronoun
        )


def _read_items(top: Table, items: dict[str, Item]) -> None:
    for table in top.tables("item"):
        table.only(("id", "heads", "is_a", "name"))
        item = table.text("id", required=True, form=_ID)
        heads = table.texts("heads", required=True)
        is_a, name = table.text("is_a"), table.text("name")
        if item is not None and table.fresh("id", item, items):
            items[item] = Item(id=item, heads=heads, is_a=is_a, name=name)


def _read_phrases(top: Table, name: str) -> tuple[str, ...]:
    table = top.table(name)
    if table is None:
        return ()
    table.only(("phrases",))
    return table.texts("phrases", required=True)


def _read_lexicon(top: Table) -> dict[str, tuple[str, ...]]:
    table = top.table("lexicon")
    if table is None:
        return {}
    return {
        name: tuple(
            dict.fromkeys(form for phrase in table.texts(name, required=True) for form in expand(phrase))
        )
        for name in table.names()
    }


def _check_links(
    place: Place, entities: Mapping[str, Entity], items: Mapping[str, Item], problems: Problems
) -> None:
    """Every id that an entity or an item points to exists, and `is_a` goes round in no circle."""
    for entity in entities.values():
        if entity.speaks_for is not None and entity.speaks_for not in entities:
            problems.unknown(place.at(f"[[entity]] {entity.id}", "speaks_for"), entity.speaks_for, entities)
    for item in items.values():
        above, seen = item.is_a, [item.id]
        while above is not None:
            if above not in items:
                problems.unknown(place.at(f"[[item]] {item.id}", "is_a"), above, items)
                break
            if above in seen:
                problems.add(
                    place.at(f"[[item]] {item.id}", "is_a"), f"goes round in a circle through {above!r}"
                )
                break
            seen.append(above)
            above = items[above].is_a


def _read_facts(
    documents: list[tuple[Place, dict[str, Any]]],
    entities: Mapping[str, Entity],
    items: Mapping[str, Item],
    lexicon: Mapping[str, tuple[str, ...]],
    problems: Problems,
) -> dict[str, FactType]:
    known = names_of(
        [
            entity["kind"]
            for _, document in documents
            for entity in _listed(document, "entity")
            if isinstance(entity.get("kind"), str)
        ]
        + [kind for _, pack in documents[1:] for kind in _kinds_asked(pack)]
    )
    facts: dict[str, FactType] = {}
    types = [
        fact["type"]
        for _, document in documents
        for fact in _listed(document, "fact")
        if isinstance(fact.get("type"), str)
    ]
    for place, document in documents:
        for table in Table(place, document, problems).tables("fact", label="type"):
            fact = read_fact(table, known, entities, items, lexicon, types)
            if fact is not None and table.fresh("type", fact.type, facts):
                facts[fact.type] = fact
    if not facts:
        problems.add(
            documents[0][0], "no [[fact]]: a story needs at least one fact type, its own or from a pack"
        )
    return facts


def _kinds_asked(pack: dict[str, Any]) -> Iterator[str]:
    """The kinds of entity that a pack's fields ask for: a story may have none of such a kind."""
    for fact in _listed(pack, "fact"):
        fields = fact.get("fields")
        for kind in fields.values() if isinstance(fields, dict) else ():
            kinds = kind.get("kinds") if isinstance(kind, dict) else None
            yield from (name for name in kinds if isinstance(name, str)) if isinstance(kinds, list) else ()


def _listed(document: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The tables under `key`, sound or not: a name in a broken table is a name all the same."""
    tables = document.get(key, [])
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []


def _read_coref(top: Table, entities: Mapping[str, Entity]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The pair, and the phrases that mean the other one of it."""
    table = top.table("coref")
    listed = top.texts("coref_pool")
    phrases: list[str] = []
    if table is not None:
        table.only(("pair", "other", *(name for name in table.names() if table.raw(name) == "other")))
        listed = table.texts("pair") or listed
        phrases = [*table.texts("other"), *(name for name in table.names() if table.raw(name) == "other")]
    place = top.place.at("[coref]", "pair")
    for name in listed:
        if name not in entities:
            top.problems.unknown(place, name, entities)
    if listed and len(listed) != 2:
        top.problems.add(place, f"names {len(listed)} entities. allowed: exactly 2")
    return listed, tuple(phrases)


def _only_two(entities: Mapping[str, Entity]) -> tuple[str, ...]:
    """The two parties of a story that has two and says nothing of a pair; they are one."""
    parties = tuple(entity.id for entity in entities.values() if entity.kind == "party")
    return parties if len(parties) == 2 else ()


def _read_derive(
    documents: list[tuple[Place, dict[str, Any]]],
    facts: Mapping[str, FactType],
    items: Mapping[str, Item],
    problems: Problems,
) -> tuple[Derive, ...]:
    rules: list[Derive] = []
    for place, document in documents:
        for table in Table(place, document, problems).tables("derive", label="from"):
            table.only(("from", "to", "ordinal", "items", "keep"))
            source, target = table.text("from", required=True), table.text("to", required=True)
            ordinal = table.text("ordinal", required=True)
            listed, keep = table.texts("items"), table.texts("keep", required=True)
            for name, value in (("from", source), ("to", target)):
                if value is not None and value not in facts:
                    table.unknown(name, value, facts)
            for item in listed:
                if item not in items:
                    table.unknown("items", item, items)
            if source is None or target is None or ordinal is None or not {source, target} <= facts.keys():
                continue
            for name in (*keep, ordinal):
                if name not in facts[source].fields:
                    table.unknown("keep" if name in keep else "ordinal", name, facts[source].fields)
            if facts[target].value is None:
                table.problem("to", f"{target!r} has no value field that the ordinal could give")
            bound = listed or _bound_items(facts[target], keep)
            rules.append(Derive(source=source, target=target, ordinal=ordinal, items=bound, keep=keep))
    return tuple(rules)


def _bound_items(target: FactType, keep: Sequence[str]) -> tuple[str, ...]:
    """The items that the target's fields are bound to, which no derived claim goes beyond."""
    return next((kind.items for name, kind in target.fields.items() if name in keep and kind.items), ())
