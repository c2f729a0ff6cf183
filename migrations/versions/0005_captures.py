"""What a look found and what a page says of itself: columns, and the views that show them.

The read models are emptied, and filled again from the log by the next command that writes.
"""

from __future__ import annotations

import re
from types import ModuleType

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_DAY = 86_400_000_000
_MOMENT = re.compile(r"@moment\(([\w.]+), (\w+)\)")
CAPTURES = (
    "version_id",
    "via",
    "url",
    "landed",
    "status",
    "moved_to",
    "problem",
    "witnessed",
    "etag",
    "last_modified",
    "watch",
)
READINGS = ("rank", "raw", "author", "section", "access", "notices", "options", "details")
NUMBERS = ("status", "notices", "witnessed")
NOT_NULL = {"via": "file", "rank": "full", "notices": "0", "witnessed": "0", "options": "{}", "details": "{}"}

VIEWS = {
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
  (SELECT count(*) FROM rm_captures k WHERE k.address = c.address) AS captures,
  CASE WHEN c.cluster = c.address THEN NULL ELSE c.cluster END AS copy_of,
  (SELECT count(*) - 1 FROM rm_current o WHERE o.cluster = c.cluster) AS copies, r.length,
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
    "claim_history": """
SELECT k.claim_id, k.story, k.type, k.fields, k.relation, k.role, k.polarity, k.certainty,
  k.block, k.attributed_to, k.event_date, k.report_date, k.quote, k.address, v.title, v.source, v.published, v.reported, v.reported_at,
  v.reported_basis, v.reported_until, v.reported_until_at, v.version, v.version_id, v.is_current,
  w.verdict AS review, k.assertion_key, k.position
FROM rm_claims k
JOIN versions v ON v.version_id = k.version_id
LEFT JOIN rm_reviews w ON w.verdict <> 'withdrawn' AND w.position = (
    SELECT max(n.position) FROM rm_reviews n WHERE n.claim_id = k.claim_id)
WHERE k.position = (
    SELECT max(n.position) FROM rm_runs n WHERE n.version_id = k.version_id AND n.story = k.story)
""",
}
"""The views that changed, as they were when this migration was written; the last is built on the first."""


def upgrade() -> None:
    forget_what_was_read()
    drop_views()
    for table, columns in (("rm_captures", CAPTURES), ("rm_readings", READINGS)):
        for name in columns:
            kind = sa.Integer() if name in NUMBERS else sa.Text()
            default = NOT_NULL.get(name)
            op.add_column(table, sa.Column(name, kind, nullable=default is None, server_default=default))
    op.create_index("rm_captures_by_url", "rm_captures", ["url", "position"])
    op.create_index("rm_captures_by_raw", "rm_captures", ["raw", "captured"])
    op.create_index("rm_captures_by_watch", "rm_captures", ["watch", "captured"])
    make_views(VIEWS)


def downgrade() -> None:
    forget_what_was_read()
    drop_views()
    op.drop_index("rm_captures_by_watch", "rm_captures")
    op.drop_index("rm_captures_by_raw", "rm_captures")
    op.drop_index("rm_captures_by_url", "rm_captures")
    for table, columns in (("rm_captures", CAPTURES), ("rm_readings", READINGS)):
        for name in columns:
            op.drop_column(table, name)
    before: ModuleType = op.get_context().script.get_revision("0003").module
    make_views({name: before.VIEWS[name] for name in VIEWS})


def forget_what_was_read() -> None:
    """Drop the views of the stories and empty the read models."""
    bind = op.get_bind()
    for (view,) in bind.exec_driver_sql("SELECT view FROM rm_typed_views").all():
        bind.exec_driver_sql(f'DROP VIEW IF EXISTS "{view}"')
    before: ModuleType = op.get_context().script.get_revision("0002").module
    for table in before.TABLES:
        bind.exec_driver_sql(f"DELETE FROM {table}")


def drop_views() -> None:
    for name in reversed(VIEWS):
        op.get_bind().exec_driver_sql(f"DROP VIEW {name}")


def make_views(views: dict[str, str]) -> None:
    bind = op.get_bind()
    for name, query in views.items():
        bind.exec_driver_sql(f"CREATE VIEW {name} AS {for_dialect(bind.dialect.name, query).strip()}")


def for_dialect(dialect: str, query: str) -> str:
    return _MOMENT.sub(lambda found: _moment(dialect, found[1], found[2]), query)


def _moment(dialect: str, column: str, name: str) -> str:
    if dialect == "sqlite":
        day = f"date({column} / 1000000, 'unixepoch')"
        full = f"replace(datetime({column} / 1000000, 'unixepoch'), ' ', 'T') || 'Z'"
    else:
        stamp = f"to_timestamp({column} / 1000000) AT TIME ZONE 'UTC'"
        day = f"to_char({stamp}, 'YYYY-MM-DD')"
        full = f"""to_char({stamp}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
    # No modulo here: drivers take its sign for the mark of a parameter.
    midnight = f"{column} = {column} / {_DAY} * {_DAY}"
    return f"CASE WHEN {midnight} THEN {day} ELSE {full} END AS {name}, {column} AS {name}_at"
