"""The project's own gold sets: articles that the frames were not written for, other parties, a reusable pack.

`docs/stories.md` says nothing of these articles and no frame quotes them; a third of each set was held
out while the frames were worked on, and is held to a floor of its own.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

REFERENCE: Final = Path("examples/putin-kim-gifts/story.toml")
GOLD: Final = Path("tests/data/gold")
SETS: Final = {
    "putin-kim-gifts": REFERENCE,
    **{
        name: GOLD / name / "story.toml"
        for name in (
            "ilsabet-adeyra-gifts", "tessaly-mill-fire", "sarvek-ilmendol-quake", "halden-rove-jobs", "dravian-troops",
            "port-callen-march", "orvane-fine", "sulei-flood-aid", "casterra-finance-minister", "lake-arden-accord",
        )
    },
}  # fmt: skip
FLOORS: Final = {
    # set: core recall, precision and traps sprung at most, of the articles worked with and of those held out
    "putin-kim-gifts": ((0.93, 0.97, 0), (0.6, 0.83, 0)),
    "ilsabet-adeyra-gifts": ((0.9, 0.95, 0), (0.85, 0.85, 0)),
    "tessaly-mill-fire": ((0.95, 0.95, 0), (0.95, 0.95, 0)),
    "sarvek-ilmendol-quake": ((0.95, 0.94, 0), (0.85, 0.9, 1)),
    "halden-rove-jobs": ((0.85, 0.85, 0), (0.3, 0.6, 0)),
    "dravian-troops": ((0.85, 0.75, 3), (0.3, 0.95, 0)),
    "port-callen-march": ((0.85, 0.7, 4), (0.6, 0.4, 3)),
    "orvane-fine": ((0.5, 0.75, 1), (0.95, 0.6, 2)),
    "sulei-flood-aid": ((0.6, 0.8, 0), (0.5, 0.7, 1)),
    "casterra-finance-minister": ((0.95, 0.95, 0), (0.6, 0.8, 1)),
    "lake-arden-accord": ((0.95, 0.95, 0), (0.95, 0.8, 1)),
}


def script(root: Path, name: str) -> ModuleType:
    """A file of `scripts/`, as a module."""
    spec = importlib.util.spec_from_file_location(f"own_{name}", root / "scripts" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[f"own_{name}"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def scorer(root: Path) -> ModuleType:
    """`scripts/score.py`."""
    return script(root, "score")


def scored(scorer: ModuleType, root: Path, name: str, *, held_out: bool) -> Any:
    """The scores of one set's articles that are, or are not, held out."""
    folder = root / "tests" / "data" / "gold" / name
    return scorer.score_all(folder / "gold.json", root / SETS[name], folder, held_out=held_out)


@pytest.mark.parametrize("held_out", [False, True])
@pytest.mark.parametrize("name", FLOORS)
def test_figures_stay_above_their_floors(
    scorer: ModuleType, root: Path, name: str, *, held_out: bool
) -> None:
    results = scored(scorer, root, name, held_out=held_out)
    figures = scorer.summary(results)
    recall, precision, traps = FLOORS[name][held_out]
    found, wanted = figures["core recall"]
    right, predicted = figures["precision"]
    assert wanted > 0
    assert found / wanted >= recall
    assert right / predicted >= precision
    assert figures["traps sprung"][0] <= traps


def test_what_is_found_is_right_in_detail(scorer: ModuleType, root: Path) -> None:
    results = [one for name in SETS for one in scored(scorer, root, name, held_out=False)]
    shares = {name: part / whole for name, (part, whole) in scorer.accuracy(results).items()}
    assert {name: share for name, share in shares.items() if share < 0.9} == {}


def test_every_quote_is_verbatim(scorer: ModuleType, root: Path) -> None:
    for name in SETS:
        for one in (*scored(scorer, root, name, held_out=False), *scored(scorer, root, name, held_out=True)):
            text = scorer.read(root / "tests" / "data" / "gold" / name / f"{one.article}.txt").text
            for claim in one.claims:
                assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.exact


def test_the_files_that_are_made_are_up_to_date(root: Path) -> None:
    """Where this fails, run `python scripts/gold.py`."""
    made = script(root, "gold").made()
    assert {path.parent.name for path in made} == set(SETS)
    stale = [path.parent.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert stale == []
