"""Two archives that take each other in hold what one holds that was fed with everything."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archive.bootstrap import Archive, open_archive
from archive.config import Config
from archive.domain.look import Look
from archive.domain.moment import DAY, END_OF_TIME
from archive.domain.snapshot import Point
from archive.service.export_events import Part
from archive.service.shelves import new_folder
from tests.cli.conftest import STORY

START = 1_718_000_000_000_000 // DAY * DAY
TEXTS = (
    "More light\n\nSkerry School has 2 lamps, Ada Lund said.\n",
    "More light\n\nSkerry School has 3 lamps, Ada Lund said. The rest is as it was.\n",
    "The Harbour Board gave Skerry School a storm lamp.\n\nSkerry School now has 3 lamps.\n",
    "It rained.\n\nNobody says a word of any lamp on this island.\n",
)


@dataclass(frozen=True)
class Seen:
    """Somebody looked at page `page` on day `day` and saw text number `text`, or that it was gone (None)."""

    page: int
    day: int
    text: int | None
    second: int = 0

    @property
    def look(self) -> Look:
        url = f"https://tern.example/{self.page}"
        return Look(
            name=url,
            via="web",
            url=url,
            data=TEXTS[self.text].encode() if self.text is not None else b"",
            status=404 if self.text is None else 200,
            kind="text",
            captured=START + self.day * DAY + self.second * 1_000_000,
        )


SEEN = st.builds(Seen, st.integers(0, 1), st.integers(0, 5), st.sampled_from([0, 1, 2, 3, None]))
SEENS = st.lists(SEEN, max_size=6, unique_by=lambda seen: (seen.page, seen.day))


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("story") / "story.toml"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that holds nothing."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    with open_archive(Config(database=str(path)), write=True):
        pass
    return path


@pytest.fixture
def opened(empty: Path) -> Iterator[tuple[ExitStack, Path, Path]]:
    with ExitStack() as stack, TemporaryDirectory() as folder:
        yield stack, Path(folder), empty


def archive_at(stack: ExitStack, path: Path, empty: Path, actor: str = "archive") -> Archive:
    shutil.copy(empty, path)
    return stack.enter_context(open_archive(Config(database=str(path), actor=actor), write=True))


def told(archive: Archive) -> object:
    """All that is derived from looks but the ids of versions, which say who saw them first."""
    articles = [
        (row.version.address, row.version.number, row.version.reported) for row in archive.models.articles()
    ]
    versions = {
        address: [(v.number, v.captured, v.text, v.reported) for v in archive.models.versions(address)]
        for address, *_ in articles
    }
    claims = [
        (voice.claim, voice.address, voice.version, voice.reported)
        for voice in archive.models.voices("lamps")
    ]
    snapshot = archive.snapshot("lamps", Point(END_OF_TIME, archive.log.head()))
    looks = {a: [(c.captured, c.raw, c.status) for c in archive.models.captures(a)] for a in versions}
    return articles, versions, claims, looks, snapshot.digest


def is_sound(archive: Archive) -> bool:
    return all(problem is None for _, problem in archive.verify())


@example([Seen(1, 3, 3), Seen(0, 4, 0)], [Seen(0, 2, 3), Seen(1, 2, 3)], False, "first")
@settings(max_examples=5)
@given(SEENS, SEENS, st.booleans(), st.sampled_from(["first", "last"]))
def test_whichever_takes_the_other_in_holds_what_one_holds_that_saw_it_all(
    story: Path,
    empty: Path,
    ours: list[Seen],
    theirs: list[Seen],
    both_define: bool,
    when: str,
) -> None:
    # Nobody sees two things at one time: at that time there is one page.
    by_time = {(seen.page, seen.day): seen for seen in [*ours, *theirs]}
    ours, theirs = ([by_time[seen.page, seen.day] for seen in some] for some in (ours, theirs))
    with TemporaryDirectory() as folder, ExitStack() as stack:
        paths = {name: Path(folder) / f"{name}.db" for name in ("one", "two", "all")}
        one, two, whole = (archive_at(stack, path, empty) for path in paths.values())
        for archive, looks, defines in (
            (one, ours, True),
            (two, theirs, both_define),
            (whole, sorted(by_time.values(), key=lambda seen: seen.day), True),
        ):
            if defines and when == "first":
                archive.add_story(story)
            archive.take_in([seen.look for seen in looks], {})
            if defines and when == "last":
                archive.add_story(story)
        one.bring_in(str(paths["two"]))
        two.bring_in(str(paths["one"]))
        assert told(one) == told(two) == told(whole)
        assert is_sound(one)
        heads = one.log.head(), two.log.head()
        again = [one.bring_in(str(paths["two"])), two.bring_in(str(paths["one"]))]
        assert (one.log.head(), two.log.head()) == heads
        assert [sum(brought.looks.outcomes.values()) for brought in again] == [0, 0]
        digest = one.rebuild()
        one.rebuild()
        assert one.rebuild() == digest
        assert told(one) == told(whole)


def test_what_is_copied_is_the_same_event_in_both(
    opened: tuple[ExitStack, Path, Path], story: Path, database_url: str
) -> None:
    stack, folder, empty = opened
    theirs = archive_at(stack, folder / "theirs.db", empty, actor="anna")
    theirs.add_story(story)
    theirs.take_in([Seen(0, 1, 0).look, Seen(0, 2, 1).look, Seen(1, 2, 2).look], {})
    (claim, *_) = [voice.claim.claim_id for voice in theirs.models.voices("lamps")]
    theirs.review(claim, "rejected", "misread")
    ours = stack.enter_context(open_archive(Config(database=database_url, actor="bert"), write=True))
    ours.bring_in(str(folder / "theirs.db"))
    here = [event for event in ours.log.read() if event.type != "EventsImported"]
    there = list(theirs.log.read())
    assert {event.commitment for event in here} == {event.commitment for event in there}
    assert {event.actor for event in here} == {"anna"}
    assert [record.payload for record in ours.log.records() if b'"origins"' not in record.payload] == [
        record.payload for record in theirs.log.records()
    ]
    words = [event for event in ours.log.read() if event.type == "EventsImported"]
    positions = {event.position: event for event in there}
    for word in words:
        assert word.payload.archive == there[0].commitment  # type: ignore[union-attr] # it is of that type
        for origin in word.payload.origins:  # type: ignore[union-attr] # the same
            (meant,) = ours.log.read(word.position + origin.offset - 1, word.position + origin.offset)
            assert meant.commitment == positions[origin.position].commitment
            assert origin.recorded_at == positions[origin.position].recorded_at
    assert is_sound(ours)
    # The other backend is a source as well as a target.
    third = archive_at(stack, folder / "third.db", empty)
    third.bring_in(database_url)
    assert told(third) == told(theirs) == told(ours)
    assert {e.commitment for e in third.log.read() if e.type != "EventsImported"} == {
        event.commitment for event in there
    }
    (word, *_) = [event for event in third.log.read() if event.type == "EventsImported"]
    assert {origin.archive for origin in word.payload.origins} == {there[0].commitment}  # type: ignore[union-attr] # the same


def verdicts(archive: Archive, claim: str) -> str:
    found = {review.claim_id: review.verdict for review in archive.models.verdicts("lamps")}
    return found[claim]


def test_of_two_verdicts_the_later_is_in_force_whoever_takes_whom_in(
    opened: tuple[ExitStack, Path, Path], story: Path
) -> None:
    stack, folder, empty = opened
    one, two = (archive_at(stack, folder / f"{name}.db", empty, actor=name) for name in ("one", "two"))
    for archive in (one, two):
        archive.add_story(story)
        archive.take_in([Seen(0, 1, 0).look], {})
    (claim,) = [voice.claim.claim_id for voice in one.models.voices("lamps")]
    two.review(claim, "accepted", "heard it too")
    one.review(claim, "rejected", "misread")  # a moment later
    done = one.bring_in(str(folder / "two.db"))
    assert done.verdicts["new"] == 1
    assert verdicts(one, claim) == "rejected"
    assert [row.actor for row in one.models.reviews(claim)] == ["one", "two", "one"]
    two.bring_in(str(folder / "one.db"))
    assert verdicts(two, claim) == "rejected"
    heads = one.log.head(), two.log.head()
    one.bring_in(str(folder / "two.db"))
    two.bring_in(str(folder / "one.db"))
    assert (one.log.head(), two.log.head()) == heads
    # It is the time when it was given that counts, not the time when it came here.
    third = archive_at(stack, folder / "third.db", empty)
    third.bring_in(str(folder / "two.db"))
    third.bring_in(str(folder / "one.db"))
    assert verdicts(third, claim) == "rejected"
    assert len(third.models.reviews(claim)) == 2


def test_what_somebody_said_of_the_same_bytes_is_not_lost(
    opened: tuple[ExitStack, Path, Path], story: Path
) -> None:
    stack, folder, empty = opened
    one, two = (archive_at(stack, folder / f"{name}.db", empty) for name in ("one", "two"))
    one.take_in([Seen(0, 1, 0).look], {})
    two.take_in([Seen(0, 1, 0).look], {"source": "Tern Gazette"})
    one.bring_in(str(folder / "two.db"))
    (row,) = one.models.articles()
    assert row.version.source.value == "Tern Gazette"
    head = one.log.head()
    one.bring_in(str(folder / "two.db"))
    assert one.log.head() == head


def test_a_story_that_came_is_read_to_the_end_after_an_interruption(
    opened: tuple[ExitStack, Path, Path], story: Path
) -> None:
    stack, folder, empty = opened
    theirs, ours = (archive_at(stack, folder / f"{name}.db", empty) for name in ("theirs", "ours"))
    theirs.add_story(story)
    theirs.take_in([Seen(1, 1, 0).look], {})
    ours.take_in([Seen(0, 1, 1).look, Seen(0, 2, 3).look], {})

    def stop(_: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        ours.bring_in(str(folder / "theirs.db"), stop)
    assert len(ours.models.voices("lamps")) == 0
    done = ours.bring_in(str(folder / "theirs.db"))
    assert done.reread["lamps"] == 1
    head = ours.log.head()
    ours.bring_in(str(folder / "theirs.db"))
    assert ours.log.head() == head


class Stopped(BaseException):
    """What Control-C does."""


@pytest.mark.parametrize("at", [0, 3, 7])
def test_what_was_interrupted_is_taken_up_again(
    opened: tuple[ExitStack, Path, Path], story: Path, at: int
) -> None:
    stack, folder, empty = opened
    theirs, ours = (archive_at(stack, folder / f"{name}.db", empty) for name in ("theirs", "ours"))
    theirs.add_story(story)
    theirs.take_in([Seen(day % 2, day, day % 4).look for day in range(8)], {})
    ours.take_in([Seen(0, 3, 1, 7).look], {})
    left = at

    def stop(_: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise Stopped

    with pytest.raises(Stopped):
        ours.bring_in(str(folder / "theirs.db"), stop)
    assert is_sound(ours)
    ours.bring_in(str(folder / "theirs.db"))
    whole = archive_at(stack, folder / "whole.db", empty)
    whole.add_story(story)
    looks: Sequence[Seen] = [*(Seen(day % 2, day, day % 4) for day in range(8)), Seen(0, 3, 1, 7)]
    whole.take_in([seen.look for seen in sorted(looks, key=lambda seen: (seen.day, seen.second))], {})
    assert told(ours) == told(whole)


def test_the_same_events_give_the_same_files(opened: tuple[ExitStack, Path, Path], story: Path) -> None:
    stack, folder, empty = opened
    archive = archive_at(stack, folder / "one.db", empty)
    archive.add_story(story)
    archive.take_in([Seen(0, 1, 0).look, Seen(0, 2, 1).look, Seen(1, 2, 2).look], {})
    for name in ("first", "second"):
        with new_folder(folder / name) as shelf:
            archive.export_parcel(Part(archive.log.head()), shelf, lambda done, total: None)
    files = [
        {
            path.relative_to(folder / name): path.read_bytes()
            for path in (folder / name).rglob("*")
            if path.is_file()
        }
        for name in ("first", "second")
    ]
    assert files[0] == files[1]
    copy = archive_at(stack, folder / "copy.db", empty)
    copy.bring_in(str(folder / "first"))
    assert told(copy) == told(archive)
