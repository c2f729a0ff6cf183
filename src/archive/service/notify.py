"""Notify: tell every target what it wants to know of what was recorded since it was told last.

Invariants: nothing is sent by reading. A target's position moves only after its message arrived, so a
message is delivered at least once, and with the same id when it is delivered again. Of several senders
at work at once, one delivers to a target.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import uuid4

from archive.domain.canonical import stable_id
from archive.domain.event import watch_stream
from archive.domain.message import Item, Message
from archive.domain.moment import SECOND
from archive.domain.news import News, Wanted
from archive.domain.target import ENVIRONMENT, Progress, Stretch, Target, TargetKind, wait_after
from archive.errors import ArchiveError, BadTarget, MissingExtra, NotDelivered, NotFound
from archive.ports import Blobs, Clock, EventLog, Sender
from archive.service.news import news_between
from archive.store.read_models import ReadModels
from archive.store.targets import SqlTargets

LEASE: Final = 300 * SECOND
"""How long a sender has a target for itself: longer than a delivery takes, and after a crash the wait."""

_ANYBODY: Final = Target(name="preview", kind="atom", destination="", wanted=Wanted(), created=0)
_TEST: Final = "This is a test. Nothing has changed in the archive."

Tell = Callable[[News, Target], Message | None]
"""Puts news into a message to a target; None where there is nothing in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """How it went with one target.

    `nothing`: it wanted none of what was new. `lost`: the claim expired while sending, somebody else will
    deliver again. `turned` says that the target has begun to fail, or has recovered: that alone is worth
    a line in a log. `due` is when a failed target is tried again, in microseconds.
    """

    target: Target
    outcome: Literal["sent", "nothing", "failed", "lost"]
    after: int
    upto: int
    items: int = 0
    message_id: str | None = None
    problem: str | None = None
    due: int | None = None
    turned: Literal["failing", "recovered"] | None = None


class Notifier:
    """The verb. `senders` gives what delivers to a kind of target; `environment` holds what `env:NAME` names."""

    def __init__(
        self,
        log: EventLog,
        models: ReadModels,
        blobs: Blobs,
        targets: SqlTargets,
        senders: Callable[[TargetKind], Sender],
        tell: Tell,
        catch_up: Callable[[], int],
        clock: Clock,
        environment: Mapping[str, str],
    ) -> None:
        self._log = log
        self._models = models
        self._blobs = blobs
        self._targets = targets
        self._senders = senders
        self._tell = tell
        self._catch_up = catch_up
        self._clock = clock
        self._environment = environment

    def add(
        self,
        name: str,
        kind: TargetKind,
        destination: str,
        secret: str | None = None,
        wanted: Wanted = Wanted(),  # noqa: B008 - frozen
        since: int | None = None,
    ) -> Target:
        """Keep a new target, told of nothing that is here already, or of all above position `since`.

        Raises `BadTarget`, `MissingExtra`, and `NotFound` for a story or a watch that is not known.
        """
        target = Target(
            name=name,
            kind=kind,
            destination=destination,
            secret=secret,
            wanted=wanted,
            created=self._clock(),
        )
        if not destination.startswith(ENVIRONMENT):
            self._senders(kind).check(destination)
        told = self._catch_up() if since is None else since
        self._check(wanted)
        self._check_file(target)
        if not self._targets.add(target, told):
            raise BadTarget(destination=target.shown, problem=f"a target {name!r} is there already")
        return target

    def _check_file(self, target: Target) -> None:
        """Two deliveries that write one file at the same moment would lose what one of them tells."""
        for other, _ in self._targets.all() if target.kind == "atom" else ():
            if (other.kind, other.destination) == (target.kind, target.destination):
                raise BadTarget(destination=target.shown, problem=f"{other.name} writes this file already")

    def _check(self, wanted: Wanted) -> None:
        known = {row.story for row in self._models.stories()}
        for story in wanted.stories:
            if story not in known:
                raise NotFound(kind="story", name=story, hint=_among("stories", known))
        for watch in wanted.watches:
            if not self._log.stream_version(watch_stream(watch)):
                raise NotFound(kind="watch", name=watch, hint="")

    def remove(self, name: str) -> None:
        """Forget a target. Raises `NotFound`."""
        if not self._targets.remove(name):
            raise self._unknown(name)

    def all(self) -> list[tuple[Target, Progress]]:
        """Every target, by name, and how far it was told."""
        return self._targets.all()

    def target(self, name: str) -> tuple[Target, Progress]:
        """One target. Raises `NotFound`."""
        found = next((each for each in self._targets.all() if each[0].name == name), None)
        if found is None:
            raise self._unknown(name)
        return found

    def deliver(self, name: str | None = None) -> list[Delivered]:
        """Tell every target what is new to it; a target that failed only once its time has come.

        With a `name`, that one alone and at once. Raises `NotFound`.
        """
        chosen = self._targets.all() if name is None else [self.target(name)]
        if not chosen:
            return []
        head, now, early = self._catch_up(), self._clock(), name is not None
        # Most of the time there is nothing to tell, and then nothing is written either.
        waiting = [t for t, progress in chosen if progress.told < head and (early or progress.due <= now)]
        done = [self._deliver(target, head, early=early) for target in waiting]
        return [each for each in done if each is not None]

    def _deliver(self, target: Target, head: int, *, early: bool) -> Delivered | None:
        now = self._clock()
        stretch = self._targets.claim(target.name, uuid4().hex, head, now, now + LEASE, early=early)
        if stretch is None:
            return None
        try:
            message = self.message(target, stretch.after, stretch.upto)
            if message is not None:
                self._send(target, message)
        except ArchiveError as problem:
            return self._failed(target, stretch, problem)
        succeeded = None if message is None else self._clock()
        kept = self._targets.settle(target.name, stretch, succeeded)
        return Delivered(
            target=target,
            outcome="lost" if not kept else "nothing" if message is None else "sent",
            after=stretch.after,
            upto=stretch.upto,
            items=0 if message is None else len(message.items) + message.more,
            message_id=None if message is None else message.message_id,
            turned="recovered" if kept and stretch.failures else None,
        )

    def _failed(self, target: Target, stretch: Stretch, problem: ArchiveError) -> Delivered:
        asked = problem.retry_after if isinstance(problem, NotDelivered) else None
        due = self._clock() + wait_after(stretch.failures + 1, asked)
        reason = str(problem.details.get("reason", problem))
        kept = self._targets.fail(target.name, stretch, reason, due)
        return Delivered(
            target=target,
            outcome="failed" if kept else "lost",
            after=stretch.after,
            upto=stretch.upto,
            problem=reason,
            due=due,
            turned="failing" if kept and not stretch.failures else None,
        )

    def message(self, target: Target, after: int, upto: int) -> Message | None:
        """What `target` would be told of the positions above `after`, up to `upto`; None for nothing."""
        news = news_between(self._log, self._models, self._blobs, target.wanted, after, upto)
        return self._tell(news, target)

    def pending(self, name: str | None, since: int | None = None) -> Message | None:
        """What waits for a target, or what it (or, without a name, anybody) is told of all above `since`.

        Sends nothing. Raises `NotFound`.
        """
        target, after = _ANYBODY, 0
        if name is not None:
            target, progress = self.target(name)
            after = progress.told
        return self.message(target, after if since is None else since, self._models.position())

    def test(self, name: str | None = None) -> Iterator[tuple[Target, ArchiveError | None]]:
        """Send every target, or one, a message that says it is a test, and tell how it went.

        Raises `NotFound`. It changes nothing of what a target was told.
        """
        for target, progress in self._targets.all() if name is None else [self.target(name)]:
            try:
                self._send(target, self._trial(target, progress))
            except (NotDelivered, BadTarget, MissingExtra) as problem:
                yield target, problem
            else:
                yield target, None

    def _trial(self, target: Target, progress: Progress) -> Message:
        now = self._clock()
        return Message(
            message_id=stable_id("test", target.name, target.created, now),
            target=target.name,
            after=progress.told,
            upto=progress.told,
            at=now,
            title=f"Test: the archive reaches {target.name}",
            items=(Item(key="test", title=_TEST, text=_TEST, html=f"<p>{_TEST}</p>", form={"kind": "test"}),),
            purpose="test",
        )

    def _send(self, target: Target, message: Message) -> None:
        destination = self._named(target, target.destination)
        secret = None if target.secret is None else self._named(target, target.secret)
        sender = self._senders(target.kind)
        if destination != target.destination:
            sender.check(destination)
        sender.send(destination, secret, message)

    def _named(self, target: Target, value: str) -> str:
        """`value`, or what the environment holds under the name that it gives."""
        if not value.startswith(ENVIRONMENT):
            return value
        name = value.removeprefix(ENVIRONMENT)
        if not self._environment.get(name):
            raise NotDelivered(target=target.name, reason=f"the environment has no {name}")
        return self._environment[name]

    def _unknown(self, name: str) -> NotFound:
        return NotFound(
            kind="target", name=name, hint=_among("targets", {t.name for t, _ in self._targets.all()})
        )


def _among(what: str, known: set[str]) -> str:
    return f" ({what}: {', '.join(sorted(known)) or 'none yet'})"
