"""Reads a story's fact types and their frames."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, cast, get_args

from archive.domain.claim import Certainty, FieldValue, Polarity, Role
from archive.domain.pattern import Node, PatternError, lexemes, parse_pattern, slots
from archive.domain.story import Consolidation, Entity, FactType, FieldKind, FieldType, Fill, Frame, Item
from archive.domain.story_counts import read_counts
from archive.domain.story_states import read_sides, read_states, read_wording
from archive.domain.story_tables import Table

_FACT: Final = (
    "type", "label", "fields", "key", "consolidate", "value", "attributes", "rising", "frame", "count",
    "wording", "state", "side",
)  # fmt: skip
_FRAME: Final = (
    "name", "pattern", "set", "fill", "role", "polarity", "certainty", "relation", "unless",
    "only_if", "blocks", "kinds", "instead_of", "unclear", "item_has", "listed",
)  # fmt: skip
_BLOCKS: Final = ("headline", "body", "caption")
_RELATIONS: Final = ("eq", "ge", "le", "approx")
_ROLES: Final = get_args(Role)
_NOUNS: Final = ("things", "never", "cues")
_KEY_KINDS: Final = ("entity", "item", "ref")

Lexicon = Mapping[str, tuple[str, ...]]


def read_fact(
    table: Table,
    entity_kinds: Sequence[str],
    entities: Mapping[str, Entity],
    items: Mapping[str, Item],
    lexicon: Lexicon,
    types: Sequence[str],
) -> FactType | None:
    """One [[fact]], or None where it cannot be read."""
    table.only(_FACT)
    name = table.text("type", required=True, form=r"[a-z][a-z0-9_]*")
    fields_table = table.table("fields", required=True)
    if name is None or fields_table is None:
        return None
    fields = {
        field: FieldType(kind="text") if kind is None else kind
        for field in fields_table.names()
        for kind in [_read_field(fields_table, field, entity_kinds, entities, items, lexicon)]
    }
    key = _known_fields(table, "key", fields) or tuple(
        field for field, kind in fields.items() if kind.kind in _KEY_KINDS
    )
    value = table.text("value")
    if value is not None and value not in fields:
        table.unknown("value", value, fields)
    if value is None and "value" in fields:
        value = "value"
    consolidate = table.choice("consolidate", get_args(Consolidation)) or ("count" if value else "event")
    if consolidate != "event" and value is None:
        table.problem("consolidate", f"{consolidate!r} needs a value; name the field in 'value'")
    attributes = _known_fields(table, "attributes", fields)
    frames = tuple(
        frame
        for number, entry in enumerate(table.tables("frame", label="name"), 1)
        if (frame := _read_frame(entry, number, fields, entities, items, lexicon, types)) is not None
    )
    counts = read_counts(table.tables("count", label="measure"), fields, lexicon)
    if counts and (value is None or "measure" not in fields):
        table.problem("count", "[[fact.count]] needs a value field and a field 'measure' of type ref")
    wording = read_wording(table.table("wording"), fields, lexicon, types)
    states = read_states(table.tables("state", label="value"), lexicon)
    sides = read_sides(table.tables("side", label="side"), lexicon)
    if (states or sides) and (wording is None or value is None):
        table.problem("wording", "[[fact.state]] and [[fact.side]] need [fact.wording] and a value field")
    return FactType(
        type=name,
        label=_read_label(table, key),
        fields=fields,
        key=key,
        consolidate=cast(Consolidation, consolidate),
        value=value,
        attributes=attributes,
        rising=table.flag("rising", True),
        frames=frames,
        counts=counts,
        wording=wording,
        states=states,
        sides=sides,
    )


def _read_label(table: Table, key: Sequence[str]) -> str | None:
    """The wording of what a fact is about; it may name fields of the key, each in braces."""
    label = table.text("label")
    for named in re.findall(r"\{([^{}]*)\}", label or ""):
        if named not in key:
            table.unknown("label", named, key)
    return label


def _known_fields(table: Table, key: str, fields: Mapping[str, FieldType]) -> tuple[str, ...]:
    named = table.texts(key)
    for name in named:
        if name not in fields:
            table.unknown(key, name, fields)
    return named


def _read_field(
    fields: Table,
    name: str,
    entity_kinds: Sequence[str],
    entities: Mapping[str, Entity],
    items: Mapping[str, Item],
    lexicon: Lexicon,
) -> FieldType | None:
    table = fields.table(name)
    if table is None:
        return None
    table = Table(fields.place.at(name), table.values, table.problems)
    table.only(("type", "kinds", "items", "default", "fill", "after", "open", *_NOUNS))
    kind = table.choice("type", get_args(FieldKind), required=True)
    kinds = table.texts("kinds")
    for entry in kinds:
        if entry not in entity_kinds:
            table.unknown("kinds", entry, entity_kinds)
    default = table.text("default")
    known: Iterable[str] | None = {"entity": entities, "item": items}.get(kind or "")
    if default is not None and known is not None and default not in known:
        table.unknown("default", default, known)
    fill = table.choice("fill", get_args(Fill))
    after = table.texts("after")
    allowed = table.texts("items")
    for entry in allowed:
        if entry not in items:
            table.unknown("items", entry, items)
    nouns = {key: table.text(key) for key in _NOUNS}
    for key, words in nouns.items():
        if words is not None and words not in lexicon:
            table.unknown(key, words, lexicon)
    is_open = table.flag("open", False)
    if is_open and kind != "item":
        table.problem("open", "is for fields of type item")
    if kind is None:
        return None
    return FieldType(
        kind=cast(FieldKind, kind),
        entity_kinds=kinds,
        items=allowed,
        default=default,
        fill=cast("Fill | None", fill),
        after=tuple(word.lower() for word in after),
        open=is_open,
        **nouns,
    )


def _read_frame(
    table: Table,
    number: int,
    fields: Mapping[str, FieldType],
    entities: Mapping[str, Entity],
    items: Mapping[str, Item],
    lexicon: Lexicon,
    types: Sequence[str],
) -> Frame | None:
    table.only(_FRAME)
    name = table.text("name") or f"frame {number}"
    text = table.text("pattern", required=True)
    nodes = None if text is None else _read_pattern(table, "pattern", text, fields, lexicon)
    values = _read_set(table, fields, entities, items)
    role = table.choice("role", _ROLES) or values.pop("role", None)
    if role is not None and role not in _ROLES:
        table.unknown("role", str(role), _ROLES)
    blocks = table.texts("blocks") or table.texts("kinds")
    for block in blocks:
        if block not in _BLOCKS:
            table.unknown("blocks", block, _BLOCKS)
    instead_of = table.texts("instead_of")
    for other in instead_of:
        if other not in types:
            table.unknown("instead_of", other, types)
    frame = {
        "fill": _read_fill(table, fields),
        "polarity": table.choice("polarity", get_args(Polarity)),
        "certainty": table.choice("certainty", get_args(Certainty)),
        "relation": table.choice("relation", _RELATIONS),
        "unless": _read_condition(table, "unless", fields, lexicon),
        "only_if": _read_condition(table, "only_if", fields, lexicon),
        "unclear": table.flag("unclear", False),
        "item_has": table.choice("item_has", ("ordinal", "quantity", "indefinite")),
        "listed": table.flag("listed", False),
    }
    if nodes is None or text is None:
        return None
    return Frame(
        name=name,
        pattern=text,
        nodes=nodes,
        set=values,
        role=cast("Role | None", role),
        blocks=blocks,
        instead_of=instead_of,
        **cast(Any, frame),
    )


def _read_set(
    table: Table, fields: Mapping[str, FieldType], entities: Mapping[str, Entity], items: Mapping[str, Item]
) -> dict[str, Any]:
    given = table.table("set")
    values: dict[str, FieldValue] = {}
    for name in given.names() if given else ():
        value = table.raw("set")[name]
        if name != "role" and name not in fields:
            table.unknown("set", name, fields)
        elif not isinstance(value, (str, int)):
            table.problem("set", f"{name} is {value!r}. allowed: a string, a whole number, true or false")
        else:
            known = {"entity": entities, "item": items}.get(fields[name].kind if name in fields else "")
            if known is not None and value not in known:
                table.unknown("set", str(value), known)
            values[name] = value
    return values


def _read_fill(table: Table, fields: Mapping[str, FieldType]) -> dict[str, str]:
    given = table.table("fill")
    rules: dict[str, str] = {}
    for name in given.names() if given else ():
        value = table.raw("fill")[name]
        if name not in fields:
            table.unknown("fill", name, fields)
        elif value not in get_args(Fill):
            table.unknown("fill", str(value), get_args(Fill))
        else:
            rules[name] = value
    return rules


def _read_condition(
    table: Table, key: str, fields: Mapping[str, FieldType], lexicon: Lexicon
) -> tuple[Node, ...] | None:
    text = table.text(key)
    return None if text is None else _read_pattern(table, key, text, fields, lexicon)


def _read_pattern(
    table: Table, key: str, text: str, fields: Mapping[str, FieldType], lexicon: Lexicon
) -> tuple[Node, ...] | None:
    try:
        nodes = parse_pattern(text)
    except PatternError as error:
        table.problem(key, f"{error} (in {text!r})")
        return None
    for slot in slots(nodes):
        if slot.field not in fields:
            table.unknown(key, slot.field, fields)
            return None
        if slot.many and fields[slot.field].kind not in ("item", "entity", "entities"):
            table.problem(
                key, f"{{{slot.field}+}} is a list. allowed: for fields of type entity, entities, item"
            )
            return None
    for name in lexemes(nodes):
        if name not in lexicon:
            table.unknown(key, f"<{name}>", [f"<{entry}>" for entry in lexicon])
            return None
    return nodes
