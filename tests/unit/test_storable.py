"""What no database or no JSON can hold is replaced, wherever it stands, and nothing else is touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.domain.article import Article, Block, Details, Link, Sourced
from archive.domain.look import Look
from archive.domain.storable import storable

ANY = st.text(st.characters(codec=None) | st.sampled_from("\x00\ud800\udfff"))


@given(ANY)
def test_what_comes_out_can_be_held_and_stands_where_it_stood(text: str) -> None:
    held = storable(text)
    held.encode()
    assert "\x00" not in held
    assert len(held) == len(text)
    assert all(new in (old, "\ufffd") for new, old in zip(held, text, strict=True))
    assert storable(held) == held


def test_it_is_found_however_deep_it_stands() -> None:
    bad, good = "a\x00b\ud800", "a\ufffdb\ufffd"
    article = Article(
        text=bad,
        blocks=(Block("body", 0, 4),),
        title=Sourced(bad, "page"),
        details=Details(links=(Link(bad, bad), Link("https://a.example/", "b"))),
        options={bad: bad},
    )
    held = storable(article)
    assert (held.text, held.title, held.options) == (good, Sourced(good, "page"), {good: good})
    assert held.details.links == (Link(good, good), Link("https://a.example/", "b"))
    look = Look(name=bad, data=b"\x00", headers=((bad, "x"),), sidecar={"a": [bad]}, instead=Look(name=bad))
    assert storable(look).headers == ((good, "x"),)
    assert storable(look).sidecar == {"a": [good]}
    assert storable(look).instead == Look(name=good)
    assert storable(look).data == b"\x00"


def test_what_can_be_held_is_given_back_itself() -> None:
    article = Article(text="words", blocks=(Block("body", 0, 5),))
    assert storable(article) is article
