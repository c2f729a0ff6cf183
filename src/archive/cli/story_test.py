"""`archive story test`: a story against what its author expects of articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from archive.cli.json_forms import claim_form
from archive.cli.options import format_option
from archive.cli.page import Page, print_json
from archive.cli.session import Session
from archive.telling.lines import counted

if TYPE_CHECKING:
    from archive.domain.claim import Claim
    from archive.domain.expectations import Expected
    from archive.domain.scoring import Figures, Score
    from archive.service.try_story import Trial

share = click.FloatRange(0, 1)


@click.command("test", short_help="Try a story against what you expect it to find.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.argument("expectations", type=click.Path(path_type=Path), metavar="[EXPECTATIONS]", required=False)
@click.option(
    "--min-recall", type=share, default=1.0, show_default=True, help="Share of the expected claims to find."
)
@click.option(
    "--min-precision", type=share, default=1.0, show_default=True, help="Share of the claims to be right."
)
@click.option(
    "--min-details",
    type=share,
    default=1.0,
    show_default=True,
    help="Share of the claims found to have every date, source and other detail right.",
)
@format_option("text", "json")
@click.pass_context
def story_test(
    ctx: click.Context,
    file: Path,
    expectations: Path | None,
    min_recall: float,
    min_precision: float,
    min_details: float,
    form: str,
) -> None:
    """Read articles with a story and compare what it finds with what you expect.

    EXPECTATIONS is a TOML file; left out, it is NAME.expect.toml or expectations.toml beside the story
    NAME.toml. No archive is needed and none is touched. Ends with 1 where a share is below its
    minimum or a claim is made that must not be.

    \b
    Example:
        archive story test story.toml
        archive story test story.toml gold/claims.toml --min-recall 0.9
    """
    from archive.bootstrap import Desk

    session: Session = ctx.obj
    trial = Desk(session.config).try_story(file, expectations)
    right, found = trial.details()
    figures = trial.figures()
    passed = (
        figures.recall >= min_recall
        and figures.precision >= min_precision
        and right >= min_details * found
        and not any(one.sprung for one in trial.scores)
    )
    if form == "json":
        print_json(_document(trial, passed=passed))
    else:
        _write(Page(), trial)
    ctx.exit(0 if passed else 1)


def _write(page: Page, trial: Trial) -> None:
    page.line(f"{trial.story.title}: {counted(len(trial.scores), 'article')}", "title")
    _write_figures(page, "all", trial.figures())
    for fact_type in trial.types:
        _write_figures(page, fact_type, trial.figures(fact_type))
    tiers = trial.tiers()
    if len(tiers) > 1:
        told = ", ".join(f"{name} {found} of {known}" for name, (found, known) in tiers.items())
        page.line(f"found by tier: {told}", indent=2, hang=4)
    right, found = trial.details()
    if found:
        page.line(f"right in every detail: {right} of {found}", indent=2)
    for one in trial.scores:
        _write_score(page, trial, one)
    if any(one.missed for one in trial.scores):
        page.line()
        page.line('why a sentence is not read: archive story explain "SENTENCE" --story FILE', "quiet")


def _write_figures(page: Page, name: str, figures: Figures) -> None:
    page.line(
        f"{name}: recall {figures.recall:.3f} ({figures.found} of {figures.expected}), "
        f"precision {figures.precision:.3f} ({figures.right} of {figures.right + figures.wrong})",
        indent=2,
        hang=4,
    )


def _write_score(page: Page, trial: Trial, one: Score) -> None:
    def tell(kind: str, colour: str, what: str, sentence: str) -> None:
        page.line()
        page.line(f"{page.style(kind, colour)} {one.article}: {what}", hang=4)
        if sentence:
            page.line(f"“{sentence}”", indent=4, hang=1)

    for wanted in one.missed:
        at = trial.sentence(one.article, wanted.spans[0][0]) if wanted.spans else ""
        tell("missed", "removed", expected_in_words(wanted), at)
        close = one.closest(wanted)
        if close is not None:
            page.line(
                f"closest: {said_in_words(close[0])}, which differs in {', '.join(close[1])}",
                indent=4,
                hang=4,
            )
    for claim in one.wrong:
        tell(
            "wrong",
            "changed",
            said_in_words(claim),
            trial.sentence(one.article, claim.evidence.start),
        )
    for wanted, claim, names in one.differing():
        what = "; ".join(_difference(wanted, claim, name) for name in names)
        told = f"{said_in_words(claim)}: {what}"
        tell("differs", "doubt", told, trial.sentence(one.article, claim.evidence.start))
    for trap, claim in one.sprung:
        told = f"{said_in_words(claim)}" + (f" ({trap.why})" if trap.why else "")
        tell("must not", "removed", told, trial.sentence(one.article, claim.evidence.start))


def expected_in_words(expected: Expected) -> str:
    """An expectation on one line."""
    marks = [mark for mark in (expected.role, expected.polarity) if mark not in (None, "affirmed")]
    said = {name: "|".join(_shown(option) for option in wanted) for name, wanted in expected.fields.items()}
    told = " · ".join(f"{name} {value}" for name, value in said.items())
    return f"{expected.type}: {told}" + (f" ({', '.join(map(str, marks))})" if marks else "")


def said_in_words(claim: Claim) -> str:
    """A claim on one line, with the ids that expectations are written in and the frame that made it."""
    marks = [claim.role, claim.polarity, claim.certainty, claim.relation]
    told = [mark for mark in marks if mark not in ("current", "affirmed", "stated", "eq")]
    said = " · ".join(
        f"{name} {_shown(value)}"
        for name, value in claim.fields.items()
        if value is not None and not name.endswith("_text")
    )
    return f"{claim.type}: {said}" + (f" ({', '.join(told)})" if told else "") + f" [{claim.frame}]"


def _difference(wanted: Expected, claim: Claim, name: str) -> str:
    from archive.domain.scoring import said

    expected = " or ".join(_shown(option) for option in wanted.details[name])
    return f"{name} is {_shown(said(claim, name))}, expected {expected}"


def _shown(value: object) -> str:
    if value is None or value == ():
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _figures_form(figures: Figures) -> dict[str, Any]:
    return {
        "expected": figures.expected,
        "found": figures.found,
        "right": figures.right,
        "wrong": figures.wrong,
        "recall": round(figures.recall, 4),
        "precision": round(figures.precision, 4),
    }


def _document(trial: Trial, *, passed: bool) -> dict[str, Any]:
    right, found = trial.details()
    return {
        "story": trial.story.story,
        "expectations": str(trial.expectations),
        "passed": passed,
        **_figures_form(trial.figures()),
        "details": {"found": found, "right": right},
        "tiers": {name: {"found": part, "expected": whole} for name, (part, whole) in trial.tiers().items()},
        "types": {name: _figures_form(trial.figures(name)) for name in trial.types},
        "articles": [_score_form(trial, one) for one in trial.scores],
    }


def _score_form(trial: Trial, one: Score) -> dict[str, Any]:
    def claim(said: Claim) -> dict[str, Any]:
        return {
            **claim_form(said),
            "frame": said.frame,
            "sentence": trial.sentence(one.article, said.evidence.start),
        }

    def expected(wanted: Expected) -> dict[str, Any]:
        at = wanted.spans[0][0] if wanted.spans else None
        return {
            "id": wanted.id,
            "type": wanted.type,
            "fields": {name: list(options) for name, options in wanted.fields.items()},
            "role": wanted.role,
            "polarity": wanted.polarity,
            "quote": wanted.quote or None,
            "sentence": None if at is None else trial.sentence(one.article, at),
        }

    def missed(wanted: Expected) -> dict[str, Any]:
        close = one.closest(wanted)
        return {
            **expected(wanted),
            "closest": None if close is None else {"claim_id": close[0].claim_id, "differs_in": close[1]},
        }

    return {
        "article": one.article,
        "missed": [missed(wanted) for wanted in one.missed],
        "wrong": [claim(said) for said in one.wrong],
        "differs": [
            {"expected": expected(wanted), "claim": claim(said), "in": names}
            for wanted, said, names in one.differing()
        ],
        "must_not": [
            {"id": trap.id, "why": trap.why or None, "claim": claim(said)} for trap, said in one.sprung
        ],
    }
