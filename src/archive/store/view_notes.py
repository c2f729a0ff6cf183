"""What each view and each of its columns means, with statements to begin with.

This is where it is said: PostgreSQL and SQLite keep it beside the views, `archive sql .schema` shows it, and a
test holds docs/sql.md to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class ViewNote:
    """What a view shows: `about` its rows, `columns` as pairs of names (comma-separated) and meaning.

    `examples` are pairs of a question and a statement that answers it.
    """

    about: str
    columns: tuple[tuple[str, str], ...]
    examples: tuple[tuple[str, str], ...]

    @property
    def meanings(self) -> dict[str, str]:
        """What each single column means."""
        return {name: meaning for names, meaning in self.columns for name in names.split(", ")}


NOTES: Final = {
    "articles": ViewNote(
        "One row for each article, as its current version has it.",
        (
            ("address", "what identifies the article"),
            ("title, source, url, language", "as read; NULL where unknown"),
            ("source_basis", "where the source was read: `given`, `sidecar`, `header`, ..."),
            ("published, published_basis", "the publication date and where it was read"),
            ("reported, reported_at", "when the words of the current version became public"),
            ("reported_basis", "how that is known: the basis of the date, `in-body`, or `captured`"),
            ("version, version_id", "the current version's number and id"),
            ("versions, captures", "how many versions there are, and how many looks"),
            (
                "copy_of",
                "the smallest address among the articles that carry the same text; NULL if it is this one",
            ),
            ("copies", "how many other articles carry the same text"),
            ("length", "characters in the text"),
            ("author, section", "as the page tells them; NULL where unknown"),
            ("rank", "`full`, or `excerpt` where only a part of the text could be had"),
            ("last_outcome", "what the latest look found: `unchanged`, `gone`, `blocked`, ..."),
            ("last_seen, last_seen_at", "when a look last showed the article"),
            (
                "first_missing, first_missing_at",
                "when it was first found gone after that; it vanished between the two",
            ),
        ),
        (
            (
                "The newest reports, copies of the same text left out",
                "SELECT reported, source, title FROM articles WHERE copy_of IS NULL ORDER BY reported_at DESC, address",
            ),
            (
                "Articles that changed after they were published",
                "SELECT address, versions, reported, title FROM articles WHERE versions > 1 ORDER BY versions DESC, address",
            ),
        ),
    ),
    "versions": ViewNote(
        "One row for each version of each article.",
        (
            ("address, version, version_id", "the article, the version's number and its id"),
            ("title, source, published, published_basis, modified", "as read in this version"),
            ("reported, reported_at, reported_basis", "when its words became public"),
            ("reported_until, reported_until_at", "when a later version's words did; NULL for the last"),
            ("captured, captured_at", "when the archive first looked at it"),
            ("is_current", "1 for the version that stands now"),
            ("length", "characters in the text"),
            ("text", "SHA-256 of the text"),
            ("reader, reader_version", "what read it"),
            ("position", "where the log recorded the reading"),
            ("rank", "`full`, or `excerpt` where only a part of the text could be had"),
            ("author, section", "as the page tells them"),
            ("access", "`open` or `paywalled`, where the page says so"),
            ("notices", "how many correction and update notices the text has"),
            ("raw", "SHA-256 of the bytes it was read from"),
            ("details", "links, images, notices and contradictions of the metadata, as JSON"),
        ),
        (
            (
                "When each edit became public, and how that is known",
                "SELECT address, version, reported, reported_basis FROM versions WHERE version > 1 ORDER BY address, version",
            ),
            (
                "How long each version stood",
                "SELECT address, version, reported, reported_until FROM versions ORDER BY address, version",
            ),
        ),
    ),
    "captures": ViewNote(
        "One row for each look at an address.",
        (
            ("position", "place in the log"),
            ("address", "what was looked at"),
            ("captured, captured_at", "when"),
            (
                "outcome",
                "`new`, `changed`, `unchanged`; or, and then it showed no version: `gone`, `moved`, `blocked`, `failed`",
            ),
            ("name", "the file, the record or the URL that was read"),
            ("size, raw", "bytes that came back, and their SHA-256; NULL where none came"),
            ("recorded, recorded_at", "when the log recorded it"),
            ("version_id", "the version that it showed"),
            ("via", "how it came: `file`, `stdin`, `web`, `warc`, `memento`, `feed`, `mail`, `jsonl`"),
            ("url, landed", "what was asked for, and what answered in the end where that is another URL"),
            ("status", "the HTTP status"),
            ("moved_to", "the address at which a moved article goes on"),
            ("problem", "why it showed no version"),
            ("watch", "the watch that had it looked at, if any"),
        ),
        (
            (
                "What the looks found",
                "SELECT outcome, count(*) AS looks FROM captures GROUP BY outcome ORDER BY outcome",
            ),
        ),
    ),
    "claims": ViewNote(
        "One row for each claim that the current version of an article makes.",
        (
            ("claim_id, story, type", "the claim, the story and the fact type"),
            ("fields", "its typed fields, JSON"),
            (
                "relation, role, polarity, certainty",
                "`eq`, `ge`, ...; `current`, `previous`, ...; `affirmed`, `denied`; `stated`, `hedged`",
            ),
            ("block", "where it stands: `headline`, `body`, `caption`"),
            ("attributed_to", "whom the article credits, nearest speaker first"),
            ("event_date, report_date", "when it happened, and when it was said to be reported"),
            ("quote", "the exact words"),
            ("address, title, source, published", "the article"),
            ("reported, reported_at, reported_basis", "since when these words are public"),
            ("version, version_id", "the article's version"),
            ("cluster", "the same for all copies of one text"),
            ("review", "a reviewer's verdict, if any"),
            ("assertion_key", "the same for equal assertions in any article or version"),
            ("frame", "which frame of the story found it"),
            ("start, stop", "place of the quote in the text, in characters"),
            ("position", "where the log recorded the run that found it"),
        ),
        (
            (
                "Who denies what",
                "SELECT source, published, quote FROM claims WHERE polarity = 'denied' ORDER BY reported_at, claim_id",
            ),
            (
                "What is said, by how many independent texts and by how many sources",
                "SELECT type, fields, count(DISTINCT cluster) AS texts, count(DISTINCT source) AS sources\n"
                "FROM claims WHERE polarity = 'affirmed' GROUP BY type, fields ORDER BY texts DESC, fields",
            ),
        ),
    ),
    "claim_history": ViewNote(
        "The claims of all versions, also of those that have been replaced: what was being said at any time.",
        (
            ("claim_id, story, type, fields, relation, role, polarity, certainty", "as in `claims`"),
            ("block, attributed_to, event_date, report_date, quote", "as in `claims`"),
            ("address, title, source, published", "the article"),
            ("reported, reported_at, reported_basis", "since when these words are public"),
            ("reported_until, reported_until_at", "when a later version replaced them; NULL if none did"),
            ("version, version_id, is_current", "the article's version, and whether it stands now"),
            ("review, assertion_key, position", "as in `claims`"),
        ),
        (
            (
                "What was being said on one day",
                "SELECT source, quote FROM claim_history\n"
                "WHERE reported <= '2024-03-01' AND (reported_until IS NULL OR reported_until > '2024-03-01')\n"
                "ORDER BY reported_at, claim_id",
            ),
            (
                "Claims that an edit took back: no later version of the article makes them",
                "SELECT h.source, h.quote, h.reported, h.reported_until FROM claim_history h\n"
                "WHERE h.is_current = 0 AND NOT EXISTS (\n"
                "  SELECT 1 FROM claims c WHERE c.address = h.address AND c.assertion_key = h.assertion_key)\n"
                "ORDER BY h.reported_until_at, h.claim_id",
            ),
        ),
    ),
    "facts": ViewNote(
        "One row for each fact, as of the latest report.",
        (
            ("story, type, fact_id", "the story, the fact type, and the fact's stable id"),
            ("fact_key", "what the fact is about, JSON"),
            ("value, value_number", "its value"),
            ("relation", "`eq`, `ge` (at least), `le`, `approx` or `range`"),
            (
                "status",
                "`corroborated`, `single-origin`, `disputed`, `provisional`, `superseded`, `denied` or `retracted`",
            ),
            ("reported, reported_at", "when the newest supporting words became public"),
            ("origins", "how many attributed sources stand behind it"),
            ("publishers", "how many independent texts say it: copies count once"),
            ("disputed", "attributes with rival values, JSON, the preferred value first"),
            ("denied", "values that somebody denied, JSON"),
            ("document", "the whole fact with its claims, JSON"),
        ),
        (
            (
                "All facts, and what stands behind each",
                "SELECT type, fact_key, value, status, origins, publishers FROM facts ORDER BY story, type, fact_key",
            ),
            (
                "What rests on one text alone",
                "SELECT type, fact_key, value, reported FROM facts WHERE publishers = 1 ORDER BY reported_at, fact_id",
            ),
        ),
    ),
    "fact_history": ViewNote(
        "One row for each change of a fact along reported time.",
        (
            ("story, type, fact_id, fact_key", "the fact"),
            ("since, since_at", "from when on the row holds"),
            ("what", "what changed: `added`, or the parts that did, comma-separated"),
            (
                "value, value_number, relation, status, origins, publishers, disputed, denied",
                "as in `facts`; the status is `absent` from when on no article says it any longer",
            ),
        ),
        (
            (
                "How each fact came to be what it is",
                "SELECT since, fact_key, value, status, what FROM fact_history ORDER BY fact_id, since_at",
            ),
            (
                "How a number moved",
                "SELECT fact_key, since, relation, value_number FROM fact_history\n"
                "WHERE value_number IS NOT NULL ORDER BY fact_id, since_at",
            ),
        ),
    ),
    "disagreements": ViewNote(
        "One row for each claim that speaks against a fact.",
        (
            ("story, type, fact_id, fact_key, value, status", "the fact"),
            ("standing", "`dissenting`: the claim says otherwise; `denied`: it denies a value"),
            ("claim_id, fields, event_date, quote", "the claim"),
            ("source, published, reported, reported_at, address", "who says it, and when"),
        ),
        (
            (
                "Who speaks against what",
                "SELECT fact_key, value, standing, source, quote FROM disagreements ORDER BY fact_id, claim_id",
            ),
            (
                "The facts that most is said against",
                "SELECT f.type, f.fact_key, f.value, f.publishers, count(DISTINCT d.source) AS against\n"
                "FROM facts f JOIN disagreements d ON d.fact_id = f.fact_id\n"
                "GROUP BY f.fact_id, f.type, f.fact_key, f.value, f.publishers ORDER BY against DESC, f.fact_id",
            ),
        ),
    ),
    "sources": ViewNote(
        "One row for each publisher.",
        (
            ("source", "its name, or `unknown`"),
            ("articles", "how many of its articles the archive holds"),
            ("copies", "how many of them carry another article's text"),
            ("claims", "how many claims they make"),
            ("first_reported, first_reported_at, last_reported, last_reported_at", "from when to when"),
        ),
        (
            (
                "Who is quoted most",
                "SELECT source, articles, copies, claims FROM sources ORDER BY claims DESC, source",
            ),
        ),
    ),
    "events": ViewNote(
        "The log, one row for each event.",
        (
            ("position", "place in the log"),
            ("type, schema", "the event's type and the version of its form"),
            ("stream, stream_version", "what it happened to, and its ordinal there"),
            ("recorded, recorded_at", "when it was recorded"),
            ("actor", "who recorded it"),
            ("command", "position of the first event that the same command recorded"),
            ("commitment", "SHA-256 over the salted payload"),
        ),
        (
            (
                "What was recorded, and when last",
                "SELECT type, count(*) AS events, max(recorded) AS latest FROM events GROUP BY type ORDER BY type",
            ),
        ),
    ),
    "stories": ViewNote(
        "One row for each story, as it is defined now.",
        (
            ("story, title", "its id and title"),
            ("digest", "SHA-256 over its definition"),
            ("position", "where the log recorded it"),
            ("defined, defined_at", "when"),
            ("facts", "how many facts it has"),
            ("source", "its definition, TOML"),
        ),
        (
            (
                "Which stories there are",
                "SELECT story, title, facts FROM stories ORDER BY story",
            ),
        ),
    ),
    "sightings": ViewNote(
        "What stands near a story's topic words and no frame explained: worth a look, never counted.",
        (
            ("story", "the story"),
            ("kind", "`number` or `item`"),
            ("text, sentence", "the words, and the sentence they stand in"),
            ("address, title, source, published, reported, reported_at, version, version_id", "the article"),
            ("start, stop", "place of the words in the text, in characters"),
            ("position", "where the log recorded the run that saw it"),
        ),
        (
            (
                "Numbers that no frame explained",
                "SELECT source, text, sentence FROM sightings WHERE kind = 'number' ORDER BY address, start",
            ),
        ),
    ),
    "watches": ViewNote(
        "One row for each watch: what is looked at again and again, and how its last run ended.",
        (
            ("watch", "its name"),
            ("kind, target", "`page`, `feed`, `sitemap` or `folder`, and its URL or path"),
            ("schedule", "`every 30m`, `adaptive`, or `cron 5 * * * *`"),
            (
                "stories, given",
                "the stories that it is about, and the metadata that hold for what it brings, JSON",
            ),
            ("state", "how the last run ended: `new` (there was none), `ok` or `failing`"),
            ("paused", "1 if it is not run"),
            ("due, due_at", "when it is run next"),
            ("ran, ran_at", "when its last run ended"),
            ("counts, errors", "what that brought, looks by outcome, and what went wrong, JSON"),
            ("failures, failing_since, failing_since_at", "how many runs in a row failed, and since when"),
            ("fresh, fresh_at", "the newest publication or change that it has seen"),
            ("added, added_at", "when it was added"),
        ),
        (
            (
                "What fails, and since when",
                "SELECT watch, failing_since, failures, errors FROM watches WHERE state <> 'ok' ORDER BY failures DESC",
            ),
        ),
    ),
    "watch_runs": ViewNote(
        "One row for each run of a watch.",
        (
            ("watch", "the watch"),
            ("slot, slot_at", "when the run was due"),
            ("started, started_at, duration", "when it began, and how long it took, in microseconds"),
            ("state", "`ok` or `failing`"),
            ("counts, errors", "what it brought, looks by outcome, and what went wrong, JSON"),
            ("missed", "how many slots had passed before anybody ran it"),
            ("failures", "how many runs in a row have failed, this one included"),
            ("next_due, next_due_at", "when the watch was due again"),
            ("position", "where the log recorded it"),
        ),
        (
            (
                "What watching costs",
                "SELECT watch, count(*) AS runs, sum(duration) / 1000000 AS seconds FROM watch_runs GROUP BY watch ORDER BY seconds DESC",
            ),
        ),
    ),
}
"""Every view of `views.VIEWS`, in the order in which they are told of."""
