"""Word forms made from lemmas."""

from __future__ import annotations

import pytest

from archive.domain.inflect import expand, plural, verb_forms


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("kill", "kill kills killed killed killing"),
        ("die", "die dies died died dying"),
        ("give", "give gives gave given giving"),
        ("cut", "cut cuts cut cut cutting"),
        ("lay", "lay lays laid laid laying"),
        ("slash", "slash slashes slashed slashed slashing"),
        ("flee", "flee flees fled fled fleeing"),
        ("plan", "plan plans planned planned planning"),
        ("visit", "visit visits visited visited visiting"),
        ("begin", "begin begins began begun beginning"),
        ("bury", "bury buries buried buried burying"),
        ("stay", "stay stays stayed stayed staying"),
        ("panic", "panic panics panicked panicked panicking"),
        ("agree", "agree agrees agreed agreed agreeing"),
        ("air-drop", "air-drop air-drops air-dropped air-dropped air-dropping"),
    ],
)
def test_forms_of_a_verb(lemma: str, forms: str) -> None:
    assert " ".join(verb_forms(lemma)) == forms


@pytest.mark.parametrize(
    ("noun", "many"),
    [
        ("toll", "tolls"), ("city", "cities"), ("day", "days"), ("box", "boxes"), ("child", "children"),
        ("fireman", "firemen"), ("person", "people"), ("job cut", "job cuts"), ("dead", "dead"),
        ("crew member", "crew members"), ("wife", "wives"), ("staff", "staff"),
    ],
)  # fmt: skip
def test_plurals(noun: str, many: str) -> None:
    assert plural(noun) == many


def test_a_starred_word_stands_for_all_its_forms() -> None:
    assert expand("hand* over") == ("hand over", "hands over", "handed over", "handing over")
    assert expand("in return") == ("in return",)
    assert expand("*") == ("*",)
