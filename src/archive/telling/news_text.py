"""News as a message: every fact that moved with its sentences, every new conflict with its sides, every
article that was edited, disappeared or came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final, get_args

from archive.domain.change import Change
from archive.domain.conflict import Conflict
from archive.domain.message import Item, Message, message_id
from archive.domain.moment import END_OF_TIME, iso
from archive.domain.news import ArticleNews, News, StoryNews, What
from archive.domain.permalink import ChangeId
from archive.domain.snapshot import Point
from archive.domain.target import Target
from archive.telling.change_form import Form, change_form
from archive.telling.conflict_text import ConflictText, conflict_form
from archive.telling.diff_facts import SECTIONS, FactChange, by_fact
from archive.telling.diff_text import DiffText
from archive.telling.labels import Labels, in_words, moment_in_words
from archive.telling.lines import counted, plain
from archive.telling.written import Written

MOST_ITEMS: Final = 50
"""Items that one message tells in full; it says how many more there are."""
MOST_CLAIMS: Final = 10
"""Claims that the form of one item lists in one place."""
MOST_SENTENCES: Final = 5
"""Sentences that the text of one edit quotes of what came, and of what went."""
_LONGEST_TITLE: Final = 200
_LONGEST_SENTENCE: Final = 500


def message_about(news: News, target: Target) -> Message | None:
    """The message that tells `news` to `target`; None where there is none to tell."""
    total = sum(len(by_fact(each.changes)) + len(each.conflicts) for each in news.stories)
    total += len(news.articles)
    if not total:
        return None
    items = tuple(islice(_items(news), MOST_ITEMS))
    return Message(
        message_id=message_id(target, news.after, news.upto),
        target=target.name,
        after=news.after,
        upto=news.upto,
        at=news.at,
        title=items[0].title if total == 1 else _title(news),
        items=items,
        more=total - len(items),
    )


def _items(news: News) -> Iterator[Item]:
    for each in news.stories:
        labels = Labels(each.story)
        yield from _facts(each, labels, news)
        yield from (_conflict(each, conflict, labels) for conflict in each.conflicts)
    yield from (_article(article) for article in news.articles)


def _title(news: News) -> str:
    """One line: how much of what, and of which stories."""
    facts = Counter(item.section for each in news.stories for item in by_fact(each.changes))
    articles = Counter(article.what for article in news.articles)
    conflicts = sum(len(each.conflicts) for each in news.stories)
    counts = [f"{counted(facts[what], 'fact')} {what}" for what in SECTIONS if facts[what]]
    counts += [counted(conflicts, "new conflict")] if conflicts else []
    counts += [f"{counted(articles[what], 'article')} {what}" for what in get_args(What) if articles[what]]
    stories = [each.story.title or each.story.story for each in news.stories]
    return _headline(", ".join(counts), ", ".join(stories or _publishers(news.articles)))


def _publishers(articles: Sequence[ArticleNews]) -> list[str]:
    """Whose articles they are, where that is known of all of them, and not too many to be named."""
    names = dict.fromkeys(article.source for article in articles)
    return [] if None in names or len(names) > 3 else [name for name in names if name]


def _headline(what: str, of: str) -> str:
    line = plain(" ".join((f"{of}: {what}" if of else what).split()))
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def _facts(news: StoryNews, labels: Labels, between: News) -> Iterator[Item]:
    title = news.story.title or news.story.story
    changed = sorted(
        by_fact(news.changes), key=lambda item: labels.order(item.fact["type"], item.fact["key"])
    )
    for item in changed:
        fact, written = item.fact, Written()
        text = DiffText(written, labels)
        text.fact(item)
        about = f"{in_words(fact['type'])}: {labels.key(fact['type'], fact['key'])}"
        yield Item(
            key=f"fact {item.fact_id}",
            title=_headline(f"{item.section}: {about}{_told(text.brief(item))}", title),
            text=written.text,
            html=written.html,
            link=_first_link(item),
            form={
                "kind": "fact",
                "what": item.section,
                "story": news.story.story,
                "fact_id": item.fact_id,
                "changes": [
                    {"id": _permalink(change, between), **_short(change_form(change), "evidence")}
                    for change in item.changes
                ],
            },
        )


def _permalink(change: Change, between: News) -> str:
    start, end = (Point(END_OF_TIME, position) for position in (between.after, between.upto))
    return str(ChangeId(change.fact_id, change.path, start, end))


def _told(brief: str) -> str:
    return f": {brief}" if brief else ""


def _first_link(item: FactChange) -> str | None:
    addresses = [moved.document["address"] for moved in item.changes[0].evidence if moved.came]
    return next((address for address in addresses if _is_link(address)), None)


def _is_link(address: str) -> bool:
    return address.startswith(("http://", "https://"))


def _short(form: Form, name: str) -> Form:
    """`form` with the first entries of its list `name`; how many more there are stands beside it."""
    entries = form[name]
    if len(entries) <= MOST_CLAIMS:
        return form
    return {**form, name: entries[:MOST_CLAIMS], f"{name}_more": len(entries) - MOST_CLAIMS}


def _conflict(news: StoryNews, conflict: Conflict, labels: Labels) -> Item:
    written, text, fact = Written(), ConflictText(labels), conflict.fact
    text.write(written, conflict)
    sides = " or ".join(text.told(conflict, stand) for stand in conflict.sides[:4])
    about = f"{in_words(fact.type)}: {text.heading(conflict)}: {sides}"
    form = conflict_form(conflict)
    form["sides"] = [_short(side, "claims") for side in form["sides"]]
    addresses = [voice.address for stand in conflict.sides for voice in stand.side.voices]
    return Item(
        key=f"conflict {fact.fact_id} {conflict.about}",
        title=_headline(f"new conflict: {about}", news.story.title or news.story.story),
        text=written.text,
        html=written.html,
        link=next(filter(_is_link, addresses), None),
        form={"kind": "conflict", "story": fact.story, "fact_id": fact.fact_id, "conflict": form},
    )


def _article(news: ArticleNews) -> Item:
    written = Written()
    name = f"“{news.title}”" if news.title else news.address
    title = _headline(f"article {news.what}: {name}", news.source or "")
    written.line(title, "label")
    for line in _became(news):
        written.line(line, indent=2)
    _edited(written, news)
    written.line(news.url or news.address, "quiet", indent=2)
    return Item(
        key=f"article {news.position} {news.what}",
        title=title,
        text=written.text,
        html=written.html,
        link=next(filter(_is_link, filter(None, (news.url, news.address))), None),
        form=_article_form(news),
    )


def _became(news: ArticleNews) -> Iterable[str]:
    """What became of an article, in sentences; a moment is named only where one is known."""
    if news.what == "edited":
        was = f"version {news.before}" if news.before else "an earlier text"
        now = f"version {news.version}" if news.version else "another text"
        yield f"{was} → {now}, found {_moment(news.captured)}"
        return
    if news.last_seen is not None and news.first_missing is not None:
        seen, missing = _moment(news.last_seen), _moment(news.first_missing)
        if seen == missing:
            seen, missing = iso(news.last_seen), iso(news.first_missing)
        if news.what == "moved":
            yield f"moved between {seen}, when it was last seen here, and {missing}, when it no longer was"
        elif news.what == "back":
            yield f"it was missing: last seen before that {seen}, first missing {missing}"
        else:
            yield f"vanished between {seen}, when it was last seen, and {missing}, when it was first missing"
    if news.what == "back":
        yield f"stands again, seen {_moment(news.captured)}"
    if news.what == "moved":
        yield f"stands at {news.moved_to or 'another address'}, seen {_moment(news.captured)}"
    if news.what == "gone" and news.status is not None:
        yield f"the server answered {news.status}"


def _edited(written: Written, news: ArticleNews) -> None:
    """The sentences that an edit brought and took."""
    for words, told in ((news.says, ""), (news.no_longer_says, "no longer says: ")):
        for sentence in words[:MOST_SENTENCES]:
            cut = sentence if len(sentence) <= _LONGEST_SENTENCE else f"{sentence[: _LONGEST_SENTENCE - 1]}…"
            written.line(f"{told}“{cut}”", "removed" if told else "", indent=6, hang=1)
        if len(words) > MOST_SENTENCES:
            written.line(f"and {len(words) - MOST_SENTENCES} more", "quiet", indent=8)


def _moment(micros: int) -> str:
    return moment_in_words(iso(micros))


def _article_form(news: ArticleNews) -> Mapping[str, Any]:
    return {
        "kind": "article",
        "what": news.what,
        "position": news.position,
        "looked": iso(news.captured),
        "article": {"address": news.address, "url": news.url, "title": news.title, "source": news.source},
        "version": news.version,
        "before": news.before,
        "last_seen": None if news.last_seen is None else iso(news.last_seen),
        "first_missing": None if news.first_missing is None else iso(news.first_missing),
        "status": news.status,
        "moved_to": news.moved_to,
        "says": list(news.says[:MOST_CLAIMS]),
        "no_longer_says": list(news.no_longer_says[:MOST_CLAIMS]),
        "sentences_more": len(news.says[MOST_CLAIMS:]) + len(news.no_longer_says[MOST_CLAIMS:]),
    }
