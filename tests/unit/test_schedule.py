"""Schedules: what they are written as, when they are due next, and what never happens."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.moment import DAY, SECOND, from_micros, iso, to_micros
from archive.domain.schedule import (
    HOUR,
    LADDER,
    LAST_STEP,
    LONGEST,
    LONGEST_BACKOFF,
    LONGEST_WAIT,
    MINUTE,
    SHORTEST,
    Adaptive,
    Cron,
    Every,
    Schedule,
    Situation,
    first_due,
    fresh_after,
    length_in_words,
    missed_slots,
    next_due,
    parse_length,
    parse_schedule,
)
from archive.domain.watch import MAX_NAME, check_name, name_for
from archive.service.cron import next_cron

NOW = to_micros(datetime(2024, 6, 20, 12, 0, tzinfo=UTC))

MOMENT = st.integers(0, to_micros(datetime(2100, 1, 1, tzinfo=UTC)))
NAME = st.sampled_from(["gazette", "post-front-page", "новости"])
EVERY = st.integers(1, 366 * 24 * 60).map(lambda minutes: Every(minutes * MINUTE))
EXPRESSION = st.sampled_from(
    ["* * * * *", "5 * * * *", "30 2 * * *", "*/20 1-3 * * *", "0 0 * * 0", "0 2 29 2 *"]
)
ZONE = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"]
)
CRON = st.builds(Cron, EXPRESSION, ZONE)
SCHEDULE: st.SearchStrategy[Schedule] = st.one_of(EVERY, st.just(Adaptive()), CRON)


@pytest.mark.parametrize(
    ("text", "schedule", "written"),
    [
        ("every 30m", Every(30 * MINUTE), "every 30m"),
        ("every 120m", Every(2 * HOUR), "every 2h"),
        ("every 2w", Every(14 * DAY), "every 14d"),
        ("every 90m", Every(90 * MINUTE), "every 90m"),
        ("adaptive", Adaptive(), "adaptive"),
        ("cron 5  * * * *", Cron("5 * * * *"), "cron 5 * * * *"),
        ("cron 5 6 * * MON-FRI in Europe/Oslo", Cron("5 6 * * MON-FRI", "Europe/Oslo"), None),
    ],
)
def test_a_schedule_is_read_as_it_is_written(text: str, schedule: Schedule, written: str | None) -> None:
    assert parse_schedule(text) == schedule
    assert str(schedule) == (written or text)
    assert parse_schedule(str(schedule)) == schedule


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not a schedule: ''; write every 30m"),
        ("hourly", "not a schedule: 'hourly'"),
        ("adaptive 5m", "not a schedule"),
        ("every", "not a length of time: ''; write 30m, 2h, 1d or 1w"),
        ("every 30", "not a length of time: '30'"),
        ("every -5m", "not a length of time"),
        ("every 0m", "0m is out of bounds; the shortest is 1m, the longest 366d"),
        ("every 999999w", "out of bounds"),
        ("every 9999999999m", "not a length of time"),
        ("every ३m", None),
        ("cron 5 * * *", "not a cron expression: '5 * * *'; write five fields"),
        ("cron * * * * * *", "write five fields"),
    ],
)
def test_what_is_no_schedule_is_told(text: str, problem: str | None) -> None:
    if problem is None:  # digits of other scripts are digits
        assert parse_schedule(text) == Every(3 * MINUTE)
        return
    with pytest.raises(ValueError, match=problem.replace("*", r"\*")):
        parse_schedule(text)


@given(EVERY)
def test_lengths_are_read_back(every: Every) -> None:
    assert SHORTEST <= every.interval <= LONGEST
    assert parse_length(length_in_words(every.interval)) == every.interval
    assert parse_schedule(str(every)) == every


@given(
    SCHEDULE,
    NAME,
    MOMENT,
    st.none() | MOMENT,
    st.integers(0, 5000),
    st.integers(-10, 10**16),
)
def test_the_next_run_is_later_than_now_and_within_bounds(
    schedule: Schedule, watch: str, now: int, fresh: int | None, failures: int, retry_after: int
) -> None:
    at = Situation(watch=watch, now=now, fresh=fresh, failures=failures, retry_after=retry_after)
    due = next_due(schedule, at, next_cron)
    asked = min(max(retry_after, 0), LONGEST_WAIT)
    assert now < due
    assert now + asked <= due
    if isinstance(schedule, Every):
        assert due - now >= schedule.interval // 2
        assert due - now < max(schedule.interval // 2, asked) + schedule.interval
    if isinstance(schedule, Adaptive):
        assert 5 * MINUTE <= due - now <= max(asked, LAST_STEP + LAST_STEP // 10)
    assert due == next_due(schedule, at, next_cron)


@given(EVERY, NAME, MOMENT, st.lists(st.integers(0, 20 * DAY), max_size=8))
def test_a_fixed_distance_keeps_to_its_grid_however_late_it_was_run(
    every: Every, watch: str, now: int, late: list[int]
) -> None:
    phases = set()
    for lateness in late:
        due = next_due(every, Situation(watch=watch, now=now), next_cron)
        phases.add(due % every.interval)
        now = due + lateness
    assert len(phases) <= 1


def test_watches_of_one_distance_are_spread_over_it() -> None:
    every = Every(HOUR)
    slots = [next_due(every, Situation(watch=f"watch-{n}", now=NOW), next_cron) for n in range(6000)]
    minutes = [(slot - NOW) // MINUTE for slot in slots]
    busiest = max(minutes.count(minute) for minute in set(minutes))
    assert len(set(minutes)) >= 60
    assert busiest < 160  # 100 on average


@pytest.mark.parametrize(
    ("age", "step"),
    [
        (0, 5 * MINUTE),
        (59 * MINUTE, 5 * MINUTE),
        (HOUR, 15 * MINUTE),
        (6 * HOUR, HOUR),
        (DAY, 6 * HOUR),
        (7 * DAY, DAY),
        (30 * DAY, 7 * DAY),
        (4000 * DAY, 7 * DAY),
    ],
)
def test_the_ladder(age: int, step: int) -> None:
    wait = next_due(Adaptive(), Situation(watch="w", now=NOW, fresh=NOW - age), next_cron) - NOW
    assert step <= wait <= step + step // 10


def test_a_page_that_stands_is_looked_at_ever_less_and_again_often_after_a_change() -> None:
    now, fresh, looks = NOW, NOW, 0
    while now < NOW + 60 * DAY:
        now = next_due(Adaptive(), Situation(watch="w", now=now, fresh=fresh), next_cron)
        looks += 1
    assert looks in range(90, 110)
    fresh = fresh_after(fresh, now, changed=True, published=NOW, first=False)
    assert fresh == now
    assert next_due(Adaptive(), Situation(watch="w", now=now, fresh=fresh), next_cron) - now < 6 * MINUTE


@pytest.mark.parametrize(
    ("age", "failures", "wait"),
    [
        (0, 1, 10 * MINUTE),
        (0, 3, 40 * MINUTE),
        (0, 9, LONGEST_BACKOFF),
        (0, 4000, LONGEST_BACKOFF),
        (2 * DAY, 1, 12 * HOUR),
        (60 * DAY, 5, 7 * DAY),  # what is longer than the longest back-off stays as it is
    ],
)
def test_failures_stretch_the_ladder(age: int, failures: int, wait: int) -> None:
    at = Situation(watch="w", now=NOW, fresh=NOW - age, failures=failures)
    assert wait <= next_due(Adaptive(), at, next_cron) - NOW <= wait + wait // 10


@pytest.mark.parametrize(
    ("before", "published", "changed", "first", "fresh"),
    [
        (None, None, True, True, NOW),
        (None, NOW - 400 * DAY, True, True, NOW - 400 * DAY),  # old, and only new to us
        (None, NOW + DAY, True, True, NOW),  # a date in the future is a lie or a mistake
        (NOW - 3 * DAY, NOW - 400 * DAY, False, False, NOW - 3 * DAY),
        (NOW - 3 * DAY, NOW - HOUR, False, False, NOW - HOUR),
        (NOW - 3 * DAY, None, True, False, NOW),
        (NOW + 900 * DAY, None, False, False, NOW),  # our own clock was wrong
    ],
)
def test_what_is_fresh(
    before: int | None, published: int | None, changed: bool, first: bool, fresh: int
) -> None:
    assert fresh_after(before, NOW, changed=changed, published=published, first=first) == fresh


@pytest.mark.parametrize("schedule", [Every(30 * MINUTE), Adaptive(), Cron("5 * * * *")])
def test_a_machine_that_slept_for_a_week_runs_once(schedule: Schedule) -> None:
    slot, now = NOW - 7 * DAY, NOW
    at = Situation(watch="w", now=now, fresh=slot)
    assert next_due(schedule, at, next_cron) > now
    missed = {"every": 336, "adaptive": 0, "cron": 168}[str(schedule).split()[0]]
    assert missed_slots(schedule, slot, now, next_cron) == missed
    assert missed_slots(schedule, slot, now, next_cron, most=10) <= 10


def test_a_clock_that_was_put_back_repeats_nothing() -> None:
    at = Situation(watch="w", now=NOW - 400 * DAY)
    assert missed_slots(Every(HOUR), NOW, at.now, next_cron) == 0
    assert missed_slots(Cron("5 * * * *"), NOW, at.now, next_cron) == 0
    assert at.now < next_due(Every(HOUR), at, next_cron) < at.now + 2 * HOUR


def local(text: str, zone: str) -> int:
    return to_micros(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)))


@pytest.mark.parametrize(
    ("expression", "zone", "now", "times"),
    [
        ("5 * * * *", "UTC", "2024-06-20T12:05:00Z", ["2024-06-20T13:05:00Z", "2024-06-20T14:05:00Z"]),
        ("0 6 * * *", "Asia/Kolkata", "2024-06-20T00:00:00Z", ["2024-06-20T00:30:00Z"]),
        # The night of 31 March 2024 has no hour from 2 to 3 in Berlin: what is due in it comes right after.
        ("30 2 * * *", "Europe/Berlin", "2024-03-30T12:00:00Z", ["2024-03-31T01:00:00Z", "2024-04-01T00:30:00Z"]),
        # By the hour, nothing is skipped and nothing is doubled.
        ("15 * * * *", "Europe/Berlin", "2024-03-31T00:00:00Z", ["2024-03-31T00:15:00Z", "2024-03-31T01:15:00Z"]),
        # The night of 27 October has the hour from 2 to 3 twice: once a night means once.
        ("30 2 * * *", "Europe/Berlin", "2024-10-26T12:00:00Z", ["2024-10-27T00:30:00Z", "2024-10-28T01:30:00Z"]),
        # Asked in the second of the two hours, the answer is not in the first.
        ("30 2 * * *", "Europe/Berlin", "2024-10-27T01:10:00Z", ["2024-10-28T01:30:00Z"]),
        ("15 * * * *", "Europe/Berlin", "2024-10-27T00:00:00Z", ["2024-10-27T00:15:00Z", "2024-10-27T01:15:00Z"]),
    ],
)  # fmt: skip
def test_cron_and_the_changes_of_the_clocks(expression: str, zone: str, now: str, times: list[str]) -> None:
    moment, found = to_micros(datetime.fromisoformat(now)), []
    for _ in times:
        moment = next_cron(Cron(expression, zone), moment)
        found.append(iso(moment))
    assert found == times


@given(CRON, MOMENT)
def test_cron_times_are_later_and_as_written(cron: Cron, now: int) -> None:
    due = next_cron(cron, now)
    assert due > now
    assert due % MINUTE == 0
    if cron.expression == "5 * * * *" and cron.timezone != "Australia/Lord_Howe":
        assert from_micros(due).minute in (5, 35)  # some zones are half an hour off
        assert due - now <= 2 * HOUR


@pytest.mark.parametrize(
    ("cron", "problem"),
    [
        (Cron("61 * * * *"), "not a cron expression: '61 * * * *' (Bad minute)"),
        (Cron("0 0 30 2 *"), "(Bad day-of-month)"),
        (Cron("0 0 1 1 9#9"), "(Bad day-of-week)"),
        (Cron("* * * * *", "Mars/Olympus"), "no time zone 'Mars/Olympus' here; write one such as Europe/Oslo"),
        (Cron("* * * * *", "Europe"), "no time zone 'Europe'"),
        (Cron("* * * * *", "../../etc/passwd"), "no time zone"),
    ],
)  # fmt: skip
def test_what_cron_does_not_know_is_told(cron: Cron, problem: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        next_cron(cron, NOW)
    assert problem in str(refused.value)


def test_the_first_run_is_now_but_by_cron_at_its_time() -> None:
    assert first_due(Adaptive(), NOW, next_cron) == NOW
    assert first_due(Every(DAY), NOW, next_cron) == NOW
    assert first_due(Cron("5 * * * *"), NOW, next_cron) == NOW + 5 * MINUTE


def test_the_ladder_goes_one_way() -> None:
    limits, steps = zip(*LADDER, strict=True)
    assert sorted(limits) == list(limits)
    assert sorted(steps) == list(steps)
    assert all(step >= 5 * MINUTE and step % SECOND == 0 for step in steps)


@pytest.mark.parametrize(
    ("target", "taken", "name"),
    [
        ("https://www.gazette.example/news/rss.xml", (), "gazette.example-news-rss"),
        ("https://gazette.example/", (), "gazette.example"),
        ("https://gazette.example/", ("gazette.example", "gazette.example-2"), "gazette.example-3"),
        ("https://gazette.example/a/index.html?page=2", (), "gazette.example-a"),
        ("https://пост.example/Новости/", (), "пост.example-новости"),
        ("/srv/ada/Press cuttings/", (), "press-cuttings"),
        ("C:\\\\Cuttings", (), "cuttings"),
        ("/", (), "watch"),
    ],
)
def test_names_are_made_of_what_is_watched(target: str, taken: tuple[str, ...], name: str) -> None:
    assert name_for(target, taken) == name


@given(st.text(max_size=200), st.sets(st.text(max_size=5)))
def test_every_name_that_is_made_will_do(path: str, taken: set[str]) -> None:
    name = name_for(f"https://host.example/{path.replace('[', '')}", taken)
    assert check_name(name) not in taken
    assert len(name) <= MAX_NAME


@pytest.mark.parametrize("name", ["", "-rf", "a b", "a/b", "a\n", "a" * 61, ".", "x-"])
def test_what_is_no_name_is_told(name: str) -> None:
    with pytest.raises(ValueError, match="not a name for a watch"):
        check_name(name)
