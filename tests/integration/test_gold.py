"""The reference story against gold claims on real articles, by the project's own scorer."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archive.domain.expectations import Forbidden
from archive.domain.scoring import score


@pytest.fixture(scope="module")
def scorer(root: Path) -> ModuleType:
    """`scripts/score.py`, as a module."""
    spec = importlib.util.spec_from_file_location("score", root / "scripts" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def results(scorer: ModuleType, root: Path, shared: Path) -> Any:
    """The scores of all documents."""
    story = root / "examples" / "putin-kim-gifts" / "story.toml"
    return scorer.score_all(shared / "gold" / "seeds.json", story, shared / "seeds")


def test_recall_and_precision(scorer: ModuleType, results: Any) -> None:
    figures = scorer.summary(results)
    found, wanted = figures["core recall"]
    right, predicted = figures["precision"]
    assert wanted == 45
    assert found / wanted >= 0.97
    assert right / predicted >= 0.97


def test_no_trap_is_sprung(results: Any) -> None:
    assert [(trap.id, claim.evidence.exact) for one in results for trap, claim in one.sprung] == []


def test_what_is_matched_is_right_in_detail(scorer: ModuleType, results: Any) -> None:
    floors = {
        "event date": 0.9,
        "report date": 0.95,
        "quantity": 0.95,
        "attribution": 0.95,
        "certainty": 0.95,
    }
    shares = {name: part / whole for name, (part, whole) in scorer.accuracy(results).items()}
    assert {name: share for name, share in shares.items() if name in floors and share < floors[name]} == {}


def test_evidence_is_verbatim(results: Any, shared: Path) -> None:
    texts = [path.read_bytes().decode() for path in sorted((shared / "seeds").glob("*.txt"))]
    for one, text in zip(results, texts, strict=True):
        for claim in one.claims:
            quote = claim.evidence
            assert text[quote.start : quote.end] == quote.exact
            assert text[: quote.start].endswith(quote.prefix)
            assert text[quote.end :].startswith(quote.suffix)


def test_a_planted_error_is_counted(results: Any) -> None:
    """A claim that is wrong, one that is missing, and one that springs a trap are noticed."""
    first = results[0]
    gift = next(claim for claim in first.claims if claim.type == "gift")
    wrong = replace(gift, fields={**gift.fields, "recipient": "moon_jae_in"}, assertion_key="other")
    count = next(claim for claim in first.claims if claim.polarity == "denied")
    three = replace(count, polarity="affirmed", assertion_key="three")
    claims = [wrong if claim is gift else claim for claim in first.claims] + [three]
    trap = Forbidden(id="x", type="gift_count", where={"value": (3,), "polarity": ("affirmed",)})
    planted = score("d", first.expected, [trap], claims, {one.type for one in first.expected})
    assert wrong in planted.wrong
    assert three in planted.wrong
    assert [trap.id for trap, _ in planted.sprung] == ["x"]
    assert len(planted.matched) < len(first.matched)
