"""Two packs may call different words by one name; each means its own."""

from __future__ import annotations

from archive.domain.pattern import Lexeme, lexemes
from archive.domain.story import Story
from archive.domain.story_parse import check_story, parse_story

PACK = """
[lexicon]
{name} = [{words}]
[[fact]]
type = "{type}"
[fact.fields]
who = {{ type = "text" }}
[[fact.frame]]
name = "f"
pattern = "{{who}} <{name}> (a|the <{name}>)? prize"
unless = "never <{name}>"
"""


def story(first: str, second: str, name: str = "win", own: str = "") -> Story:
    packs = {
        "one": PACK.format(name="win", words=first, type="victory"),
        "two-b.toml": PACK.format(name=name, words=second, type="triumph"),
    }
    source = f'[story]\nid = "s"\ntitle = "S"\npacks = ["one", "two-b.toml"]\n{own}'
    return parse_story("s.toml", source, packs)


def words(made: Story, kind: str) -> set[tuple[str, ...]]:
    frame = made.facts[kind].frames[0]
    nodes = [*frame.nodes, *(frame.unless or ())]
    return {made.lexicon[name] for name in lexemes(tuple(nodes))}


def test_each_pack_means_its_own_words() -> None:
    made = story('"won"', '"took", "takes"')
    assert words(made, "victory") == {("won",)}
    assert words(made, "triumph") == {("took", "takes")}
    assert set(made.lexicon) == {"win", "win_of_two_b"}
    assert Lexeme("win_of_two_b") in made.facts["triumph"].frames[0].nodes


def test_the_same_words_stay_one_entry() -> None:
    assert set(story('"won"', '"won"').lexicon) == {"win"}
    assert set(story('"won"', '"took"', name="take").lexicon) == {"win", "take"}


def test_a_storys_own_entry_of_that_name_is_still_refused() -> None:
    packs = {"one": PACK.format(name="win", words='"won"', type="victory")}
    source = '[story]\nid = "s"\ntitle = "S"\npacks = ["one"]\n[lexicon]\nwin = ["got"]\n'
    (problem,) = check_story("s.toml", source, packs)
    assert "[lexicon], win: already defined" in str(problem)
