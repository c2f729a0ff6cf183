"""From voices to the rows of facts, of their history and of the claims behind them.

Invariant: the last state in a group's history and its facts are the same fold, over the same voices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archive.domain.canonical import canonical_json
from archive.domain.consolidate import consolidate
from archive.domain.fact import Fact, Voice
from archive.domain.fact_document import fact_document
from archive.domain.story import FactType
from archive.ports import Row

Moments = Iterable[tuple[int, Sequence[Voice]]]
"""What is asserted in one group from each reported time (microseconds) on, in order of time."""

_ABSENT = "absent"
_TOLD = (
    "story", "type", "fact_key", "value", "value_number", "relation", "status", "disputed", "denied",
    "origins", "publishers",
)  # fmt: skip
_PARTS = ("value", "relation", "status", "disputed", "denied", "origins", "publishers")


@dataclass(frozen=True, slots=True)
class _State:
    """What the history tells of a fact: everything but the single claims."""

    values: dict[str, Any]

    def changed_from(self, before: _State | None) -> str:
        """Which parts differ, as a comma-separated list; empty where none does."""
        if before is None:
            return "added"
        return ",".join(part for part in _PARTS if self.values[part] != before.values[part])


def fact_rows(
    group_id: str,
    fact_type: FactType,
    moments: Moments,
    before: Mapping[str, Mapping[str, Any]] | None = None,
) -> Iterator[Row]:
    """The rows of one group: its facts at the last moment, and each change on the way there.

    `before` are the latest history rows of the group's facts, by fact id, where the moments go on from.
    """
    states = {fact_id: _State({name: row[name] for name in _TOLD}) for fact_id, row in (before or {}).items()}
    facts: tuple[Fact, ...] = ()
    for since, voices in moments:
        facts = consolidate(fact_type, voices)
        now = {fact.fact_id: _state(fact) for fact in facts}
        for fact_id in states.keys() - now.keys():
            now[fact_id] = _gone(states[fact_id])
        for fact_id, state in sorted(now.items()):
            what = state.changed_from(states.get(fact_id))
            if what:
                place = {"group_id": group_id, "since": since, "fact_id": fact_id}
                yield Row("rm_fact_history", {**place, **state.values, "what": what})
        states |= now
    for at, fact in enumerate(facts):
        yield from _current(group_id, at, fact)


def _state(fact: Fact) -> _State:
    # Most moments change nothing: their claims are never written out.
    bare = [replace(denial, voices=()) for denial in fact.denied]
    parts: dict[str, Any] = dict.fromkeys(("supporting", "dissenting", "superseded", "related"), ())
    document = fact_document(replace(fact, **parts, denied=tuple(bare)))
    denied = [denial["value"] for _, denial in sorted(document["denied"].items())]
    return _State(
        {
            "story": fact.story,
            "type": fact.type,
            "fact_key": _json(document["key"]),
            "value": _told(document["value"]),
            "value_number": _number(document["value"]),
            "relation": fact.relation,
            "status": fact.status,
            "disputed": _json(document["disputed"]),
            "denied": _json(denied),
            "origins": len(fact.origins),
            "publishers": fact.publishers,
        }
    )


def _gone(state: _State) -> _State:
    nothing = {
        "value": None,
        "value_number": None,
        "relation": None,
        "status": _ABSENT,
        "disputed": "{}",
        "denied": "[]",
        "origins": 0,
        "publishers": 0,
    }
    return _State(state.values | nothing)


def _current(group_id: str, at: int, fact: Fact) -> Iterator[Row]:
    place = {"group_id": group_id, "ord": at}
    yield Row(
        "rm_facts",
        {
            **place,
            "fact_id": fact.fact_id,
            "reported": fact.reported,
            "document": _json(fact_document(fact)),
            **_state(fact).values,
        },
    )
    standings = {
        "supporting": fact.supporting,
        "dissenting": fact.dissenting,
        "superseded": fact.superseded,
        "related": fact.related,
        "rejected": fact.rejected,
        "denied": [voice for denial in fact.denied for voice in denial.voices],
    }
    for standing, voices in standings.items():
        for claim_id in sorted({voice.claim.claim_id for voice in voices}):
            yield Row("rm_standings", {**place, "claim_id": claim_id, "standing": standing})


def _told(value: object) -> str | None:
    """A value as text: what is text already stands as it is, anything else as JSON."""
    return value if value is None or isinstance(value, str) else _json(value)


def _json(value: object) -> str:
    return canonical_json(value).decode()


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
