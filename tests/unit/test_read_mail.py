"""Newsletters: what a mail says, from its text and its headers, and mailboxes of them."""

from __future__ import annotations

import base64
import io
import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Article
from archive.domain.look import Look
from archive.errors import InputRefused
from archive.ports import Found, Source
from archive.readers.mail import MailReader
from archive.readers.mail_parts import address_of, mid_of, readable
from archive.readers.mbox import MboxOpener

PROSE = (
    "The council voted on Tuesday to close the old bridge, and the mayor said that repairs would take a year."
)
HEAD = "From: Example Daily <news@daily.example>\nSubject: Old bridge closed\nDate: Wed, 19 Jun 2024 11:59:00 +0200\nMessage-ID: <a.1@daily.example>\nList-Id: <daily.daily.example>\nMIME-Version: 1.0\n"


def read(mail: str | bytes, sidecar: dict[str, object] | None = None, **given: str) -> Article:
    data = mail.encode() if isinstance(mail, str) else mail
    return MailReader().read(Look(name="a.eml", data=data, kind="mail", sidecar=sidecar), given)


def plain(text: str = PROSE, head: str = HEAD, kind: str = "text/plain; charset=utf-8") -> str:
    return f"{head}Content-Type: {kind}\nContent-Transfer-Encoding: 8bit\n\n{text}\n"


def page(body: str = f"<h1>Old bridge closed</h1><p>{PROSE}</p><p>{PROSE} It was built in 1910.</p>") -> str:
    return f"<html><body><article>{body}</article></body></html>"


def parts(*bodies: tuple[str, str], kind: str = "alternative", head: str = HEAD) -> str:
    pieces = "".join(f"--x\nContent-Type: {media}\n\n{body}\n" for media, body in bodies)
    return f'{head}Content-Type: multipart/{kind}; boundary="x"\n\n{pieces}--x--\n'


def test_the_headers_of_a_newsletter_say_what_it_is() -> None:
    article = read(plain())
    assert article.text == PROSE
    assert (article.title.value, article.title.basis) == ("Old bridge closed", "mail")
    assert (article.source.value, article.source.basis) == ("Example Daily", "mail")
    assert article.published.date is not None
    assert (article.published.date.value, article.published.basis) == ("2024-06-19T09:59:00Z", "mail")
    assert article.published.text == "Wed, 19 Jun 2024 11:59:00 +0200"
    assert article.details.canonical.value == "mid:a.1@daily.example"
    assert article.url.value is None
    assert (article.reader, article.options["body"]) == ("mail", "text")


def test_what_the_user_says_outranks_the_headers() -> None:
    article = read(
        plain(), {"source": "The Daily"}, title="Given", published="2024-06-18", url="https://a.example/"
    )
    assert (article.title.value, article.source.value, article.url.value) == (
        "Given",
        "The Daily",
        "https://a.example/",
    )
    assert article.published.basis == "given"


def test_the_html_part_is_read_and_the_plain_one_where_there_is_no_article_in_it() -> None:
    both = read(parts(("text/plain", "View this mail in your browser."), ("text/html", page())))
    assert PROSE in both.text
    assert both.options["body"] == "html"
    assert both.title.basis == "mail"
    fallen = read(parts(("text/plain", PROSE), ("text/html", "<html><body></body></html>")))
    assert fallen.text == PROSE
    assert "its HTML part holds no article; the plain one was read" in fallen.warnings


def test_parts_within_parts_and_attachments() -> None:
    inner = f'Content-Type: multipart/alternative; boundary="y"\n\n--y\nContent-Type: text/plain\n\n{PROSE}\n--y--\n'
    mail = (
        f'{HEAD}Content-Type: multipart/mixed; boundary="x"\n\n--x\n{inner}'
        "--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nsecret\n"
        f"--x\nContent-Type: message/rfc822\n\n{plain('forwarded words')}\n"
        "--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--x--\n"
    )
    article = read(mail)
    assert article.text == PROSE
    assert article.warnings[-1] == "3 attachments or pictures were passed over"


WORDS = "Мост закрыт, сказал мэр города во вторник утром."


@pytest.mark.parametrize(
    ("coding", "charset", "data"),
    [
        ("base64", "utf-8", base64.encodebytes(WORDS.encode())),
        ("quoted-printable", "windows-1251", quopri.encodestring(WORDS.encode("cp1251"))),
        ("8bit", "koi8-r", WORDS.encode("koi8-r")),
        ("8bit", "us-ascii", WORDS.encode()),
        ("8bit", "x-unknown", WORDS.encode()),
        ("8bit", "iso-8859-5", WORDS.encode()),
    ],
)
def test_transfer_codings_and_charsets(coding: str, charset: str, data: bytes) -> None:
    head = f"{HEAD}Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {coding}\n\n"
    assert read(head.encode() + data).text == WORDS


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?utf-8?B?0JzQvtGB0YI=?= closed", "Мост closed"),
        ("=?utf-8?Q?Old_bridge?= =?utf-8?Q?_closed?=", "Old bridge closed"),
        ("=?iso-8859-1?Q?caf=E9?=", "café"),
        ("=?x-none?Q?abc?=", "abc"),
        ("=?utf-8?B?####?=", "=?utf-8?B?####?="),
        ("plain", "plain"),
        ("tab\there", "tab here"),
    ],
)
def test_encoded_words_are_read_or_left(value: str, text: str) -> None:
    assert readable(value) == text


def test_a_raw_utf_8_subject_is_read() -> None:
    assert read(plain(head=HEAD.replace("Old bridge", "Мост"))).title.value == "Мост closed"


@pytest.mark.parametrize(
    ("date", "value", "doubts"),
    [
        ("Wed, 19 Jun 2024 09:59:00 GMT", "2024-06-19T09:59:00Z", 0),
        ("19 Jun 2024 05:59 EDT", "2024-06-19T09:59:00Z", 0),
        ("Wed, 19 Jun 2024 09:59:00 +0000 (UTC)", "2024-06-19T09:59:00Z", 0),
        ("Thu, 19 Jun 2024 09:59:00 GMT", "2024-06-19T09:59:00Z", 1),
        ("19-06-2024 13:59 IST", None, 0),
        ("Wed, 19 Jun 2024 13:59:00 IST", None, 0),
        ("Wed, 31 Jun 2024 13:59:00 GMT", None, 0),
        ("Wed, 19 Jun 24 13:59:00 GMT", None, 0),
        ("Wed, 19 Jun 2024 13:59:00", None, 0),
        ("2024-06-19", None, 0),
    ],
)
def test_a_date_is_read_where_it_is_one(date: str, value: str | None, doubts: int) -> None:
    article = read(plain(head=HEAD.replace("Wed, 19 Jun 2024 11:59:00 +0200", date)))
    assert (article.published.date.value if article.published.date else None) == value
    assert len(article.details.doubts) == doubts
    assert any("Date" in warning for warning in article.warnings) == (value is None)


@pytest.mark.parametrize(
    ("extra", "source", "author"),
    [
        ("From: Jane Doe <jane@a.example>\n", None, "Jane Doe"),
        ("From: Jane Doe <jane@a.example>\nList-Unsubscribe: <https://a.example/>\n", "Jane Doe", None),
        ("From: jane@a.example\nList-Id: Bridge News <news.a.example>\n", "Bridge News", None),
        ("From: Jane Doe <jane@a.example>\nList-Id: Bridge Talk <t.a.example>\nList-Post: <mailto:t@a.example>\n", "Bridge Talk", "Jane Doe"),
        ("From: A <a@a.example>\nList-Id: <n.a.example>\nList-Post: NO\n", "A", None),
        ("From: \"a@a.example\" <a@a.example>\nList-Id: <n.a.example>\n", None, None),
        ("From: =?utf-8?Q?Daily=2C_The?= <a@a.example>\nList-Id: <n.a.example>\n", "Daily, The", None),
    ],
)  # fmt: skip
def test_a_source_is_a_name_that_a_publisher_gave_itself(
    extra: str, source: str | None, author: str | None
) -> None:
    article = read(f"{extra}Subject: Old bridge closed\nMIME-Version: 1.0\n\n{PROSE}")
    assert (article.source.value, article.details.author.value) == (source, author)


def test_only_the_mail_s_own_place_in_an_archive_is_its_url() -> None:
    head = HEAD + "List-Archive: <https://daily.example/all>\n"
    assert read(plain(head=head)).url.value is None
    found = read(plain(head=head + "Archived-At: <https://daily.example/1>\n"))
    assert (found.url.value, found.url.basis) == ("https://daily.example/1", "mail")


ME = "Reader.One@home.example"


@pytest.mark.parametrize("header", ["To", "Cc", "Bcc", "Delivered-To", "X-Original-To"])
@pytest.mark.parametrize(
    "written", [ME, ME.lower(), "Reader.One%40home.example", "Reader.One&#64;home.example"]
)
def test_the_address_of_a_recipient_gets_nowhere(header: str, written: str) -> None:
    head = f"{HEAD}{header}: Jo <{ME}>\nReceived: from a by b for <other@home.example>; now\n"
    text = f"{PROSE} This was sent to {written} and other@home.example by news@daily.example."
    for mail in (plain(text, head), parts(("text/html", page(f"<p>{text}</p><p>{PROSE}</p>")), head=head)):
        article = read(mail)
        assert "home.example" not in repr(article).lower()
        assert "sent to [recipient] and [recipient] by news@daily.example" in article.text
        assert "the address of a recipient, which stood in the text 2 times, was left out" in article.warnings


@pytest.mark.parametrize(
    ("mail", "told"),
    [
        (b"", "is no mail"),
        (b"\n\nwords", "is no mail"),
        (HEAD.encode(), "holds no text"),
        (HEAD.encode() + b"Content-Type: application/pkcs7-mime\n\nAAAA", "holds no text"),
        (
            HEAD.encode() + b"Content-Type: text/plain; charset=utf-8\n\n\xff\xfe\x00",
            "looks like|damaged|holds",
        ),
    ],
)
def test_a_mail_without_text_is_refused(mail: bytes, told: str) -> None:
    with pytest.raises(InputRefused, match=told):
        read(mail)


def test_parts_nested_beyond_measure_do_no_harm() -> None:
    mail = HEAD + "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(3000))
    with pytest.raises(InputRefused):
        read(mail + PROSE)


@pytest.mark.parametrize(
    ("identity", "address"),
    [
        ("<a.1@daily.example>", "mid:a.1@daily.example"),
        (" <a b@c> <d%/e?f@g.example>", "mid:d%25%2Fe%3Ff@g.example"),
        ("none", None),
    ],
)
def test_a_message_id_is_an_address(identity: str, address: str | None) -> None:
    assert mid_of(identity) == address
    assert address_of(f"X: y\r\nMessage-ID:{identity}\r\n\r\nMessage-ID: <z@z>".encode()) == address


def mbox(data: bytes, max_bytes: int = 1 << 20) -> list[Found]:
    return list(MboxOpener(max_bytes).open(Source(name="a.mbox", open=lambda: io.BytesIO(data))))


FROM = b"From news@daily.example Wed Jun 19 09:59:00 2024\n"
MAIL = plain().encode()


def test_a_mailbox_is_taken_apart_at_its_from_lines() -> None:
    quoted = plain("From here on\n\nFrom now on, at 10.\n>From old\n").encode()
    kept = quoted.replace(b"\n>From", b"\n>>From").replace(b"\nFrom here", b"\n>From here")
    first, second, third = mbox(
        FROM + MAIL + b"\n" + FROM + kept + b"\n" + FROM.replace(b"\n", b"\r\n") + MAIL
    )
    assert isinstance(first, Look)
    assert (first.name, first.via, first.kind) == ("a.mbox, message 1", "mail", "mail")
    assert (first.data, first.address) == (MAIL, "mid:a.1@daily.example")
    assert isinstance(second, Look)
    assert second.data == quoted
    assert isinstance(third, Look)
    assert third.data == MAIL


def test_a_mail_that_is_too_large_is_named_and_the_rest_goes_on() -> None:
    large = MAIL + b"a" * 200_000
    items = mbox(FROM + large + b"\n\n" + FROM + MAIL, 100_000)
    assert str(items[0]) == "a.mbox, message 1: is larger than 0 MB"
    assert [item.data for item in items if isinstance(item, Look)] == [MAIL]


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "is an empty mailbox"), (MAIL[1:], "does not begin with From")]
)
def test_what_is_no_mailbox_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(InputRefused, match=told):
        mbox(data)


@given(st.data())
def test_a_mailbox_that_is_cut_off_gives_the_mails_before_the_cut(draw: st.DataObject) -> None:
    data = b"".join(FROM + MAIL + b"\n" for _ in range(3))
    cut = draw.draw(st.integers(5, len(data)))
    got = [item.data for item in mbox(data[:cut]) if isinstance(item, Look)]
    assert got[:-1] == [MAIL] * (len(got) - 1)
    assert (MAIL + b"\n" + FROM).startswith(got[-1])


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=8)), max_size=4), st.booleans()
)
def test_nothing_but_a_refusal_comes_of_a_damaged_mail(damage: list[tuple[int, bytes]], many: bool) -> None:
    mail = bytearray((parts(("text/plain", PROSE), kind="mixed") if many else plain()).encode())
    for place, junk in damage:
        mail[place % len(mail) : place % len(mail) + len(junk)] = junk
    try:
        article = read(bytes(mail))
    except InputRefused:
        return
    assert article.text.encode()
    assert repr(article).encode()
