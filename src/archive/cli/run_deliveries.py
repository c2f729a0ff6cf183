"""Telling others what changes, while the service runs: in a thread of its own, since a receiver may be slow."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archive.cli.run_log import LOGGER
from archive.errors import ArchiveError, DatabaseUnusable
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.service.notify import Delivered

Notify = Callable[[], "list[Delivered]"]
"""Tells every target what is new to it (see `service.notify`)."""


@contextmanager
def delivering(notify: Notify, poll: float) -> Iterator[None]:
    """Deliver what is new every `poll` seconds for the length of the block, and once more at its end."""
    done = threading.Event()

    def work() -> None:
        while not done.wait(poll):
            deliver(notify)

    thread = threading.Thread(target=work, name="deliveries", daemon=True)
    thread.start()
    try:
        yield
    except KeyboardInterrupt:  # from somebody who does not want to wait
        raise
    except BaseException:
        done.set()
        raise
    done.set()
    thread.join()
    deliver(notify)


def deliver(notify: Notify) -> None:
    """Deliver what is new, and log how that went; a failure once, until the target has recovered."""
    try:
        for each in notify():
            _log(each)
    except DatabaseUnusable:
        return  # told by the service, once
    except Exception as error:  # noqa: BLE001 - what is recorded is recorded, whoever can be told of it
        what = str(error) if isinstance(error, ArchiveError) else f"{type(error).__name__}: {error}"
        LOGGER.error("nobody was told of what changed: %s", what, extra={"fields": {"event": "undelivered"}})


def _log(told: Delivered) -> None:
    fields = {
        "event": told.turned or told.outcome,
        "target": told.target.name,
        "items": told.items,
        "upto": told.upto,
        "problem": told.problem,
    }
    if told.turned == "failing":
        LOGGER.warning("%s cannot be told: %s", told.target.name, told.problem, extra={"fields": fields})
    elif told.turned == "recovered":
        LOGGER.warning("%s can be told again", told.target.name, extra={"fields": fields})
    elif told.outcome == "sent":
        LOGGER.info(
            "%s was told of %s", told.target.name, counted(told.items, "change"), extra={"fields": fields}
        )
