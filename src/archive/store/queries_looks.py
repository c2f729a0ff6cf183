"""What was known of an article's presence before a position: answered from a few rows of the index."""

from __future__ import annotations

from sqlalchemy import Connection, and_, or_, select

from archive.domain.news import Seen
from archive.store.read_schema import captures
from archive.store.rows import SHOWN

_MISSED = ("gone", "moved")


def seen_before(connection: Connection, address: str, known_at: int) -> Seen:
    """Whether the article at `address` stood, as far as was known at position `known_at`."""
    table = captures.c
    known = select(captures).where(table.address == address, table.position <= known_at)
    newest = (table.captured.desc(), table.position.desc())
    shown = connection.execute(known.where(table.outcome.in_(SHOWN)).order_by(*newest).limit(1)).first()
    if shown is None:
        return Seen()
    after = or_(
        table.captured > shown.captured,
        and_(table.captured == shown.captured, table.position > shown.position),
    )
    missed = known.where(table.outcome.in_(_MISSED), after)
    last = connection.execute(missed.order_by(*newest).limit(1)).first()
    first = connection.execute(missed.order_by(table.captured, table.position).limit(1)).first()
    if last is None or first is None:
        return Seen(last=shown.captured, latest=shown.captured)
    return Seen(
        last=shown.captured,
        missing=first.captured,
        moved_to=last.moved_to if last.outcome == "moved" else None,
        latest=last.captured,
    )
