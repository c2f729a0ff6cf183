"""Pages that come with 200 and are no articles, and articles that speak of such pages."""

from __future__ import annotations

import pytest

from archive.domain.look import Hop, Look
from archive.domain.page_signs import Sign, outcome_of_status, sign_of
from archive.domain.page_words import CUES, MARKERS, SCRIPT_NEEDED, TITLES

ARTICLE = (
    "The city's new ticket system went down on Monday after a wave of automated requests, the operator said. "
    "Travellers were asked to verify you are human again and again, or saw nothing but error 404. "
    '"Access denied, enable JavaScript, that is all it told me," said one of them, Rosa Finnley. '
) * 6


def look(
    url: str = "https://news.example/2024/06/a-story",
    landed: str | None = None,
    data: bytes = b"",
    headers: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> Look:
    """What came from `url`, by way of a redirect where it `landed` elsewhere."""
    hops = (Hop(url, 302),) if landed else ()
    return Look(
        name=url, via="web", data=data, url=url, landed=landed, redirects=hops, headers=headers, status=status
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"),
        (203, "ok"),
        (204, "ok"),
        (304, "not-modified"),
        (404, "gone"),
        (410, "gone"),
        (401, "blocked"),
        (402, "blocked"),
        (403, "blocked"),
        (407, "blocked"),
        (451, "blocked"),
        (300, "failed"),
        (400, "failed"),
        (418, "failed"),
        (429, "failed"),
        (500, "failed"),
        (503, "failed"),
        (999, "failed"),
    ],
)
def test_a_status_means_something_for_the_article(status: int, outcome: str) -> None:
    assert outcome_of_status(status) == outcome


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Just a moment...", "", "challenge"),
        ("Nur einen Moment…", "news.example Verbindung wird geprüft", "challenge"),
        ("Attention Required! | Cloudflare", "Sorry, you have been blocked", "challenge"),
        ("Access Denied", "Reference #18.2d351ab8", "challenge"),
        ("News Example - Are you a robot?", "Why did this happen?", "challenge"),
        ("news.example", "Please verify you are a human. Press & Hold", "challenge"),
        ("", "We\u2019re checking: confirm that you are not a robot", "challenge"),
        ("News", "Our systems have detected unusual traffic from your computer network.", "challenge"),
        ("Before you continue to Example", "We use cookies and data to", "consent"),
        ("News", "Read on with advertising and tracking, or subscribe.", "consent"),
        ("Log in | News Example", "E-mail Password Forgot?", "login"),
        ("News", "Please sign in to continue reading.", "login"),
        ("Page not found - News Example", "Try the search.", "soft-404"),
        ("404", "", "soft-404"),
        ("Error 404 (Not Found)!!1", "That\u2019s an error. Error 404.", "soft-404"),
        ("Seite nicht gefunden | Zeitung", "", "soft-404"),
        ("Страница не найдена — Новости", "", "soft-404"),
        ("页面不存在", "", "soft-404"),
        ("Sayfa Bulunamadı", "", "soft-404"),
        ("News Example", "Sorry, the page you are looking for has moved to the moon.", "soft-404"),
        ("Journal", "La page que vous recherchez n\u2019existe plus.", "soft-404"),
        ("App", "You need to enable JavaScript to run this app.", "script"),
        ("Unavailable due to legal reasons", "", "withheld"),
        (
            "News",
            "We recognize you are attempting to access this website from a country belonging to the European "
            "Economic Area (EEA) and therefore access cannot be granted.",
            "withheld",
        ),
    ],
)
def test_a_page_that_says_what_it_is(title: str, text: str, kind: str) -> None:
    sign = sign_of(look(), title, text)
    assert sign is not None
    assert (sign.kind, sign.outcome) == (kind, "blocked")


@pytest.mark.parametrize(
    "title",
    [
        "Access denied: how bot checks shut out the blind",
        "Access denied",
        "Just a moment",
        "404: the error that ate the web",
        "Page not found | News Example",
        "CAPTCHA",
        None,
    ],
)
def test_an_article_about_such_pages_is_an_article(title: str | None) -> None:
    assert (
        sign_of(look(data=b"<script src=/cdn-cgi/challenge-platform/x.js></script>"), title, ARTICLE) is None
    )


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Bridge reopens", "The bridge at Merrow reopened on Sunday, a day earlier than planned."),
        ("Robots are coming to the harbour", "The port of Aldor will use robots from June."),
        ("Login numbers fall", "Fewer people used the portal in May, the ministry said."),
        ("Council votes on the 404 bus", "The line will go on until 2025."),
        ("The Moment", "Just a moment of silence, and then the game went on."),
        ("Photo of the day", ""),
    ],
)
def test_a_short_article_is_an_article(title: str, text: str) -> None:
    comments = b"<noscript>Comments need cookies.</noscript>"
    assert sign_of(look(data=comments), title, text) is None


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ((("CF-Mitigated", "challenge"),), "challenge"),
        ((("x-amzn-waf-action", "captcha"),), "challenge"),
        ((("Server", "cloudflare"), ("CF-RAY", "1")), None),
    ],
)
def test_a_protection_service_says_that_it_answered(
    headers: tuple[tuple[str, str], ...], kind: str | None
) -> None:
    sign = sign_of(look(headers=headers, status=403), "News", ARTICLE)
    assert (sign.kind if sign else None) == kind


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<script src='https://ct.captcha-delivery.com/c.js'>", "challenge"),
        (b"<noscript>Please <b>enable JavaScript</b> and reload</noscript>", "script"),
        (b"<noscript>You need to enable JavaScript to run this app.</noscript><div id=root>", "script"),
        (b"<p></p>", None),
        (
            b"<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script><i class=g-recaptcha></i>",
            None,
        ),
        (b"\xff\xfe\x00", None),
    ],
)
def test_a_page_without_text_is_judged_by_its_source(data: bytes, kind: str | None) -> None:
    sign = sign_of(look(data=data), "News", None)
    assert (sign.kind if sign else None) == kind


@pytest.mark.parametrize(
    ("asked", "landed", "kind"),
    [
        ("https://news.example/2024/06/a-story", "https://news.example/", "soft-404"),
        ("https://news.example/a-story-17", "https://www.news.example/en/", "soft-404"),
        ("https://news.example/?p=17", "https://news.example/", "soft-404"),
        ("https://news.example/world/story", "https://news.example/index.html", "soft-404"),
        ("https://news.example/world/story", "https://news.example/404.html", "soft-404"),
        ("https://news.example/world/story", "https://consent.portal.example/v2?next=1", "consent"),
        ("https://news.example/world/story", "https://news.example/consent?to=story", "consent"),
        ("https://news.example/world/story", "https://login.portal.example/x", "login"),
        ("https://news.example/world/story", "https://news.example/account/login", "login"),
        ("https://news.example/world/story", "https://news.example/showcaptcha?x=1", "challenge"),
        ("https://news.example/world/story", "https://news.example/world/story-with-another-name", None),
        ("http://news.example/", "https://www.news.example/", None),
        ("http://news.example", "https://www.news.example/en/", None),
        ("http://news.example/world", "https://news.example/", None),
        ("https://id.example/world/story", "https://id.example/world/story/", None),
        ("https://news.example/login/how-to", "https://www.news.example/login/how-to", None),
        ("https://news.example/politics/consent", "https://www.news.example/politics/consent", None),
        ("https://news.example/s/1", "https://news.example/law/consent-law-passes", None),
    ],
)
def test_where_redirects_lead_tells_much(asked: str, landed: str, kind: str | None) -> None:
    sign = sign_of(look(asked, landed), "Front page", ARTICLE)
    assert (sign.kind if sign else None) == kind


def test_a_reason_is_one_line_for_a_person() -> None:
    assert sign_of(look(), "Page\nnot  found", "") == Sign("soft-404", "a page titled 'Page not found'")
    assert sign_of(look(), "News", "Error 404") == Sign(
        "soft-404", "a page of 9 characters that says 'error 404'"
    )


def test_every_cue_is_written_as_it_is_compared() -> None:
    cues = [cue for group in (*TITLES.values(), *CUES.values(), MARKERS, SCRIPT_NEEDED) for cue in group]
    assert [
        cue for cue in cues if cue != " ".join(cue.casefold().split()) or not cue or "\u2019" in cue
    ] == []
    assert [cue for group in TITLES.values() for cue in group if cue != cue.rstrip(" .!?\u2026")] == []
