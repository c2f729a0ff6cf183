"""The targets of notifications: kept, claimed by one sender at a time, and moved on after a delivery.

Invariants: at any moment at most one holder has an unexpired claim on a target; only the holder moves the
target's position, from where the claim found it and to the end of the claimed stretch; the stretch
outlives its holder, so that whoever comes next delivers the same one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, and_, case, delete, insert, or_, select, update

from archive.domain.news import Wanted
from archive.domain.target import Progress, Stretch, Target
from archive.store.engine import write
from archive.store.notify_schema import targets


class SqlTargets:
    """Targets in the archive's database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, target: Target, told: int) -> bool:
        """Keep a new target that counts as told up to `told`; False where its name is taken."""
        with write(self._engine) as connection:
            known = select(targets.c.name).where(targets.c.name == target.name)
            if connection.execute(known).first() is not None:
                return False
            connection.execute(insert(targets).values(**_values(target), told=told, upto=told, **_NEW))
            return True

    def remove(self, name: str) -> bool:
        """Forget a target with all its secrets; False where there is none of that name."""
        with write(self._engine) as connection:
            return connection.execute(delete(targets).where(targets.c.name == name)).rowcount == 1

    def all(self) -> list[tuple[Target, Progress]]:
        """Every target by name, and how far it was told."""
        with self._engine.connect() as connection:
            return [_read(row) for row in connection.execute(select(targets).order_by(targets.c.name))]

    def claim(
        self, name: str, holder: str, head: int, now: int, until: int, *, early: bool
    ) -> Stretch | None:
        """Take what is to be told to a target up to `head`, for `holder` alone, until the moment `until`.

        None where there is nothing to tell, somebody else has it in hand, or, but for `early`, its
        time has not come. A stretch that was begun before is taken as it was.
        """
        table = targets.c
        free = and_(
            table.name == name, table.held_until <= now, or_(table.upto > table.told, table.told < head)
        )
        query = (
            update(targets)
            .where(free if early else and_(free, table.due <= now))
            .values(
                holder=holder, held_until=until, upto=case((table.upto > table.told, table.upto), else_=head)
            )
            .returning(table.told, table.upto, table.failures)
        )
        with write(self._engine) as connection:
            row = connection.execute(query).first()
        return (
            None
            if row is None
            else Stretch(after=row.told, upto=row.upto, holder=holder, failures=row.failures)
        )

    def settle(self, name: str, stretch: Stretch, succeeded: int | None) -> bool:
        """Move a target past `stretch`; `succeeded` is when a message arrived, None where none was wanted.

        False where the claim was lost meanwhile, and nothing was moved.
        """
        values: dict[str, Any] = {"told": stretch.upto, "upto": stretch.upto}
        values |= {"failures": 0, "due": 0, "problem": None, **_FREE}
        if succeeded is not None:
            values["succeeded"] = succeeded
        return self._give_back(name, stretch, values)

    def fail(self, name: str, stretch: Stretch, problem: str, due: int) -> bool:
        """Give a target back untold: why, and when to try again. False where the claim was lost meanwhile."""
        values = {"failures": stretch.failures + 1, "problem": problem, "due": due, **_FREE}
        return self._give_back(name, stretch, values)

    def _give_back(self, name: str, stretch: Stretch, values: dict[str, Any]) -> bool:
        table = targets.c
        mine = and_(table.name == name, table.holder == stretch.holder, table.told == stretch.after)
        with write(self._engine) as connection:
            return connection.execute(update(targets).where(mine).values(**values)).rowcount == 1


_FREE: dict[str, Any] = {"holder": "", "held_until": 0}
_NEW: dict[str, Any] = {"failures": 0, "due": 0, **_FREE}


def _values(target: Target) -> dict[str, Any]:
    wanted = target.wanted
    lists: dict[str, Sequence[str]] = {
        "stories": wanted.stories,
        "watches": wanted.watches,
        "kinds": wanted.kinds,
    }
    return {
        "name": target.name,
        "kind": target.kind,
        "destination": target.destination,
        "secret": target.secret,
        "wanted": json.dumps(lists, ensure_ascii=False, sort_keys=True),
        "created": target.created,
    }


def _read(row: Any) -> tuple[Target, Progress]:
    lists = json.loads(row.wanted)
    target = Target(
        name=row.name,
        kind=row.kind,
        destination=row.destination,
        secret=row.secret,
        wanted=Wanted(**{name: tuple(values) for name, values in lists.items()}),
        created=row.created,
    )
    progress = Progress(
        told=row.told, failures=row.failures, due=row.due, succeeded=row.succeeded, problem=row.problem
    )
    return target, progress
