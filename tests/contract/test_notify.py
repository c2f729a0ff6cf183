"""Telling targets what was recorded: once where all goes well, and at least once whatever goes wrong."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.compare import patch
from archive.domain.canonical import stable_id
from archive.domain.change import Change, Difference
from archive.domain.event import ArticleCaptured, NewEvent, Outcome, article_stream, watch_stream
from archive.domain.message import Message
from archive.domain.moment import DAY, END_OF_TIME, SECOND
from archive.domain.news import Wanted
from archive.domain.snapshot import Point
from archive.domain.target import LONGEST_WAIT, Target
from archive.domain.watch import WatchChanged
from archive.errors import NotDelivered, NotFound
from archive.ports import Unit
from archive.service import definitions
from archive.service.facts import snapshot_at
from archive.service.news import news_between
from archive.service.notify import LEASE, Delivered, Notifier
from archive.store.targets import SqlTargets
from archive.telling.news_text import message_about
from tests.contract.histories import JANUARY, STORY, Archive, Teller, fresh, histories, story_of


@pytest.fixture(autouse=True)
def made_up_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stories of these archives stand for their digest, and have no TOML to be read."""
    read_made_up_stories(monkeypatch.setattr)


def read_made_up_stories(replace: Callable[[Any, str, Any], object]) -> None:
    def definition(row: Any) -> Any:
        return story_of(row)

    replace(definitions, "story_of", definition)


@dataclass
class Post:
    """Takes messages, or fails with the reasons that it was given, one after the other."""

    sent: list[Message] = field(default_factory=list)
    failures: list[NotDelivered] = field(default_factory=list)
    then: Callable[[], None] = lambda: None

    def check(self, destination: str) -> None:
        assert destination

    def send(self, destination: str, secret: str | None, message: Message) -> None:
        self.destination, self.secret = destination, secret
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        self.then()


@dataclass
class Desk:
    """An archive, somebody who is told of it, and a clock to turn."""

    archive: Archive
    post: Post = field(default_factory=Post)
    now: int = JANUARY + 500 * DAY

    def __post_init__(self) -> None:
        self.notifier = Notifier(
            self.archive.log,
            self.archive.models,
            self.archive.blobs,
            SqlTargets(self.archive.engine),
            lambda kind: self.post,
            message_about,
            self.archive.projection.catch_up,
            lambda: self.now,
            {"HOOK": "https://hooks.example/named", "KEY": "hush"},
        )

    def add(self, name: str = "desk", since: int | None = 0, **wanted: Any) -> Target:
        return self.notifier.add(
            name, "webhook", "https://hooks.example/x", wanted=Wanted(**wanted), since=since
        )

    def told(self) -> int:
        return self.notifier.target("desk")[1].told


def outcomes(done: Sequence[Delivered]) -> list[str]:
    return [each.outcome for each in done]


@pytest.fixture
def desk(fresh_sqlite: str) -> Iterator[Desk]:
    """A desk of an archive with one article."""
    yield from opened(fresh_sqlite)


@pytest.fixture
def any_desk(database_url: str) -> Iterator[Desk]:
    """The same on both databases, for what they could do differently."""
    yield from opened(database_url)


def opened(url: str) -> Iterator[Desk]:
    archive = Archive(url)
    teller = Teller()
    teller.define(0)
    teller.article(0, 3, 0, (0, None, None), [("toll", 1, "affirmed")])
    archive.feed(teller.events)
    yield Desk(archive)
    archive.close()


def more(desk: Desk, value: int, day: int, address: int = 0) -> None:
    teller = Teller()
    teller.article(address, 5 + day % 2 * 2, day, (day, None, None), [("toll", value, "affirmed")])
    desk.archive.feed(teller.events)


def look(desk: Desk, outcome: Outcome, day: int, address: str = "alpha", **values: Any) -> None:
    capture = ArticleCaptured(
        address=address,
        captured=JANUARY + day * DAY,
        outcome=outcome,
        name=address,
        raw=None,
        size=0,
        **values,
    )
    desk.archive.log.append([Unit(events=[NewEvent(article_stream(address), capture)])])


def test_a_new_target_is_told_of_what_comes_and_of_nothing_old(desk: Desk) -> None:
    desk.add(since=None)
    assert desk.notifier.deliver() == []
    more(desk, 3, 2)
    (done,) = desk.notifier.deliver()
    assert (done.outcome, done.after, done.upto, done.items) == ("sent", 4, 7, 1)
    (message,) = desk.post.sent
    assert message.message_id == done.message_id
    assert message.title == "Flood: changed: toll: place town1: 1 → 3"
    assert "“w”" in message.text, "the sentence that made the change"
    (item,) = message.form()["items"]
    assert [(each["path"], each["before"], each["after"]) for each in item["changes"]] == [("value", 1, 3)]
    assert item["changes"][0]["evidence"][0]["quote"] == "w"
    assert desk.notifier.deliver() == []


def test_since_tells_what_is_there_already(desk: Desk) -> None:
    desk.add(since=0)
    assert outcomes(desk.notifier.deliver()) == ["sent"]
    assert desk.post.sent[0].title == "Flood: added: toll: place town1: 1"


def test_what_nobody_wants_is_passed_over_without_a_message(desk: Desk) -> None:
    desk.add(kinds=("articles",))
    (done,) = desk.notifier.deliver()
    assert (done.outcome, done.message_id, done.turned) == ("nothing", None, None)
    assert (desk.told(), desk.post.sent) == (4, [])


def test_a_failure_is_told_once_waits_twice_as_long_each_time_and_recovers_once(desk: Desk) -> None:
    desk.add()
    begin = desk.now
    desk.post.failures = [NotDelivered(target="desk", reason=f"answered {500 + n}") for n in range(3)]
    (first,) = desk.notifier.deliver()
    assert (first.outcome, first.problem, first.turned) == ("failed", "answered 500", "failing")
    assert first.due == begin + 60 * SECOND
    assert desk.notifier.deliver() == [], "its time has not come"
    more(desk, 3, 2)
    waits = []
    for _ in range(2):
        desk.now = desk.notifier.target("desk")[1].due
        (done,) = desk.notifier.deliver()
        assert (done.outcome, done.turned) == ("failed", None)
        assert done.due is not None
        waits.append((done.due - desk.now) // SECOND)
    assert waits == [120, 240]
    desk.now += 240 * SECOND
    (done,) = desk.notifier.deliver()
    assert (done.outcome, done.turned, done.upto) == ("sent", "recovered", 4), "the stretch begun before"
    (rest,) = desk.notifier.deliver()
    assert (rest.outcome, rest.turned, rest.after, rest.upto) == ("sent", None, 4, 7)
    assert len(desk.post.sent) == 2


@pytest.mark.parametrize(("asked", "wait"), [(7.0, 60), (3600.0, 3600), (9e9, LONGEST_WAIT // SECOND)])
def test_a_receiver_that_asks_to_be_left_alone_is(desk: Desk, asked: float, wait: int) -> None:
    desk.add()
    desk.post.failures = [NotDelivered(target="desk", reason="answered 429", retry_after=asked)]
    (done,) = desk.notifier.deliver()
    assert done.due == desk.now + wait * SECOND


def test_by_name_it_is_tried_at_once(desk: Desk) -> None:
    desk.add()
    desk.post.failures = [NotDelivered(target="desk", reason="answered 500")]
    desk.notifier.deliver()
    assert outcomes(desk.notifier.deliver("desk")) == ["sent"]
    with pytest.raises(NotFound, match=r"no target 'nobody' .*\(targets: desk\)"):
        desk.notifier.deliver("nobody")


def test_one_that_fails_keeps_no_other_from_being_told(desk: Desk) -> None:
    desk.add("a")
    desk.add("b")
    desk.post.failures = [NotDelivered(target="a", reason="answered 500")]
    assert [(each.target.name, each.outcome) for each in desk.notifier.deliver()] == [
        ("a", "failed"),
        ("b", "sent"),
    ]


def test_a_message_that_arrived_before_a_crash_comes_again_with_the_same_id(
    any_desk: Desk, database_url: str
) -> None:
    any_desk.add()
    context = multiprocessing.get_context("spawn")
    inbox = context.SimpleQueue()
    process = context.Process(target=_deliver_and_die, args=(database_url, any_desk.now, inbox))
    process.start()
    arrived = inbox.get()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert any_desk.told() == 0
    more(any_desk, 3, 2)
    assert any_desk.notifier.deliver() == [], "the dead one's claim still holds"
    any_desk.now += LEASE
    (done,) = any_desk.notifier.deliver()
    assert (done.outcome, done.message_id, done.upto) == ("sent", arrived["id"], 4)
    assert any_desk.post.sent[0].form() == arrived
    assert outcomes(any_desk.notifier.deliver()) == ["sent"], "what came since is told next"


def _deliver_and_die(url: str, now: int, inbox: Any) -> None:
    read_made_up_stories(setattr)
    desk = Desk(Archive(url), now=now)

    def die() -> None:
        inbox.put(desk.post.sent[0].form())
        os.kill(os.getpid(), signal.SIGKILL)

    desk.post.then = die
    desk.notifier.deliver()


def test_of_two_senders_one_tells_and_a_slow_one_moves_nothing(any_desk: Desk, database_url: str) -> None:
    any_desk.add()
    other = Desk(Archive(database_url))

    def meanwhile() -> None:
        assert other.notifier.deliver() == [], "the other has it in hand"
        other.now = any_desk.now + LEASE
        assert outcomes(other.notifier.deliver()) == ["sent"], "the other took too long"

    any_desk.post.then = meanwhile
    (done,) = any_desk.notifier.deliver()
    assert (done.outcome, done.turned) == ("lost", None)
    assert any_desk.post.sent == other.post.sent
    assert any_desk.told() == 4
    other.archive.close()


def test_what_the_environment_names_is_looked_up_when_it_is_sent(desk: Desk) -> None:
    desk.notifier.add("named", "webhook", "env:HOOK", "env:KEY", since=0)
    desk.notifier.add("lost", "webhook", "env:NOWHERE", since=0)
    done = {each.target.name: each for each in desk.notifier.deliver()}
    assert done["named"].outcome == "sent"
    assert (desk.post.destination, desk.post.secret) == ("https://hooks.example/named", "hush")
    assert done["lost"].problem == "the environment has no NOWHERE"


def test_a_test_message_says_so_and_moves_nothing(desk: Desk) -> None:
    desk.add()
    (result,) = desk.notifier.test()
    assert result == (desk.notifier.target("desk")[0], None)
    (message,) = desk.post.sent
    assert (message.purpose, message.form()["purpose"]) == ("test", "test")
    assert message.text == "This is a test. Nothing has changed in the archive."
    assert desk.told() == 0
    problem = NotDelivered(target="desk", reason="answered 404")
    desk.post.failures = [problem]
    assert [each for _, each in desk.notifier.test("desk")] == [problem]
    assert desk.notifier.target("desk")[1].failures == 0


def test_looking_sends_nothing(desk: Desk) -> None:
    desk.add()
    desk.archive.projection.catch_up()
    shown = desk.notifier.pending("desk")
    assert shown is not None
    assert desk.notifier.pending(None, 4) is None
    assert (desk.post.sent, desk.told()) == ([], 0)
    desk.notifier.deliver()
    assert desk.post.sent == [shown]


def test_only_what_is_known_can_be_wanted(desk: Desk) -> None:
    desk.archive.projection.catch_up()
    with pytest.raises(NotFound, match=r"no story 'ferry' in this archive \(stories: flood-town\)"):
        desk.add(stories=("ferry",))
    with pytest.raises(NotFound, match="no watch 'post'"):
        desk.add(watches=("post",))
    assert desk.notifier.all() == []


def test_edits_disappearances_and_returns_are_told_once(any_desk: Desk) -> None:
    any_desk.add(since=None, kinds=("articles",))
    look(any_desk, "failed", 1)
    look(any_desk, "gone", 2, status=404)
    look(any_desk, "blocked", 3)
    look(any_desk, "gone", 4, status=410)
    look(any_desk, "gone", 4, address="never-seen")
    any_desk.notifier.deliver()
    (message,) = any_desk.post.sent
    (item,) = message.form()["items"]
    assert (item["what"], item["article"]["address"], item["status"]) == ("gone", "alpha", 404)
    assert (item["last_seen"], item["first_missing"]) == ("2024-01-01T00:00:00Z", "2024-01-03T00:00:00Z")
    assert "between 2024-01-01 00:00 UTC, when it was last seen, and 2024-01-03 00:00 UTC" in message.text
    look(any_desk, "moved", 5, moved_to="beta")
    look(any_desk, "moved", 6, moved_to="beta")
    look(any_desk, "unchanged", 1, watch="late")  # an old archive, brought in later
    look(any_desk, "unchanged", 7)
    look(any_desk, "unchanged", 8)
    any_desk.notifier.deliver()
    told = [(item["what"], item["moved_to"]) for item in any_desk.post.sent[1].form()["items"]]
    assert told == [("moved", "beta"), ("back", None)]


def test_an_edit_names_both_versions(desk: Desk) -> None:
    desk.add(since=None, kinds=("articles",))
    teller = Teller()
    teller.article(0, 6, 3, (0, None, None), [("toll", 2, "affirmed")])
    events = [
        NewEvent(event.stream, dataclasses.replace(event.payload, outcome="changed"))
        if isinstance(event.payload, ArticleCaptured)
        else event
        for event in teller.events
    ]
    desk.archive.feed(events)
    desk.notifier.deliver()
    (message,) = desk.post.sent
    assert message.title == "Paper 0: article edited: “Title 6”"
    assert "version 1 → version 2, found 2024-01-04 00:00 UTC" in message.text


def test_a_new_conflict_is_told_with_its_sides_and_not_again(desk: Desk) -> None:
    desk.add(since=None, kinds=("conflicts",))
    teller = Teller()
    teller.article(1, 5, 0, (0, None, None), [("toll", 3, "affirmed")])
    desk.archive.feed(teller.events)
    desk.notifier.deliver()
    (message,) = desk.post.sent
    (item,) = message.form()["items"]
    assert (item["kind"], item["conflict"]["about"]) == ("conflict", "value")
    assert sorted(side["value"] for side in item["conflict"]["sides"]) == [1, 3]
    assert "against it: " in message.text
    teller = Teller()
    teller.article(2, 7, 0, (0, None, None), [("toll", 3, "affirmed")])
    desk.archive.feed(teller.events)
    assert outcomes(desk.notifier.deliver()) == ["nothing"], "one more says what was said"
    teller = Teller()
    teller.article(3, 9, 0, (0, None, None), [("toll", 5, "affirmed")])
    desk.archive.feed(teller.events)
    assert outcomes(desk.notifier.deliver()) == ["sent"], "a third value is another disagreement"


def test_another_definition_can_make_conflicts_of_what_was_there(desk: Desk) -> None:
    """Where a count may fall, the newest report holds; where it may not, a lower one is in doubt."""
    teller = Teller()
    teller.define(1)
    teller.article(0, 5, 2, (2, None, None), [("toll", 4, "affirmed")])
    teller.article(1, 6, 4, (4, None, None), [("toll", 2, "affirmed")])
    desk.archive.feed(teller.events)
    desk.archive.projection.catch_up()
    desk.add(since=None, kinds=("conflicts",))
    teller = Teller()
    teller.define(0)
    desk.archive.feed(teller.events)
    assert outcomes(desk.notifier.deliver()) == ["sent"]


def test_a_watch_has_its_own_news(desk: Desk) -> None:
    desk.archive.projection.catch_up()
    upto = desk.archive.log.head()
    teller = Teller()
    teller.article(1, 5, 2, (2, None, None), [("toll", 3, "affirmed")])
    teller.article(2, 7, 2, (2, None, None), [("rescue", 1, "affirmed")])
    events = [
        NewEvent(event.stream, dataclasses.replace(event.payload, watch="post"))
        if isinstance(event.payload, ArticleCaptured) and event.payload.address == "beta"
        else event
        for event in teller.events
    ]
    desk.archive.feed(events)
    look(desk, "gone", 3)
    look(desk, "gone", 3, address="beta", watch="post")
    head = desk.archive.projection.catch_up()

    def news(*watches: str) -> tuple[set[str], list[str]]:
        found = news_between(
            desk.archive.log, desk.archive.models, desk.archive.blobs, Wanted(watches=watches), upto, head
        )
        types = {change.type for each in found.stories for change in each.changes}
        return types, [article.address for article in found.articles]

    assert news() == ({"toll", "rescue"}, ["alpha", "beta"])
    assert news("post") == ({"toll"}, ["beta"])
    assert news("other") == (set(), [])


@pytest.mark.parametrize(("about", "told"), [((), {"toll"}), ((STORY,), {"toll"}), (("another",), set())])
def test_a_watch_tells_of_the_stories_that_it_is_about(
    desk: Desk, about: tuple[str, ...], told: set[str]
) -> None:
    upto = desk.archive.projection.catch_up()
    teller = Teller()
    defined = WatchChanged(
        watch="post",
        change="added",
        kind="page",
        target="https://post.example/",
        schedule="adaptive",
        stories=about,
    )
    teller.add(watch_stream("post"), defined)
    teller.article(1, 5, 2, (2, None, None), [("toll", 3, "affirmed")])
    desk.archive.feed(teller.events)
    look(desk, "unchanged", 3, address="beta", watch="post")
    head = desk.archive.projection.catch_up()
    found = news_between(
        desk.archive.log, desk.archive.models, desk.archive.blobs, Wanted(watches=("post",)), upto, head
    )
    assert {change.type for each in found.stories for change in each.changes} == told


def test_a_storys_articles_are_those_that_were_read_for_it(desk: Desk) -> None:
    desk.add(since=None, stories=(STORY,), kinds=("articles",))
    teller = Teller()
    teller.read(1, 5, 1, (1, None, None))
    desk.archive.feed(teller.events)
    look(desk, "gone", 2)
    look(desk, "gone", 2, address="beta")
    desk.notifier.deliver()
    (item,) = desk.post.sent[0].form()["items"]
    assert item["article"]["address"] == "alpha"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("notify")


_LOOKS = st.lists(
    st.tuples(
        st.sampled_from(["changed", "unchanged", "gone", "moved", "failed", "blocked"]),
        st.integers(0, 12),
        st.sampled_from(["alpha", "beta"]),
    ),
    max_size=8,
)


@settings(max_examples=20)
@given(events=histories, looks=_LOOKS, cuts=st.lists(st.integers(1, 40), max_size=6))
def test_deliveries_together_tell_exactly_what_happened(
    shelf: Path, events: list[NewEvent], looks: list[tuple[Outcome, int, str]], cuts: list[int]
) -> None:
    """However the log is cut: every look's news once and in order, and diffs that add up to the whole diff."""
    with pytest.MonkeyPatch.context() as made_up:
        read_made_up_stories(made_up.setattr)
        desk = Desk(Archive(fresh(shelf)))
        desk.archive.feed(events)
        for outcome, day, address in looks:
            look(desk, outcome, day, address, moved_to="gamma" if outcome == "moved" else None)
        head = desk.archive.projection.catch_up()
        bounds = [0, *sorted({cut for cut in cuts if cut < head}), head]
        models, blobs, log = desk.archive.models, desk.archive.blobs, desk.archive.log
        parts = [news_between(log, models, blobs, Wanted(), after, upto) for after, upto in pairwise(bounds)]
        whole = news_between(log, models, blobs, Wanted(), 0, head)
        told = [(article.position, article.what) for part in parts for article in part.articles]
        assert told == [(article.position, article.what) for article in whole.articles]
        facts: dict[str, Any] = {}
        for part in parts:
            changes = [change for each in part.stories for change in each.changes]
            facts = patch(facts, filter(None, map(of_value, changes)))
        final = snapshot_at(models, STORY, Point(END_OF_TIME, head)).facts
        assert facts == {fact_id: {"value": fact["value"]} for fact_id, fact in final.items()}
        desk.archive.close()


def of_value(change: Change) -> Difference | None:
    """What a change does to the fact's value; None where it does something else."""
    fact_id = stable_id("fact", change.story, change.type, dict(change.key))
    if not change.path:
        return Difference(change.kind, fact_id, (), {"value": change.before}, {"value": change.after})
    path = tuple(change.path.split("."))
    return Difference(change.kind, fact_id, path, change.before, change.after) if path[0] == "value" else None
