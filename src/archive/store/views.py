"""The public SQL views: the interface of the database for everybody but this program.

`view_notes` says what they mean. The tables behind them are private.

Invariants: every moment is shown twice, as ISO text for people (a day where the moment is a midnight) and as
whole microseconds in `NAME_at`; both databases have the same views with the same columns.
"""

from __future__ import annotations

import re
from typing import Final

from archive.store.view_notes import NOTES

_DAY: Final = 86_400_000_000
_MOMENT: Final = re.compile(r"@moment\(([\w.]+), (\w+)\)")
_BY: Final = re.compile(r" @by\(([\w.]+)\)")

SAID: Final = """k.address, r.title, r.source, r.published, @moment(c.reported, reported),
  c.reported_basis, c.number AS version, k.version_id, c.cluster, w.verdict AS review, k.assertion_key,
  k.frame, k.start, k.stop, k.position
FROM rm_claims k
JOIN rm_current c ON c.address = k.address AND c.version_id = k.version_id
JOIN rm_readings r ON r.position = c.reading
LEFT JOIN rm_reviews w ON w.verdict <> 'withdrawn' AND w.position = (
    SELECT max(n.position) FROM rm_reviews n WHERE n.claim_id = k.claim_id)
WHERE k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)"""
"""Who says a claim of an article's current version, and since when: the tail of a query over `rm_claims k`."""

VIEWS: Final = {
    "versions": """
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
  FROM reported r @by(r.since)
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
SELECT position, address, @moment(captured, captured), outcome, name, size, nullif(raw, '') AS raw,
  @moment(recorded_at, recorded), version_id, via, url, landed, status, moved_to, problem, watch
FROM rm_captures
""",
    "claims": """
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
SELECT story, type, fact_id, fact_key, value, value_number, relation, status,
  @moment(reported, reported), origins, publishers, disputed, denied, document
FROM rm_facts
""",
    "fact_history": """
SELECT story, type, fact_id, fact_key, @moment(since, since), what, value, value_number,
  relation, status, origins, publishers, disputed, denied
FROM rm_fact_history
""",
    "disagreements": """
SELECT f.story, f.type, f.fact_id, f.fact_key, f.value, f.status, s.standing, k.claim_id, k.fields,
  k.event_date, k.source, k.published, k.reported, k.reported_at, k.quote, k.address
FROM rm_facts f
JOIN rm_standings s ON s.group_id = f.group_id AND s.ord = f.ord AND s.standing IN ('dissenting', 'denied')
JOIN claims k ON k.claim_id = s.claim_id AND k.story = f.story
""",
    "sources": """
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
SELECT position, type, schema, stream, stream_version, @moment(recorded_at, recorded),
  actor, command, commitment
FROM log_events
""",
    "stories": """
SELECT s.story, s.title, s.digest, s.position, @moment(s.recorded_at, defined),
  (SELECT count(1) FROM rm_facts f WHERE f.story = s.story) AS facts, s.source
FROM rm_stories s
WHERE s.position = (SELECT max(n.position) FROM rm_stories n WHERE n.story = s.story)
""",
    "sightings": """
SELECT k.story, k.kind, k.text, k.sentence, k.address, r.title, r.source, r.published,
  @moment(c.reported, reported), c.number AS version, k.version_id, k.start, k.stop, k.position
FROM rm_sightings k
JOIN rm_current c ON c.address = k.address AND c.version_id = k.version_id
JOIN rm_readings r ON r.position = c.reading
WHERE k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)
""",
    "watches": """
SELECT watch, kind, target, schedule, stories, given, state, paused, @moment(due, due),
  @moment(ran, ran), counts, errors, failures, @moment(failing_since, failing_since),
  @moment(fresh, fresh), @moment(added, added)
FROM rm_watches
""",
    "watch_runs": """
SELECT watch, @moment(slot, slot), @moment(started, started), finished - started AS duration, state, counts,
  errors, missed, failures, @moment(due, next_due), position
FROM rm_watch_runs
""",
}
"""The query of each view, each after those that it is built on.

`@moment(COLUMN, NAME)` stands for two columns; `@by(COLUMN)` leaves out what was reported after the time that
a view is to show, if it is not the present.
"""


def view_statements(dialect: str) -> list[str]:
    """The statements that create the public views on `sqlite` or `postgresql`, with what each says of itself.

    SQLite keeps the text of a view with its comments; PostgreSQL keeps comments apart.
    """
    statements = [
        f"CREATE VIEW {name} AS\n{_remarks(name)}\n{for_dialect(dialect, query).strip()}"
        for name, query in VIEWS.items()
    ]
    return statements + ([_comments(name) for name in VIEWS] if dialect == "postgresql" else [])


def _remarks(view: str) -> str:
    """What a view and its columns mean, as comments in its text."""
    note = NOTES[view]
    return "\n".join([f"-- {note.about}", *(f"--   {names}: {meaning}" for names, meaning in note.columns)])


def _comments(view: str) -> str:
    """The statements, as one, that give a view and its columns their comments."""
    note = NOTES[view]
    told = [f"VIEW {view} IS {_literal(note.about)}"]
    told += [f"COLUMN {view}.{name} IS {_literal(meaning)}" for name, meaning in note.meanings.items()]
    return "; ".join(f"COMMENT ON {each}" for each in told)


def _literal(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def drop_statements() -> list[str]:
    """The statements that drop the public views, dependants first."""
    return [f"DROP VIEW IF EXISTS {name}" for name in reversed(VIEWS)]


def for_dialect(dialect: str, query: str, as_of: int | None = None) -> str:
    """`query` with every moment written out: as text, and as microseconds; of what was reported by `as_of`."""
    limited = _BY.sub("" if as_of is None else rf" WHERE \1 <= {as_of}", query)
    return _MOMENT.sub(lambda found: _moment(dialect, found[1], found[2]), limited)


def _moment(dialect: str, column: str, name: str) -> str:
    if dialect == "sqlite":
        # No date(): DuckDB reads the text of a view that it attaches, and knows another date().
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
