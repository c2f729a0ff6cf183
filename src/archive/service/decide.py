"""What a look means for its article: pure decisions, events out.

Invariant: the versions of an article are a function of its looks in order of capture, in whatever
order they came in: each stretch of looks that show one text is one version, so A, B, A is three. A look
that comes late can therefore begin a version, move the beginning of one back, or part one in two; the
id of a version never changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from archive.domain.article import Article, Sourced, SourcedDate, version_id
from archive.domain.canonical import sha256_hex
from archive.domain.event import ArticleCaptured, ArticleParsed, Outcome, Payload
from archive.service.history import History
from archive.service.take import LIVE, UNCHOSEN, Taken
from archive.store.rows import CaptureRow, Version

SHORTENED: Final = "shows only part of the text that it showed before"
"""Why a look at a cut text is no version, until a second look confirms it."""
_CUT: Final = 0.6
"""A text below this part of the length of the one before, with nothing new in it, may be cut off."""
_GUESSED: Final = frozenset({"none", "inferred", "in-body", "captured", "text"})

_PRIVATE: Final = frozenset({"set-cookie", "set-cookie2"})
"""Headers that say nothing of an article, and may let whoever reads them in as the one who looked."""

Again = Callable[[CaptureRow | Version], Article | None]
"""Reads the bytes of a look, or of a version, with the reader of today; None where that cannot be."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a look means for its article; no events where it adds nothing. `texts` are those that were read."""

    outcome: Outcome
    events: tuple[Payload, ...] = ()
    texts: tuple[str, ...] = ()
    warning: str | None = None


def decide(taken: Taken, history: History, again: Again) -> Decision:
    """Decide what one look at an article means.

    A look that is recorded already adds nothing, nor does a file whose bytes equal the latest look's,
    unless the user now says other things of it. A look at a live address is always recorded.
    """
    if taken.finding is not None:
        return _without_text(taken, history)
    held = _in_force(history.versions, taken.captured)
    told_anew = bool(taken.given) and held is not None and metadata_of(held) != metadata_of(_read(taken))
    if not told_anew and _is_known(taken, history):
        return Decision("unchanged")
    if taken.look.via == "feed" and any(version.rank == "full" for version in history.versions):
        return Decision("unchanged")
    withheld = _withheld(taken, history, held, again)
    if withheld is not None:
        return Decision("blocked", (look_of(taken, history.address, "blocked", problem=withheld),))
    return _Versions(taken, history, again).decision(told_anew)


def _is_known(taken: Taken, history: History) -> bool:
    if taken.captured_given and history.holds(taken.captured, taken.raw):
        return True
    if taken.look.via in LIVE or taken.captured_given:
        return False
    return history.latest is not None and taken.raw == history.latest.raw


def _without_text(taken: Taken, history: History) -> Decision:
    """A look that showed no text never touches the versions."""
    finding = taken.finding
    assert finding is not None
    if taken.captured_given and history.holds(taken.captured, taken.raw):
        return Decision("unchanged")
    version = None
    if finding.outcome == "unchanged" and taken.look.same_as is None:
        held = _in_force(history.versions, taken.captured)
        version = held.version_id if held else None
    event = look_of(
        taken,
        history.address,
        finding.outcome,
        version=version,
        moved_to=taken.moved_to,
        problem=finding.problem,
    )
    return Decision(finding.outcome, (event,))


def _withheld(taken: Taken, history: History, held: Version | None, again: Again) -> str | None:
    """Why the text must not stand for the article: a paywalled or cut text never replaces a whole one."""
    article = _read(taken)
    if article.rank == "excerpt" and any(version.rank == "full" for version in history.versions):
        return "shows only an excerpt" + (" (paywalled)" if article.details.access == "paywalled" else "")
    if held is None or taken.look.via not in UNCHOSEN or held.length * _CUT <= len(article.text):
        return None
    whole = again(held)
    if whole is None or not is_cut(article.text, whole.text):
        return None
    before = history.by(taken.captured)
    if before is not None and (before.problem or "").startswith(SHORTENED):
        seen = again(before)
        if seen is not None and seen.text == article.text:
            return None
    return f"{SHORTENED}: {len(article.text):,} of {len(whole.text):,} characters; a second look settles it"


def is_cut(text: str, whole: str) -> bool:
    """Whether `text` is notably shorter than `whole` and holds nothing else: the last paragraph may break off."""
    if len(text) >= _CUT * len(whole):
        return False
    parts = [" ".join(part.split()).rstrip(" .…") for part in text.split("\n\n")]
    flat = " ".join(whole.split())
    return all(part in flat for part in parts)


class _Versions:
    """The versions that there are once a look has been taken into account.

    Every version begins with the first look of its stretch, so the looks from there to the next version
    show its text.
    """

    def __init__(self, taken: Taken, history: History, again: Again) -> None:
        self._taken = taken
        self._article = _read(taken)
        self._history = history
        self._again = again
        self._text = sha256_hex(taken.text)
        self._reread: list[Payload] = []
        self._texts = [self._article.text]
        self._before = _in_force(history.versions, taken.captured)
        self._after = next((v for v in history.versions if v.captured > taken.captured), None)

    def decision(self, told_anew: bool) -> Decision:
        """What the look means, and the readings that follow from it."""
        same = self._same()
        if same is None:
            outcome: Outcome = "changed" if self._history.versions else "new"
            identity = version_id(self._history.address, self._taken.captured, self._text)
            readings = [self._reading(identity, self._taken.captured), *self._parted()]
        else:
            outcome, identity = "unchanged", same.version_id
            readings = list(self._renewed(same, told_anew))
        look = look_of(self._taken, self._history.address, outcome, version=identity)
        events = (look, *self._reread, *readings)
        return Decision(outcome, events, tuple(self._texts), self._warning(outcome))

    def _same(self) -> Version | None:
        """The version that the look shows: the one in force, or the one that begins next; or none."""
        if self._before is not None and self._shows(self._before):
            return self._before
        if self._after is not None and not self._later and self._shows(self._after):
            return self._after
        return None

    @cached_property
    def _later(self) -> list[CaptureRow]:
        """The looks after this one that show the version in force before it."""
        latest = self._history.latest
        if self._before is None or latest is None or latest.captured <= self._taken.captured:
            return []
        end = self._after.captured if self._after else latest.captured + 1
        return self._history.shown_between(self._taken.captured, end)

    def _parted(self) -> Iterator[Payload]:
        """What stood before goes on after this look: from then on it is a version of its own.

        The look that a version is called after stays with it, so that no two are called alike: the part
        that holds that look keeps the id, and the other is called after its own first look.
        """
        later, before = self._later, self._before
        if not later or before is None:
            return
        address, first = self._history.address, later[0]
        identity = version_id(address, first.captured, before.text)
        if any(version_id(address, look.captured, before.text) == before.version_id for look in later):
            identity = before.version_id
            earlier = version_id(address, before.captured, before.text)
            yield _record(address, earlier, before.captured, before.raw, before)
        yield _record(address, identity, first.captured, first.raw or None, before)

    def _shows(self, version: Version) -> bool:
        """Whether the look shows the text of `version`; both are read with the same reader first."""
        if version.text == self._text:
            return True
        mark = _mark(self._article)
        if version.reader != self._article.reader or _mark(version) == mark:
            return False
        anew = self._again(version)
        if anew is None or _mark(anew) != mark:
            return False
        if sha256_hex(anew.text.encode()) != version.text:
            self._reread.append(
                _record(version.address, version.version_id, version.captured, version.raw, anew)
            )
            self._texts.append(anew.text)
        return anew.text == self._article.text

    def _renewed(self, same: Version, told_anew: bool) -> Iterator[Payload]:
        """A further reading of a version that stood already, where this look says more than the last one.

        A version that was seen earlier than was known begins then.
        """
        if self._taken.look.via in UNCHOSEN:
            says_more = improves(self._article, same) and not self._reread
        else:
            says_more = told_anew or metadata_of(self._article) != metadata_of(same)
        since = min(self._taken.captured, same.captured)
        if says_more or since < same.captured:
            yield self._reading(same.version_id, since)

    def _reading(self, identity: str, captured: int) -> ArticleParsed:
        return _record(self._history.address, identity, captured, self._taken.raw, self._article)

    def _warning(self, outcome: Outcome) -> str | None:
        held = self._before
        if outcome != "changed" or held is None or len(self._article.text) >= held.length * _CUT:
            return None
        lengths = f"{len(self._article.text):,} characters, {held.length:,} before"
        return f"the new text is much shorter than the one it replaces ({lengths}); both are kept"


def look_of(
    taken: Taken,
    address: str,
    outcome: Outcome,
    *,
    version: str | None = None,
    problem: str | None = None,
    moved_to: str | None = None,
) -> ArticleCaptured:
    """The record of the look itself."""
    look = taken.look
    return ArticleCaptured(
        address=address,
        captured=taken.captured,
        outcome=outcome,
        name=look.name,
        raw=taken.raw if moved_to is None else None,
        size=len(look.data) if moved_to is None else 0,
        given=dict(taken.given),
        stated=dict(look.stated),
        version=version,
        via=look.via,
        kind=look.kind,
        url=look.url,
        landed=look.landed,
        status=look.status,
        headers=tuple((name, value) for name, value in look.headers if name.lower() not in _PRIVATE),
        redirects=look.redirects,
        moved_to=moved_to,
        problem=problem,
        watch=taken.watch,
        witnessed=taken.witnessed,
    )


def metadata_of(article: Article | Version) -> tuple[str | None, ...]:
    """What a reading says about its article, in one comparable value."""
    dates = (article.published, article.modified)
    return (
        article.title.value,
        article.source.value,
        article.url.value,
        article.language.value,
        *(dated.date.value if dated.date else None for dated in dates),
    )


def improves(article: Article, held: Version) -> bool:
    """Whether a reading of the same text states what the one held had to guess or leave open.

    A statement that merely differs does not: a page that is given a new date every day was public
    since its first.
    """
    pairs: tuple[tuple[Sourced | SourcedDate, Sourced | SourcedDate], ...] = (
        (article.published, held.published),
        (article.source, held.source),
        (article.title, held.title),
        (article.language, held.language),
    )
    return any(new.basis not in _GUESSED and old.basis in _GUESSED for new, old in pairs)


def _read(taken: Taken) -> Article:
    assert taken.article is not None
    return taken.article


def _in_force(versions: Sequence[Version], captured: int) -> Version | None:
    """The version that the looks at `captured` show."""
    return next((version for version in reversed(versions) if version.captured <= captured), None)


def _mark(reading: Article | Version) -> tuple[str, str, dict[str, str]]:
    return reading.reader, reading.reader_version, dict(reading.options)


def _record(
    address: str, identity: str, captured: int, raw: str | None, told: Article | Version
) -> ArticleParsed:
    """The record that a version reads as `told`: as a reader has just read it, or as another version reads."""
    if isinstance(told, Article):
        text, length = sha256_hex(told.text.encode()), len(told.text)
    else:
        text, length = told.text, told.length
    return ArticleParsed(
        address=address,
        version_id=identity,
        captured=captured,
        text=text,
        length=length,
        blocks=told.blocks,
        title=told.title,
        source=told.source,
        url=told.url,
        language=told.language,
        published=told.published,
        modified=told.modified,
        in_body=told.in_body,
        reader=told.reader,
        reader_version=told.reader_version,
        raw=raw,
        details=told.details,
        rank=told.rank,
        options=dict(told.options),
        warnings=told.warnings,
    )
