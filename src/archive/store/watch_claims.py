"""Claims on due work: who runs which slot of which watch, and until when that holds.

Invariants: a slot has one holder at a time, over all processes and machines; a claim whose lease is over
goes to one of those who want it; only its holder renews a claim or lets go of it; a slot is claimed only
while its watch stands as the claimant saw it, so that what was run in the meantime is not run again.

Leases are measured by the database's own clock where it has one (PostgreSQL), else by that of this
machine, which is then the only one. A lease that ends later than any lease can is one of a clock that has
been put right since, and is over.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, func, or_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from archive.domain.moment import SECOND
from archive.domain.schedule import HOUR
from archive.ports import Clock
from archive.store.engine import write
from archive.store.schema import events
from archive.store.watch_schema import watch_claims

LONGEST_LEASE: Final = HOUR
"""No lease is longer, in microseconds."""

_DATABASE_CLOCK: Final = text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)")


class WatchClaims:
    """The claims in `engine` of one `owner`, which is unlike any other's. Used by several threads at once."""

    def __init__(self, engine: Engine, clock: Clock, owner: str) -> None:
        self._engine = engine
        self._clock = clock
        self.owner = owner

    def claim(self, watch: str, slot: int, stream: str, version: int, lease: float) -> bool:
        """Take `slot` for `lease` seconds; False where somebody else has it, or the watch has moved on.

        `version` is that of `stream`, the watch's, as the claimant saw it.
        """
        with write(self._engine) as connection:
            now = self._now(connection)
            row = {"watch": watch, "slot": slot, "owner": self.owner, "lease_until": now + _micros(lease)}
            if not (_insert(connection, row) or _take_over(connection, row, now)):
                return False
            # After the claim, so that what its last holder recorded before letting go is seen.
            query = select(func.max(events.c.stream_version)).where(events.c.stream == stream)
            if connection.scalar(query) == version:
                return True
            connection.execute(delete(watch_claims).where(self._mine([(watch, slot)])))
            return False

    def renew(self, held: Collection[tuple[str, int]], lease: float) -> int:
        """Make the leases on `held` (watches and slots) end `lease` seconds from now; how many still were ours."""
        if not held:
            return 0
        with write(self._engine) as connection:
            until = self._now(connection) + _micros(lease)
            renewed = connection.execute(
                update(watch_claims).where(self._mine(held)).values(lease_until=until)
            )
            return renewed.rowcount

    def release(self, held: Collection[tuple[str, int]]) -> None:
        """Let go of `held`, where it is still ours."""
        if held:
            with write(self._engine) as connection:
                connection.execute(delete(watch_claims).where(self._mine(held)))

    def sweep(self) -> int:
        """Forget the claims whose lease is over; how many there were."""
        with write(self._engine) as connection:
            swept = connection.execute(delete(watch_claims).where(_over(self._now(connection))))
            return swept.rowcount

    def _mine(self, held: Collection[tuple[str, int]]) -> Any:
        slots = [and_(watch_claims.c.watch == watch, watch_claims.c.slot == slot) for watch, slot in held]
        return and_(watch_claims.c.owner == self.owner, or_(*slots))

    def _now(self, connection: Connection) -> int:
        if connection.dialect.name == "sqlite":
            return self._clock()
        return int(connection.scalar(_DATABASE_CLOCK))


def _insert(connection: Connection, row: dict[str, Any]) -> bool:
    insert: Any = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    new = insert(watch_claims).values(row).on_conflict_do_nothing().returning(watch_claims.c.watch)
    return connection.execute(new).first() is not None


def _take_over(connection: Connection, row: dict[str, Any], now: int) -> bool:
    """Compare-and-set: of two that find the lease over, the second finds it renewed."""
    taken = connection.execute(
        update(watch_claims)
        .where(watch_claims.c.watch == row["watch"], watch_claims.c.slot == row["slot"], _over(now))
        .values(owner=row["owner"], lease_until=row["lease_until"])
    )
    return taken.rowcount == 1


def _over(now: int) -> Any:
    lease = watch_claims.c.lease_until
    return or_(lease <= now, lease > now + 2 * LONGEST_LEASE)


def _micros(seconds: float) -> int:
    return int(seconds * SECOND)
