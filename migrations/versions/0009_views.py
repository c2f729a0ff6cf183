"""The public SQL views with what they and their columns mean, in words that DuckDB can read as well.

The text of a view begins with what it says of itself; PostgreSQL gets that as comments too.
"""

from __future__ import annotations

import re
from types import ModuleType

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DAY = 86_400_000_000
_MOMENT = re.compile(r"@moment\(([\w.]+), (\w+)\)")
_BEFORE = "date(c.reported / 1000000, 'unixepoch')"
_AFTER = "substr(datetime(c.reported / 1000000, 'unixepoch'), 1, 10)"

VIEWS = {
    "versions": """
-- One row for each version of each article.
--   address, version, version_id: the article, the version's number and its id
--   title, source, published, published_basis, modified: as read in this version
--   reported, reported_at, reported_basis: when its words became public
--   reported_until, reported_until_at: when a later version's words did; NULL for the last
--   captured, captured_at: when the archive first looked at it
--   is_current: 1 for the version that stands now
--   length: characters in the text
--   text: SHA-256 of the text
--   reader, reader_version: what read it
--   position: where the log recorded the reading
--   rank: `full`, or `excerpt` where only a part of the text could be had
--   author, section: as the page tells them
--   access: `open` or `paywalled`, where the page says so
--   notices: how many correction and update notices the text has
--   raw: SHA-256 of the bytes it was read from
--   details: links, images, notices and contradictions of the metadata, as JSON
WITH held AS (
  SELECT r.*, min(position) OVER (PARTITION BY address, version_id) AS first_position,
    row_number() OVER (PARTITION BY address, version_id ORDER BY position DESC) AS age
  FROM rm_readings r
), numbered AS (
  SELECT h.*, row_number() OVER (PARTITION BY address ORDER BY captured, first_position) AS number,
    coalesce(sum(CASE WHEN rank = 'full' THEN 1 ELSE 0 END) OVER (
      PARTITION BY address ORDER BY captured, first_position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) AS whole_before
  FROM held h WHERE age = 1
), reported AS (
  SELECT n.*,
    CASE WHEN whole_before = 0 THEN first_reported
      WHEN later_basis <> 'captured' AND coalesce(seen < later_reported, 1 = 1) THEN later_reported
      ELSE captured END AS since,
    CASE WHEN whole_before = 0 THEN first_basis
      WHEN later_basis <> 'captured' AND coalesce(seen < later_reported, 1 = 1) THEN later_basis
      ELSE 'captured' END AS since_basis
  FROM (
    SELECT m.*, (SELECT max(k.captured) FROM rm_captures k WHERE k.address = m.address
      AND k.captured < m.captured AND k.witnessed = 1
      AND k.outcome IN ('new', 'changed', 'unchanged')) AS seen
    FROM numbered m
  ) n
), turned AS (
  SELECT r.*, min(since) OVER (
    PARTITION BY address ORDER BY number ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
  ) AS until
  FROM reported r
)
SELECT t.address, t.number AS version, t.version_id, t.title, t.source, t.published, t.published_basis,
  t.modified, @moment(t.since, reported), t.since_basis AS reported_basis,
  @moment(t.until, reported_until), @moment(t.captured, captured),
  CASE WHEN c.version_id IS NULL THEN 0 ELSE 1 END AS is_current,
  t.length, t.text, t.reader, t.reader_version, t.position, t.rank, t.author, t.section, t.access,
  t.notices, t.raw, t.details
FROM turned t LEFT JOIN rm_current c ON c.address = t.address AND c.version_id = t.version_id
""",
    "articles": """
-- One row for each article, as its current version has it.
--   address: what identifies the article
--   title, source, url, language: as read; NULL where unknown
--   source_basis: where the source was read: `given`, `sidecar`, `header`, ...
--   published, published_basis: the publication date and where it was read
--   reported, reported_at: when the words of the current version became public
--   reported_basis: how that is known: the basis of the date, `in-body`, or `captured`
--   version, version_id: the current version's number and id
--   versions, captures: how many versions there are, and how many looks
--   copy_of: the smallest address among the articles that carry the same text; NULL if it is this one
--   copies: how many other articles carry the same text
--   length: characters in the text
--   author, section: as the page tells them; NULL where unknown
--   rank: `full`, or `excerpt` where only a part of the text could be had
--   last_outcome: what the latest look found: `unchanged`, `gone`, `blocked`, ...
--   last_seen, last_seen_at: when a look last showed the article
--   first_missing, first_missing_at: when it was first found gone after that; it vanished between the two
WITH seen AS (
  SELECT c.*, (SELECT max(k.captured) FROM rm_captures k WHERE k.address = c.address
    AND k.outcome IN ('new', 'changed', 'unchanged')) AS seen
  FROM rm_current c
), missed AS (
  SELECT s.*, (SELECT min(k.captured) FROM rm_captures k WHERE k.address = s.address
    AND k.outcome = 'gone' AND k.captured > s.seen) AS missing
  FROM seen s
)
SELECT c.address, r.title, r.source, r.source_basis, r.url, r.language, r.published, r.published_basis,
  @moment(c.reported, reported), c.reported_basis, c.number AS version, c.version_id,
  (SELECT count(DISTINCT v.version_id) FROM rm_readings v WHERE v.address = c.address) AS versions,
  (SELECT count(1) FROM rm_captures k WHERE k.address = c.address) AS captures,
  CASE WHEN c.cluster = c.address THEN NULL ELSE c.cluster END AS copy_of,
  (SELECT count(1) - 1 FROM rm_current o WHERE o.cluster = c.cluster) AS copies, r.length,
  r.author, r.section, r.rank,
  (SELECT k.outcome FROM rm_captures k WHERE k.address = c.address
    ORDER BY k.captured DESC, k.position DESC LIMIT 1) AS last_outcome,
  @moment(c.seen, last_seen), @moment(c.missing, first_missing)
FROM missed c JOIN rm_readings r ON r.position = c.reading
""",
    "captures": """
-- One row for each look at an address.
--   position: place in the log
--   address: what was looked at
--   captured, captured_at: when
--   outcome: `new`, `changed`, `unchanged`; or, and then it showed no version: `gone`, `moved`, `blocked`, `failed`
--   name: the file, the record or the URL that was read
--   size, raw: bytes that came back, and their SHA-256; NULL where none came
--   recorded, recorded_at: when the log recorded it
--   version_id: the version that it showed
--   via: how it came: `file`, `stdin`, `web`, `warc`, `memento`, `feed`, `mail`, `jsonl`
--   url, landed: what was asked for, and what answered in the end where that is another URL
--   status: the HTTP status
--   moved_to: the address at which a moved article goes on
--   problem: why it showed no version
--   watch: the watch that had it looked at, if any
SELECT position, address, @moment(captured, captured), outcome, name, size, nullif(raw, '') AS raw,
  @moment(recorded_at, recorded), version_id, via, url, landed, status, moved_to, problem, watch
FROM rm_captures
""",
    "claims": """
-- One row for each claim that the current version of an article makes.
--   claim_id, story, type: the claim, the story and the fact type
--   fields: its typed fields, JSON
--   relation, role, polarity, certainty: `eq`, `ge`, ...; `current`, `previous`, ...; `affirmed`, `denied`; `stated`, `hedged`
--   block: where it stands: `headline`, `body`, `caption`
--   attributed_to: whom the article credits, nearest speaker first
--   event_date, report_date: when it happened, and when it was said to be reported
--   quote: the exact words
--   address, title, source, published: the article
--   reported, reported_at, reported_basis: since when these words are public
--   version, version_id: the article's version
--   cluster: the same for all copies of one text
--   review: a reviewer's verdict, if any
--   assertion_key: the same for equal assertions in any article or version
--   frame: which frame of the story found it
--   start, stop: place of the quote in the text, in characters
--   position: where the log recorded the run that found it
SELECT k.claim_id, k.story, k.type, k.fields, k.relation, k.role, k.polarity, k.certainty,
  k.block, k.attributed_to, k.event_date, k.report_date, k.quote, k.address, r.title, r.source, r.published, @moment(c.reported, reported),
  c.reported_basis, c.number AS version, k.version_id, c.cluster, w.verdict AS review, k.assertion_key,
  k.frame, k.start, k.stop, k.position
FROM rm_claims k
JOIN rm_current c ON c.address = k.address AND c.version_id = k.version_id
JOIN rm_readings r ON r.position = c.reading
LEFT JOIN rm_reviews w ON w.verdict <> 'withdrawn' AND w.position = (
    SELECT max(n.position) FROM rm_reviews n WHERE n.claim_id = k.claim_id)
WHERE k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)
""",
    "claim_history": """
-- The claims of all versions, also of those that have been replaced: what was being said at any time.
--   claim_id, story, type, fields, relation, role, polarity, certainty: as in `claims`
--   block, attributed_to, event_date, report_date, quote: as in `claims`
--   address, title, source, published: the article
--   reported, reported_at, reported_basis: since when these words are public
--   reported_until, reported_until_at: when a later version replaced them; NULL if none did
--   version, version_id, is_current: the article's version, and whether it stands now
--   review, assertion_key, position: as in `claims`
SELECT k.claim_id, k.story, k.type, k.fields, k.relation, k.role, k.polarity, k.certainty,
  k.block, k.attributed_to, k.event_date, k.report_date, k.quote, k.address, v.title, v.source, v.published, v.reported, v.reported_at,
  v.reported_basis, v.reported_until, v.reported_until_at, v.version, v.version_id, v.is_current,
  w.verdict AS review, k.assertion_key, k.position
FROM versions v CROSS JOIN rm_claims k
LEFT JOIN rm_reviews w ON w.verdict <> 'withdrawn' AND w.position = (
    SELECT max(n.position) FROM rm_reviews n WHERE n.claim_id = k.claim_id)
WHERE k.address = v.address AND k.version_id = v.version_id AND k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)
""",
    "facts": """
-- One row for each fact, as of the latest report.
--   story, type, fact_id: the story, the fact type, and the fact's stable id
--   fact_key: what the fact is about, JSON
--   value, value_number: its value
--   relation: `eq`, `ge` (at least), `le`, `approx` or `range`
--   status: `corroborated`, `single-origin`, `disputed`, `provisional`, `superseded`, `denied` or `retracted`
--   reported, reported_at: when the newest supporting words became public
--   origins: how many attributed sources stand behind it
--   publishers: how many independent texts say it: copies count once
--   disputed: attributes with rival values, JSON, the preferred value first
--   denied: values that somebody denied, JSON
--   document: the whole fact with its claims, JSON
SELECT story, type, fact_id, fact_key, value, value_number, relation, status,
  @moment(reported, reported), origins, publishers, disputed, denied, document
FROM rm_facts
""",
    "fact_history": """
-- One row for each change of a fact along reported time.
--   story, type, fact_id, fact_key: the fact
--   since, since_at: from when on the row holds
--   what: what changed: `added`, or the parts that did, comma-separated
--   value, value_number, relation, status, origins, publishers, disputed, denied: as in `facts`; the status is `absent` from when on no article says it any longer
SELECT story, type, fact_id, fact_key, @moment(since, since), what, value, value_number,
  relation, status, origins, publishers, disputed, denied
FROM rm_fact_history
""",
    "disagreements": """
-- One row for each claim that speaks against a fact.
--   story, type, fact_id, fact_key, value, status: the fact
--   standing: `dissenting`: the claim says otherwise; `denied`: it denies a value
--   claim_id, fields, event_date, quote: the claim
--   source, published, reported, reported_at, address: who says it, and when
SELECT f.story, f.type, f.fact_id, f.fact_key, f.value, f.status, s.standing, k.claim_id, k.fields,
  k.event_date, k.source, k.published, k.reported, k.reported_at, k.quote, k.address
FROM rm_facts f
JOIN rm_standings s ON s.group_id = f.group_id AND s.ord = f.ord AND s.standing IN ('dissenting', 'denied')
JOIN claims k ON k.claim_id = s.claim_id AND k.story = f.story
""",
    "sources": """
-- One row for each publisher.
--   source: its name, or `unknown`
--   articles: how many of its articles the archive holds
--   copies: how many of them carry another article's text
--   claims: how many claims they make
--   first_reported, first_reported_at, last_reported, last_reported_at: from when to when
WITH told AS (
  SELECT coalesce(r.source, 'unknown') AS source, c.address, c.version_id, c.cluster, c.reported,
    (SELECT count(1) FROM rm_claims k
      WHERE k.address = c.address AND k.version_id = c.version_id AND k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)) AS claims
  FROM rm_current c JOIN rm_readings r ON r.position = c.reading
), summed AS (
  SELECT source, count(1) AS articles, CAST(sum(CASE WHEN cluster = address THEN 0 ELSE 1 END) AS BIGINT) AS copies,
    CAST(sum(claims) AS BIGINT) AS claims, min(reported) AS first_reported, max(reported) AS last_reported
  FROM told GROUP BY source
)
SELECT source, articles, copies, claims, @moment(first_reported, first_reported),
  @moment(last_reported, last_reported)
FROM summed
""",
    "events": """
-- The log, one row for each event.
--   position: place in the log
--   type, schema: the event's type and the version of its form
--   stream, stream_version: what it happened to, and its ordinal there
--   recorded, recorded_at: when it was recorded
--   actor: who recorded it
--   command: position of the first event that the same command recorded
--   commitment: SHA-256 over the salted payload
SELECT position, type, schema, stream, stream_version, @moment(recorded_at, recorded),
  actor, command, commitment
FROM log_events
""",
    "stories": """
-- One row for each story, as it is defined now.
--   story, title: its id and title
--   digest: SHA-256 over its definition
--   position: where the log recorded it
--   defined, defined_at: when
--   facts: how many facts it has
--   source: its definition, TOML
SELECT s.story, s.title, s.digest, s.position, @moment(s.recorded_at, defined),
  (SELECT count(1) FROM rm_facts f WHERE f.story = s.story) AS facts, s.source
FROM rm_stories s
WHERE s.position = (SELECT max(n.position) FROM rm_stories n WHERE n.story = s.story)
""",
    "sightings": """
-- What stands near a story's topic words and no frame explained: worth a look, never counted.
--   story: the story
--   kind: `number` or `item`
--   text, sentence: the words, and the sentence they stand in
--   address, title, source, published, reported, reported_at, version, version_id: the article
--   start, stop: place of the words in the text, in characters
--   position: where the log recorded the run that saw it
SELECT k.story, k.kind, k.text, k.sentence, k.address, r.title, r.source, r.published,
  @moment(c.reported, reported), c.number AS version, k.version_id, k.start, k.stop, k.position
FROM rm_sightings k
JOIN rm_current c ON c.address = k.address AND c.version_id = k.version_id
JOIN rm_readings r ON r.position = c.reading
WHERE k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)
""",
    "watches": """
-- One row for each watch: what is looked at again and again, and how its last run ended.
--   watch: its name
--   kind, target: `page`, `feed`, `sitemap` or `folder`, and its URL or path
--   schedule: `every 30m`, `adaptive`, or `cron 5 * * * *`
--   stories, given: the stories that it is about, and the metadata that hold for what it brings, JSON
--   state: how the last run ended: `new` (there was none), `ok` or `failing`
--   paused: 1 if it is not run
--   due, due_at: when it is run next
--   ran, ran_at: when its last run ended
--   counts, errors: what that brought, looks by outcome, and what went wrong, JSON
--   failures, failing_since, failing_since_at: how many runs in a row failed, and since when
--   fresh, fresh_at: the newest publication or change that it has seen
--   added, added_at: when it was added
SELECT watch, kind, target, schedule, stories, given, state, paused, @moment(due, due),
  @moment(ran, ran), counts, errors, failures, @moment(failing_since, failing_since),
  @moment(fresh, fresh), @moment(added, added)
FROM rm_watches
""",
    "watch_runs": """
-- One row for each run of a watch.
--   watch: the watch
--   slot, slot_at: when the run was due
--   started, started_at, duration: when it began, and how long it took, in microseconds
--   state: `ok` or `failing`
--   counts, errors: what it brought, looks by outcome, and what went wrong, JSON
--   missed: how many slots had passed before anybody ran it
--   failures: how many runs in a row have failed, this one included
--   next_due, next_due_at: when the watch was due again
--   position: where the log recorded it
SELECT watch, @moment(slot, slot), @moment(started, started), finished - started AS duration, state, counts,
  errors, missed, failures, @moment(due, next_due), position
FROM rm_watch_runs
""",
}
"""The views as they were when this migration was written."""


def upgrade() -> None:
    drop_views()
    bind = op.get_bind()
    dialect = bind.dialect.name
    for name, query in VIEWS.items():
        bind.exec_driver_sql(f"CREATE VIEW {name} AS\n{for_dialect(dialect, query).strip()}")
    if dialect == "postgresql":
        for name, query in VIEWS.items():
            bind.exec_driver_sql(comments(name, query))
    else:
        change_typed_views(_BEFORE, _AFTER)


def downgrade() -> None:
    drop_views()
    bind = op.get_bind()
    before: ModuleType = op.get_context().script.get_revision("0006").module
    queries = {
        name: query
        for revision in ("0003", "0005", "0006")
        for name, query in op.get_context().script.get_revision(revision).module.VIEWS.items()
    }
    for name in VIEWS:
        query = before.for_dialect(bind.dialect.name, queries[name]).strip()
        bind.exec_driver_sql(f"CREATE VIEW {name} AS {query}")
    if bind.dialect.name == "sqlite":
        change_typed_views(_AFTER, _BEFORE)


def drop_views() -> None:
    for name in reversed(VIEWS):
        op.get_bind().exec_driver_sql(f"DROP VIEW {name}")


def change_typed_views(before: str, after: str) -> None:
    """Write the views of the stories, which stay as they are, in the words of these."""
    bind = op.get_bind()
    query = "SELECT m.name, m.sql FROM sqlite_master m JOIN rm_typed_views t ON t.view = m.name WHERE m.type = 'view'"
    for name, text in bind.exec_driver_sql(query).all():
        quoted = name.replace('"', '""')
        bind.exec_driver_sql(f'DROP VIEW "{quoted}"')
        bind.exec_driver_sql(text.replace(before, after))


def comments(view: str, query: str) -> str:
    """The statements, as one, that give a view and its columns the comments that its text begins with."""
    told = [line[2:] for line in query.strip().splitlines() if line.startswith("--")]
    given = [f"VIEW {view} IS {literal(told[0].strip())}"]
    for line in told[1:]:
        names, _, meaning = line.strip().partition(": ")
        given += [f"COLUMN {view}.{name} IS {literal(meaning)}" for name in names.split(", ")]
    return "; ".join(f"COMMENT ON {each}" for each in given)


def literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def for_dialect(dialect: str, query: str) -> str:
    return _MOMENT.sub(lambda found: _moment(dialect, found[1], found[2]), query)


def _moment(dialect: str, column: str, name: str) -> str:
    if dialect == "sqlite":
        stamp = f"datetime({column} / 1000000, 'unixepoch')"
        day = f"substr({stamp}, 1, 10)"
        full = f"replace({stamp}, ' ', 'T') || 'Z'"
    else:
        stamp = f"to_timestamp({column} / 1000000) AT TIME ZONE 'UTC'"
        day = f"to_char({stamp}, 'YYYY-MM-DD')"
        full = f"""to_char({stamp}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    # No modulo here: drivers take its sign for the mark of a parameter.
    midnight = f"{column} = {column} / {_DAY} * {_DAY}"
    return f"CASE WHEN {midnight} THEN {day} ELSE {full} END AS {name}, {column} AS {name}_at"
