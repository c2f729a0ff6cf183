"""When a page was published and changed, as far as it, its address or its listing say so.

Order: JSON-LD, `meta` and `time` elements, what a listing stated, the address, the byline, and at last
htmldate's guess, marked inferred, for which captions and the article's own paragraphs are taken out first:
they tell when things happened. What contradicts what was taken is kept as a doubt.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Final

from archive.domain.article import Basis, Doubt, SourcedDate
from archive.domain.moment import DAY, END_OF_TIME, SECOND, PartialDate, from_micros
from archive.readers.date_values import read_date
from archive.readers.html_meta import Meta
from archive.readers.html_tree import Element

PUBLISHED: Final = (
    *(
        "article:published_time",
        "article:published",
        "og:published_time",
        "og:article:published_time",
        "datepublished",
    ),
    *(
        "rnews:datepublished",
        "parsely-pub-date",
        "sailthru.date",
        "cxenseparse:recs:publishtime",
        "bt:pubdate",
    ),
    *(
        "publish-date",
        "publishdate",
        "publish_date",
        "published_date",
        "publication_date",
        "publicationdate",
        "pubdate",
    ),
    *(
        "pub_date",
        "date.published",
        "published",
        "article.published",
        "article:publish_date",
        "originalpublicationdate",
    ),
    *(
        "dcterms.issued",
        "dc.date.issued",
        "dcterms.created",
        "dc.date.created",
        "datecreated",
        "dc.date",
        "dcterms.date",
    ),
    *(
        "citation_publication_date",
        "citation_date",
        "article_date_original",
        "displaydate",
        "weibo:article:create_at",
    ),
    *("date", "dc:date", "creation_date", "release_date"),
)
"""Names of `meta` elements, in lower case and in the order of how surely they mean the publication."""
MODIFIED: Final = (
    *("article:modified_time", "article:modified", "og:updated_time", "datemodified", "rnews:datemodified"),
    *(
        "date.modified",
        "article.updated",
        "article:updated_time",
        "dcterms.modified",
        "dc.date.modified",
        "modified",
    ),
    *("lastmod", "last-modified", "lastmodified", "last_updated", "revision_date", "weibo:article:update_at"),
)
_IN_URL: Final = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[/_-]?(?P<m>[01]\d)[/_-]?(?P<d>[0-3]\d)(?!\d)")
_IN_URL_WORDS: Final = re.compile(
    r"/(?P<y>(?:19|20)\d{2})/(?P<m>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(?P<d>\d{1,2})/",
    re.I,
)
_IN_PARTS: Final = re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2})/(?P<d>\d{1,2})/")
_IN_SECTION: Final = re.compile(r"/(?P<y>(?:19|20)\d{2})/[a-z][a-z-]*/(?P<m>[01]\d)/(?P<d>[0-3]\d)/", re.I)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_CLOCKS_DIFFER: Final = 3600 * SECOND
_LONGEST: Final = 100
_PROSE: Final = 120
"""A paragraph longer than this, in characters, is the article's own words and no line of its header."""
_MAX_SCRIPT: Final = 100_000
"""A longer script, in characters, is no data of the article, and searching it takes seconds."""
_FAR: Final = "2100-01-01"


def from_meta(tree: Element, meta: Meta) -> tuple[SourcedDate, SourcedDate]:
    """The publication and the modification that `meta` and marked-up `time` elements state."""
    marked = list(_marked(tree))
    published = _stated(
        [
            *(meta.values[name] for name in PUBLISHED if name in meta.values),
            *(text for what, text in marked if what == "published"),
        ],
        "meta",
    )
    modified = _stated(
        [
            *(meta.values[name] for name in MODIFIED if name in meta.values),
            *(text for what, text in marked if what == "modified"),
        ],
        "meta",
    )
    return published, modified


def _stated(texts: Iterable[str | None], basis: Basis) -> SourcedDate:
    """The first of `texts` that is a date; where none is one, the first as it stands, without a date."""
    unread = SourcedDate()
    for text in texts:
        date = read_date(text)
        if text and date is not None:
            return SourcedDate(date, basis, text.strip())
        if text and text.strip() and unread.text is None:
            unread = SourcedDate(None, basis, text.strip()[:_LONGEST])
    return unread


def stated_date(text: str | None, basis: Basis) -> SourcedDate:
    """`text` as a date that `basis` states; the wording alone where it cannot be read as one."""
    return _stated([text], basis)


def _marked(tree: Element) -> Iterable[tuple[str, str]]:
    """Dates of elements that say what they are of: microdata, RDFa, hAtom and the `pubdate` of old HTML 5."""
    for element in tree.iter("time", "span", "abbr", "div", "p", "b"):
        labels = " ".join(filter(None, (element.get("itemprop"), element.get("property")))).lower()
        if element.tag in {"time", "abbr"}:
            labels += " " + (element.get("class") or "").lower()
        if not labels.strip() and element.get("pubdate") is None:
            continue
        if next(element.iterancestors("aside", "nav", "footer"), None) is not None:
            continue
        text = element.get("datetime") or element.get("content") or element.get("title") or element.text or ""
        if "datemodified" in labels or "updated" in labels.split():
            yield "modified", text
        elif (
            "datepublished" in labels
            or element.get("pubdate") is not None
            or {"published", "entry-date"} & {*labels.split()}
        ):
            yield "published", text


def from_url(url: str | None) -> SourcedDate:
    """The day that the path of `url` names, where it names one in full: `/2024/05/03/`."""
    path = re.split(r"[?#]", (url or "").partition("://")[2], maxsplit=1)[0].partition("/")[2]
    for pattern in (_IN_URL, _IN_PARTS, _IN_SECTION, _IN_URL_WORDS):
        for match in pattern.finditer("/" + path):
            month = int(match["m"]) if match["m"].isdigit() else _MONTHS.index(match["m"].lower()) + 1
            try:
                day = PartialDate.parse(f"{match['y']}-{month:02d}-{int(match['d']):02d}")
            except ValueError:
                continue
            if match["y"] >= "1990":
                return SourcedDate(day, "url", match[0].strip("/"))
    return SourcedDate()


def guessed(tree: Element, captured: int | None, *, json_read: bool) -> SourcedDate:
    """htmldate's guess from the header and the frame of the page, marked as inferred.

    Where all JSON-LD could be read (`json_read`), what else stands in it is of other articles, and is
    left out too. A date after `captured` is none. Nothing of the clock goes in: without `captured` any date may be.
    """
    from htmldate import find_date

    frame = copy.deepcopy(tree)
    for element in list(frame.iter("p", "figure", "figcaption", "blockquote", "aside", "li", "table")):
        parent = element.getparent()
        if parent is None or (element.tag in {"p", "li"} and len(element.text_content()) < _PROSE):
            continue
        element.drop_tree()
    for script in list(frame.iter("script", "style")):
        if len(script.text or "") > _MAX_SCRIPT or (json_read and "ld+json" in (script.get("type") or "")):
            script.drop_tree()
    limit = from_micros(min(captured + DAY, END_OF_TIME)).date().isoformat() if captured is not None else _FAR
    try:
        found = find_date(frame, original_date=True, max_date=limit)
    # The guess is worth less than the page: whatever breaks it on a broken page, there is none then.
    except Exception:  # noqa: BLE001
        return SourcedDate()
    # Where it finds a year alone, of a copyright notice for the most part, it says the first of January.
    if not found or found.endswith("-01-01"):
        return SourcedDate()
    return SourcedDate(PartialDate.parse(found), "inferred", found)


def doubts_of(
    published: SourcedDate,
    modified: SourcedDate,
    others: Iterable[tuple[str, SourcedDate]],
    captured: int | None,
) -> tuple[Doubt, ...]:
    """What contradicts the dates taken, or in what they contradict themselves.

    `others` are dates that were not taken, with the field each is of. `captured` is when the page was
    looked at, in microseconds, None where that is not known: then no date is in its future.
    """
    doubts: list[Doubt] = []
    for field, taken in (("published", published), ("modified", modified)):
        if taken.date and captured is not None and taken.date.start > captured + _slack(taken.date):
            doubts.append(_doubt(field, taken, "after the page was looked at"))
    if published.date and modified.date and modified.date.end < published.date.start:
        doubts.append(_doubt("modified", modified, f"before the publication ({published.date.value})"))
    for field, other in others:
        if other.date is None and other.text:
            doubts.append(_doubt(field, other, "cannot be read as a date"))
        taken = published if field == "published" else modified
        if taken.date and other.date and _apart(taken.date, other.date):
            doubts.append(
                _doubt(field, other, f"another date than the one taken ({taken.basis}: {taken.date.value})")
            )
    return tuple(doubts)


def _slack(date: PartialDate) -> int:
    """How far ahead a date may be: clocks differ, and a day has begun elsewhere before."""
    return _CLOCKS_DIFFER if date.precision == "time" else DAY


def _apart(one: PartialDate, two: PartialDate) -> bool:
    """Whether two dates cannot be of one moment, time zones granted."""
    return one.start > two.end + DAY or two.start > one.end + DAY


def _doubt(field: str, dated: SourcedDate, reason: str) -> Doubt:
    value = dated.text or (dated.date.value if dated.date else "")
    return Doubt(field, value, dated.basis, reason)
