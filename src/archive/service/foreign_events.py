"""The events of a parcel, each as the archive knows it that recorded it first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from archive.domain.event import EventsImported, Origin
from archive.errors import InputRefused
from archive.service.exchange import Foreign, Parcel, is_of, opened


def foreign_events(
    parcel: Parcel, refuse: Callable[[InputRefused], object], only: Collection[str] = ()
) -> Iterator[Foreign]:
    """The events that can be read, in order (of the types in `only`, where it has any); `refuse` hears of the others.

    One that was brought into that archive comes with its place and its time in the one that it is of.
    """
    last = 0
    origins: dict[int, Origin] = {}
    wanted = {*only, EventsImported.TYPE} if only else set()
    for written in parcel.events():
        if isinstance(written, InputRefused):
            refuse(written)
            continue
        if wanted and not any(is_of(written, kind) for kind in wanted):
            continue
        try:
            event = opened(written, parcel.archive)
        except InputRefused as refusal:
            refuse(refusal)
            continue
        position = event.position
        if position <= last:
            refuse(
                InputRefused(name=event.where, reason="its position is not after that of the event before it")
            )
            continue
        last = position
        if isinstance(event.payload, EventsImported):
            origins = {position + origin.offset: origin for origin in event.payload.origins}
        yield _at_home(event, origins.get(position))


def _at_home(event: Foreign, origin: Origin | None) -> Foreign:
    if origin is None:
        return event
    return replace(event, archive=origin.archive, position=origin.position, recorded_at=origin.recorded_at)
