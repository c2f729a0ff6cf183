"""One small diff in every form, and what hostile words become in each."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.cli.diff_lines import write_names, write_stat, write_summary
from archive.cli.page import NARROW, Page
from archive.telling import diff_markdown
from archive.telling.diff_html import BODIES, diff_page
from archive.telling.diff_rows import COLUMNS, rows
from archive.telling.diff_text import write_diff
from archive.telling.diff_told import Told
from archive.telling.html_page import link
from archive.telling.lines import plain
from archive.telling.markdown import code, escaped
from archive.telling.tabular import open_table
from tests.unit.told import STORY, claim, fact, lamps, told

OLD = claim("post", "Skerry School has 2 lamps", fields={"value": 2})
NEW = claim("post", "Skerry School has 3 lamps", version=2, reported="2023-04-20T09:00:00Z")
GIVEN = claim("herald", "The board gave the school a storm lamp", attribution=["lund"])
DIFF = told(
    {"lamps": lamps(2, OLD)},
    {
        "lamps": lamps(3, NEW),
        "gift": fact("gift", {"recipient": "school", "item": "storm_lamp"}, {"date": "2023-02-27"}, GIVEN),
    },
    causes={OLD["claim_id"]: "source-edit", NEW["claim_id"]: "source-edit"},
    hidden=2,
)
LAMPS, GIFT = sorted((item.fact_id for item in DIFF.items), key=lambda name: name != DIFF.items[1].fact_id)
POINTS = "2023-03-31@10..2023-04-30@10"

TEXT = f"""\
Lamps for the island school
from 2023-03-31 to 2023-04-30, known @10

Added

  + gift: storm lamp for Skerry School  [{GIFT[:8]}]
    date 2023-02-27
    single-origin: 1 publisher, 1 origin: Ada Lund
    because of new reporting
      “The board gave the school a storm lamp”
        The Herald, 2023-04-05, citing Ada Lund · https://herald.example/1#1

Changed

  ~ lamp count: Skerry School  [{LAMPS[:8]}]
    2 → 3
    single-origin: 1 publisher, 1 origin: Ada Lund
    because an article was edited at its source
      “Skerry School has {{+3+}} lamps”
        The Post, 2023-04-05, this version 2023-04-20 09:00 UTC · https://post.example/1#2
      no longer says: “Skerry School has [-2-] lamps”
        The Post, 2023-04-05 · https://post.example/1#1

2 more facts only gained or lost support; --support shows them.

2 facts: 1 added, 1 changed
""".replace("  [", " [")

MARKDOWN = f"""\
## Lamps for the island school

from 2023-03-31 to 2023-04-30, known @10

### Added

#### \\+ gift: storm lamp for Skerry School

- date 2023-02-27
- single-origin: 1 publisher, 1 origin: Ada Lund

Because of new reporting

> “The board gave the school a storm lamp”
>
> — The Herald, 2023-04-05, citing Ada Lund · <https://herald.example/1#1>

Permalink: `{GIFT}/{POINTS}`

### Changed

#### \\~ lamp count: Skerry School

- 2 → **3**
- single-origin: 1 publisher, 1 origin: Ada Lund

Because an article was edited at its source

> “Skerry School has **3** lamps”
>
> — The Post, 2023-04-05, this version 2023-04-20 09:00 UTC · <https://post.example/1#2>

> no longer says: “Skerry School has ~~2~~ lamps”
>
> — The Post, 2023-04-05 · <https://post.example/1#1>

Permalink: `{LAMPS}/value/{POINTS}`

2 more facts only gained or lost support; --support shows them.

2 facts: 1 added, 1 changed
"""

HTML_OF_LAMPS = f"""\
<article id="fact-{LAMPS}" class="changed">
<h4><span class="sign" aria-hidden="true">~</span> <span class="unseen">changed: </span>lamp count: Skerry School</h4>
<ul>
<li><del><span class="unseen">[gone: </span>2<span class="unseen">]</span></del> → \
<ins><span class="unseen">[new: </span>3<span class="unseen">]</span></ins></li>
<li>single-origin: 1 publisher, 1 origin: Ada Lund</li>
</ul>
<p>Because an article was edited at its source</p>
<blockquote>
<p><span dir="auto">“Skerry School has <ins><span class="unseen">[new: </span>3<span class="unseen">]</span></ins> lamps”</span></p>
<p class="soft">— <cite>The Post, 2023-04-05, this version 2023-04-20 09:00 UTC</cite> · \
<a href="https://post.example/1" rel="noreferrer">https://post.example/1#2</a></p>
</blockquote>
<blockquote>
<p>no longer says: <span dir="auto">“Skerry School has <del><span class="unseen">[gone: </span>2<span class="unseen">]</span></del> \
lamps”</span></p>
<p class="soft">— <cite>The Post, 2023-04-05</cite> · <a href="https://post.example/1" rel="noreferrer">https://post.example/1#1</a></p>
</blockquote>
<ul class="ids" aria-label="Permalinks">
<li id="change-ID"><a href="#change-ID">value</a>: <code>{LAMPS}/value/{POINTS}</code></li>
</ul>
</article>
"""


def text_of(diff: Told, capsys: pytest.CaptureFixture[str]) -> str:
    write_diff(Page(), diff)
    return capsys.readouterr().out


def page_of(*diffs: Told, what: str = "changes") -> str:
    return diff_page(diffs, [[]] * len(diffs), BODIES[what])


def table_of(diff: Told, what: str, form: str = "csv") -> str:
    out = io.BytesIO()
    with open_table(form, COLUMNS[what], out) as table:
        table.write([row[name] for name in COLUMNS[what]] for row in rows(diff, what))
    return out.getvalue().decode()


def test_text(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    assert text_of(DIFF, capsys) == TEXT


def test_markdown() -> None:
    assert diff_markdown.changes(DIFF) == MARKDOWN


def test_html() -> None:
    page = page_of(DIFF)
    assert HTML_OF_LAMPS in re.sub(r"change-\w{12}", "change-ID", page)
    assert page_of(DIFF) == page
    start, end = DIFF.diff.digests
    assert f"<code>{start}</code>" in page
    assert f"<code>{end}</code>" in page
    for needed in (
        '<html lang="en">',
        "<title>Lamps for the island school: ",
        'name="viewport"',
        "@media print",
    ):
        assert needed in page


def test_csv() -> None:
    added, changed = csv.DictReader(io.StringIO(table_of(DIFF, "changes")))
    assert changed == {
        "story": "lamps",
        "type": "lamp_count",
        "fact_id": LAMPS,
        "fact": "Skerry School",
        "key": '{"recipient": "school"}',
        "path": "value",
        "kind": "changed",
        "before": "2",
        "after": "3",
        "cause": "source-edit",
        "causes": "source-edit",
        "status": "single-origin",
        "source": "The Post",
        "quote": "Skerry School has 3 lamps",
        "published": "2023-04-05",
        "address": "https://post.example/1",
        "version": "2",
        "came": "true",
        "claim_id": NEW["claim_id"],
        "position": "7",
        "id": f"{LAMPS}/value/{POINTS}",
    }
    assert (added["kind"], added["path"], added["before"], added["quote"]) == (
        "added",
        "",
        "",
        GIVEN["quote"],
    )


def test_stat(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    write_stat(Page(), DIFF)
    assert capsys.readouterr().out.splitlines()[2:] == [
        " gift       | 1 + reporting",
        " lamp count | 1 ~ source-edit",
        " 2 facts: 1 added, 1 changed",
    ]
    assert table_of(DIFF, "stat").splitlines() == [
        "story,type,facts,added,changed,removed,denied,cause_review,cause_reporting,cause_source_edit,cause_story,cause_extractor",
        "lamps,gift,1,1,0,0,0,0,1,0,0,0",
        "lamps,lamp_count,1,0,1,0,0,0,0,1,0,0",
    ]
    assert diff_markdown.stat(DIFF).splitlines()[-1] == "| lamp count | 1 |  | 1 |  |  | source-edit |"


def test_a_bar_is_drawn_to_scale(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    many = {f"n{number}": lamps(number) for number in range(1200)}
    write_stat(Page(), told({"gone": lamps(1)}, many))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "|" in line]
    assert line == " lamp count | 1,201 +++++++- reporting"


def test_names(capsys: pytest.CaptureFixture[str]) -> None:
    write_names(DIFF)
    assert capsys.readouterr().out == (
        f"{GIFT}\tlamps/gift/recipient=school,item=storm_lamp\n{LAMPS}\tlamps/lamp_count/recipient=school\n"
    )


def test_summary(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    write_summary(Page(), DIFF)
    said = capsys.readouterr().out.splitlines()[2:]
    assert said[1] == (
        "The lamp count (Skerry School) went from 2 to 3 (single-origin; The Post, edited 20 April 2023), "
        "because an article was edited at its source."
    )
    assert [row["sentence"] for row in rows(DIFF, "summary")] == said
    assert [line[2:] for line in diff_markdown.summary(DIFF).splitlines()[4:]] == [
        escaped(each) for each in said
    ]


def test_several_stories_are_one_page_with_one_anchor_each() -> None:
    other = replace(STORY, title="Oil for the harbour")
    page = page_of(DIFF, told({}, {"oil": lamps(4)}, story=other), told({}, {}, story=other))
    assert "<h1>How the reporting changed</h1>" in page
    assert page.count("<section ") == 3
    assert page.count("<p>No difference.</p>") == 1
    ids = re.findall(r' id="([^"]+)"', page_of(DIFF))
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r' id="([^"]+)"', page))


HOSTILE = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "x\x1b[31m\x9b2J\x07",
    "\u202egnp.exe\u2066",
    "one\u2028two\u2029three",
    "[x](javascript:alert(1)) ![y](https://evil.example/z.png)",
    "a|b `code` **bold** ~~gone~~ # head &amp; &#60;",
    "=HYPERLINK(1)",
    '"quoted",\r\nand broken',
    "- item\n> quote\n1. one\n# two",
    "{+came+} [-gone-]",
    "--> <!-- ]]>",
]


class Tags(HTMLParser):
    """Collects the tags of a page and its text outside of the style sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self._style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._style = tag == "style"
        told_of = dict(attrs)
        assert not any(name.startswith("on") or name in ("src", "style") for name in told_of)
        if (told_of.get("href") or "#").startswith("#") is False:
            self.links.append(told_of["href"] or "")
            assert told_of["rel"] == "noreferrer"

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_data(self, data: str) -> None:
        if not self._style:
            self.words.append(data)


def hostile(words: str) -> Told:
    """A diff in which everything that others wrote is `words`."""
    said = claim("post", f"It has 2 {words}", source=words, address=words, attribution=[words])
    now = claim("post", f"It has 3 {words}", source=words, address=words, version=2)
    key = {"recipient": words}
    before = fact("lamp_count", key, 2, said, variants={"w": words})
    after = fact("lamp_count", key, 3, now, variants={"v": words}, origins={words: True})
    return told({"n": before}, {"n": after}, story=replace(STORY, title=words))


def forms(diff: Told) -> Iterator[tuple[str, str]]:
    for what, body in BODIES.items():
        yield "html", diff_page([diff], [[]], body)
        yield "markdown", getattr(diff_markdown, what)(diff)


TAGS = set(
    "html head meta title style body header h1 h2 h3 h4 main nav section article p ul li table thead tbody tr th td br"
    " span code a blockquote cite del ins".split()
)


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_that_others_wrote_is_taken_for_markup(words: str) -> None:
    for form, shown in forms(hostile(words)):
        assert plain(shown) == shown, form
        if form == "html":
            tags = Tags()
            tags.feed(shown)
            assert set(tags.tags) <= TAGS
            assert tags.links == []
            assert shown.count("<style>") == shown.count("</style>") == 1


@given(st.text(max_size=40) | st.sampled_from(HOSTILE))
def test_words_come_back_from_csv_and_json_as_they_were(words: str) -> None:
    diff = hostile(words.encode("utf-8", "replace").decode())
    (change,) = [each for each in rows(diff, "changes") if each["path"] == "value"]
    records = list(csv.DictReader(io.StringIO(table_of(diff, "changes"), newline="")))
    (record,) = [each for each in records if each["path"] == "value"]
    assert _unguarded(record["quote"]) == change["quote"]
    assert _unguarded(record["source"]) == (change["source"] or "")
    assert json.loads(record["key"]) == change["key"]
    lines = [json.loads(line) for line in table_of(diff, "changes", "jsonl").splitlines()]
    assert change in lines


def _unguarded(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from running it (`telling.tabular`)."""
    return text[1:] if re.match(r"'+[=+\-@\t\r]", text) else text


@given(st.text(max_size=60))
def test_markdown_text_is_one_line_that_starts_nothing(words: str) -> None:
    told_of = escaped(words)
    assert "\n" not in told_of
    assert not re.match(r"(#{1,6}|[-+*>]|\d{1,9}[.)])(\s|$)", told_of) or told_of in ("-", "+")
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_<>\[\]|~]", told_of)


@pytest.mark.parametrize(
    ("words", "shown"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`a", "`` `a ``"), ("a``b`", "``` a``b` ```"), ("a\nb", "`a b`")],
)
def test_code_has_as_many_backticks_as_it_needs(words: str, shown: str) -> None:
    assert code(words) == shown


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://post.example/1?a=1&b=2", True),
        ("HTTP://post.example/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://x.example/\u202e", False),
        ('https://x.example/"onclick="x', False),
        ("post.txt", False),
    ],
)
def test_only_addresses_of_the_web_are_links(address: str, is_link: bool) -> None:
    shown = link(address, f"{address}#1")
    assert shown.startswith("<a ") is is_link
    assert '"onclick=' not in shown


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("write", [write_diff, write_stat, write_summary])
def test_no_line_is_wider_than_the_terminal(
    width: int, write: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    write(Page(), DIFF)
    for line in capsys.readouterr().out.splitlines():
        assert len(line) <= max(width, NARROW) or len(line.split()) <= 2, line


@pytest.mark.parametrize("width", ["40", "80", "1000"])
def test_the_words_are_the_same_on_a_terminal_and_in_a_pipe(
    width: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    shown = text_of(DIFF, capsys)
    assert "\x1b[32m\x1b[1m{+3+}\x1b[0m" in shown
    assert "\x1b[31m\x1b[1m[-2-]\x1b[0m" in shown
    assert re.sub(r"\x1b\[\d*m", "", shown).split() == TEXT.split()
