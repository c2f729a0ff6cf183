"""The status pack in stories of ten lines: posts, agreements and votes, in the wordings of news English."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.domain.claim import Claim
from archive.domain.story import Story
from archive.domain.story_parse import check_story, parse_story
from tests.unit.extraction import ROOT, claims

STATUS = ROOT / "src" / "archive" / "packs" / "status.toml"
POSTS = """
[story]
id = "velmora-harbour"
title = "Who runs the Velmora Harbour Authority"
packs = ["status"]
[[entity]]
id = "chair"
kind = "post"
aliases = ["chair of the Harbour Authority", "head of the Harbour Authority", "harbour chief"]
[[entity]]
id = "treasurer"
kind = "post"
aliases = ["city treasurer", "treasurer"]
[[entity]]
id = "quill"
kind = "person"
pronoun = "she"
aliases = ["Anna Quill", "Quill"]
[[entity]]
id = "marsh"
kind = "person"
pronoun = "he"
aliases = ["Tom Marsh", "Marsh"]
[[entity]]
id = "oduya"
kind = "person"
pronoun = "she"
aliases = ["Grace Oduya", "Oduya"]
"""
PACT = """
[story]
id = "sable-strait"
title = "The Sable Strait Pact"
packs = ["status"]
[[entity]]
id = "pact"
kind = "agreement"
aliases = ["Sable Strait Pact", "Sable pact"]
[[entity]]
id = "nordvik"
kind = "party"
aliases = ["Nordvik"]
[[entity]]
id = "tessaly"
kind = "party"
aliases = ["Tessaly"]
[[entity]]
id = "bill"
kind = "motion"
aliases = ["Pact Bill", "fisheries bill"]
"""
DATE = "2031-01-16"


def story_of(source: str) -> Story:
    return parse_story("s.toml", source, {"status": STATUS.read_text(encoding="utf-8")})


@cache
def posts() -> Story:
    return story_of(POSTS)


@cache
def pact() -> Story:
    return story_of(PACT)


def brief(claim: Claim) -> tuple[Any, ...]:
    """What a claim says, in the order of its fields, and what is particular about it."""
    values = [value for name, value in claim.fields.items() if not name.endswith("_text") and name != "party"]
    marks: list[str] = [claim.polarity] if claim.polarity == "denied" else []
    marks += [claim.role] if claim.role != "current" else []
    marks += [claim.certainty] if claim.certainty != "stated" else []
    return (*values, *marks)


def found(story: Story, text: str) -> set[tuple[Any, ...]]:
    return {brief(claim) for claim in claims(story, text, DATE)}


C, T, Q, M, G = "chair", "treasurer", "quill", "marsh", "oduya"

HOLDERS: list[tuple[str, set[tuple[Any, ...]]]] = [
    # the subject comes into the state
    ("Anna Quill has stepped down as head of the Harbour Authority.", {(C, Q, "resigned")}),
    ("Marsh resigned as treasurer on Friday.", {(T, M, "resigned")}),
    ("Treasurer Marsh resigns over missing millions", {(T, M, "resigned")}),
    ("Anna Quill, 61, who resigned as harbour chief, wept.", {(C, Q, "resigned")}),
    ("Anna Quill, chair of the Harbour Authority, died on Sunday aged 71.", {(C, Q, "died")}),
    ("Marsh left the post of treasurer in June.", {(T, M, "left")}),
    ("Marsh lost his job as treasurer in June.", {(T, M, "left")}),
    ("Quill and Marsh have resigned.", {(Q, "resigned"), (M, "resigned")}),
    ("Marsh apologised on Monday. Hours later he resigned.", {(M, "resigned")}),
    ("After resigning as treasurer, Marsh joined a bank.", {(T, M, "resigned")}),
    ("Marsh announced his resignation in a letter to staff.", {(M, "resigned")}),
    ("Grace Oduya took the oath of office as treasurer.", {(T, G, "sworn_in")}),
    (
        "Grace Oduya, who was elected treasurer in May, took office on Monday.",
        {(T, G, "elected"), (T, G, "sworn_in")},
    ),
    # the object, and the subject of the passive
    ("The mayor has sacked city treasurer Tom Marsh.", {(T, M, "dismissed")}),
    ("Tom Marsh was fired as treasurer on Friday after a row over spending.", {(T, M, "dismissed")}),
    ("Marsh joined a bank after being sacked as treasurer.", {(T, M, "dismissed")}),
    ("The council appointed Grace Oduya to be treasurer.", {(T, G, "appointed")}),
    ("The mayor has put Oduya forward as treasurer.", {(T, G, "nominated")}),
    ("Mayor names Oduya city treasurer", {(T, G, "appointed")}),
    ("Oduya named new city treasurer", {(T, G, "appointed")}),
    ("Oduya was named interim treasurer.", {(T, G, "acting")}),
    ("Quill was re-elected chair of the Harbour Authority by 14 votes to 9.", {(C, Q, "elected")}),
    ("Marsh was sacked and Oduya appointed in his place.", {(M, "dismissed"), (G, "appointed")}),
    ("Harbour chief sacked", {(C, "dismissed")}),
    # one comes and one goes
    (
        "The mayor replaced Tom Marsh with Grace Oduya as treasurer.",
        {(T, G, "appointed"), (T, M, "left")},
    ),
    (
        "Tom Marsh was named to succeed Anna Quill as harbour chief.",
        {(C, M, "appointed"), (C, Q, "left")},
    ),
    (
        "Oduya, 52, has been appointed treasurer, replacing Tom Marsh, who resigned last week.",
        {(T, G, "appointed"), (M, "resigned")},
    ),
    ("Quill, Marsh resign", {(Q, "resigned"), (M, "resigned")}),
    (
        "Quill has been harbour chief since 2011, when she succeeded Tom Marsh.",
        {(C, Q, "appointed", "historic"), (C, M, "left", "historic")},
    ),
    ("Oduya was nominated by the mayor as treasurer.", {(T, G, "nominated")}),
    ("Port of Velmora harbour chief Anna Quill quits", {(C, Q, "resigned")}),
    ("Marsh was relieved of his duties as treasurer.", {(T, M, "dismissed")}),
    # nouns
    ("The resignation of the treasurer, Tom Marsh, came hours later.", {(T, M, "resigned")}),
    ("Marsh's resignation as treasurer was accepted by the council.", {(T, M, "resigned")}),
    ("The appointment of Grace Oduya as treasurer was confirmed on Friday.", {(T, G, "appointed")}),
    ("Mayor accepts Marsh resignation", {(M, "resigned")}),
    ("Marsh, whose resignation as treasurer was announced on Monday, left town.", {(T, M, "resigned")}),
    ("The death of harbour chief Anna Quill was announced on Sunday.", {(C, Q, "died")}),
    # adjectives of the office
    ("Former treasurer Tom Marsh joined a bank.", {(T, M, "left")}),
    ("Marsh, a former treasurer, signed the contract.", {(T, M, "left")}),
    ("Interim treasurer Grace Oduya presented the budget.", {(T, G, "acting")}),
    ("Grace Oduya, the acting treasurer, presented the budget.", {(T, G, "acting")}),
    ("Grace Oduya, who has been serving as acting treasurer since May, spoke.", {(T, G, "acting")}),
    ("Oduya has been acting treasurer since May.", {(T, G, "acting")}),
    ("The new treasurer, Grace Oduya, said she would cut costs.", {(T, G, "appointed")}),
    # planned, doubted, denied, long ago
    ("Anna Quill is expected to resign as harbour chief.", {(C, Q, "resigned", "projected")}),
    ("Harbour chief Anna Quill to quit", {(C, Q, "resigned", "projected")}),
    ("Grace Oduya will be sworn in as treasurer on 3 March.", {(T, G, "sworn_in", "projected")}),
    ("The treasurer, Tom Marsh, threatened to resign.", {(T, M, "resigned", "projected", "hedged")}),
    ("Marsh is considering resigning.", {(M, "resigned", "projected", "hedged")}),
    ("Quill could be removed as harbour chief.", {(C, Q, "dismissed", "projected", "hedged")}),
    ("Quill refused to step down as harbour chief.", {(C, Q, "resigned", "denied")}),
    ("Quill denied she would resign as harbour chief.", {(C, Q, "resigned", "denied", "projected")}),
    ("Marsh ruled out resigning as treasurer.", {(T, M, "resigned", "denied", "projected")}),
    ("Quill says she won't resign", {(Q, "resigned", "denied", "projected")}),
    ("Quill's office dismissed reports that she had resigned.", {(Q, "resigned", "denied")}),
    ("The agency had wrongly reported that Quill had resigned.", {(Q, "resigned", "previous")}),
    ("Quill, not Marsh, resigned as harbour chief.", {(C, Q, "resigned")}),
    ("Reports that Marsh had resigned were false.", {(M, "resigned", "denied")}),
    ("Quill was forced to resign as harbour chief in 2015.", {(C, Q, "resigned", "historic")}),
    ("Marsh had no choice but to resign.", {(M, "resigned")}),
    (
        "Quill will speak before Oduya takes over as harbour chief.",
        {(C, G, "appointed", "projected")},
    ),
    ("Oduya named treasurer after Marsh quits", {(T, G, "appointed"), (M, "resigned")}),
    # one goes and one comes
    ("Quill has been replaced as harbour chief by Grace Oduya.", {(C, Q, "left"), (C, G, "appointed")}),
    ("Replacing Quill as harbour chief is Grace Oduya.", {(C, Q, "left"), (C, G, "appointed")}),
    (
        "Replacing Quill as harbour chief \u2014 four weeks before the fair \u2014 is Grace Oduya.",
        {(C, Q, "left"), (C, G, "appointed")},
    ),
    ("Grace Oduya has been named as Quill's successor as harbour chief.", {(C, G, "appointed")}),
    # whose state it is
    ("Anna Quill surprised the council by quitting as harbour chief.", {(C, Q, "resigned")}),
    ("Quill became the first harbour chief to be dismissed.", {(C, Q, "dismissed")}),
    ("Quill was the first elected harbour chief to resign.", {(C, Q, "resigned")}),
    ("Treasurer Tom Marsh and his deputy Paul Venn tendered their resignations.", {(T, M, "resigned")}),
    ("The council named Senior Clerk to the Board Grace Oduya as harbour chief.", {(C, G, "appointed")}),
    ("Senior Clerk to the Board Grace Oduya was named as harbour chief.", {(C, G, "appointed")}),
    ("Tom Marsh, treasurer of Velmora, resigned.", {(M, "resigned")}),
    ("Marsh loses court case; ousted as treasurer", {(T, M, "dismissed")}),
]

NOT_HELD = [
    "Marsh came close to resigning.",
    "Marsh nearly resigned.",
    "Quill will leave for Orlane, whose own harbour chief, Carl Voss, was fired.",
    "Oduya's appointment needs the approval of the council.",
    "If she is confirmed, Oduya would be the first woman to become treasurer.",
    "Marsh was asked to resign.",
    "Marsh must resign, the union said.",
    "Tom Marsh has been appointed deputy treasurer.",
    "Who is Grace Oduya, the new treasurer?",
    "Opposition councillors called for the resignation of Anna Quill.",
    "The union demanded that Quill resign as harbour chief.",
    "Pressure grew on Marsh to quit.",
    "If Quill resigns, Marsh will take over as harbour chief.",
    "Had Marsh resigned, the mayor would have named Oduya.",
    "Why did Quill resign?",
    "The council is to vote on whether to remove Marsh as treasurer.",
    "Marsh's resignation was rejected.",
    "The deputy treasurer, Paul Venn, resigned on Friday.",
    "Marsh resigned from the board of the museum.",
    "Marsh was elected to parliament in 2001.",
    "Marsh was named in the report.",
    "Quill dismissed the claims as nonsense.",
    "Quill fired back at critics.",
    "Quill left the meeting early.",
    "Quill's deputy resigned on Friday.",
    "A spokesman for Quill resigned.",
    "In Orlane, the harbour chief was sacked last year.",
    "Orlane's harbour chief resigned.",
    "Oduya vacated the harbour chief's residence.",
    "Marsh led a bid to oust Quill as harbour chief.",
    "They made Marsh treasurer in name only.",
    "Oduya would be the first treasurer to resign.",
    "Quill was impeached for fraud.",
]

S = "pact"
AGREEMENTS: list[tuple[str, set[tuple[Any, ...]]]] = [
    ("Nordvik and Tessaly signed the Sable Strait Pact on Friday.", {(S, "signed")}),
    ("Nordvik, Tessaly ink Sable pact", {(S, "signed")}),
    ("The Sable Strait Pact was ratified by Tessaly's senate in May.", {(S, "ratified")}),
    ("Tessaly was the first to ratify the Sable Strait Pact.", {(S, "ratified")}),
    (
        "Nordvik has withdrawn from the Sable Strait Pact. The pact will expire in June.",
        {(S, "withdrawn"), (S, "expired", "projected")},
    ),
    ("Nordvik's withdrawal from the Sable Strait Pact took effect at midnight.", {(S, "withdrawn")}),
    ("The Sable Strait Pact entered into force on 1 May 2030.", {(S, "in_force")}),
    ("The Sable Strait Pact remains in force, Tessaly insisted.", {(S, "in_force")}),
    ("The Sable Strait Pact has collapsed, officials in Nordvik said.", {(S, "collapsed")}),
    ("Nordvik has frozen its participation in the Sable Strait Pact.", {(S, "suspended")}),
    ("Nordvik's participation in the Sable Strait Pact was suspended on Monday.", {(S, "suspended")}),
    ("Nordvik announced the suspension of the Sable Strait Pact.", {(S, "suspended")}),
    ("The Sable Strait Pact was extended by two years.", {(S, "extended")}),
    (
        "The Sable Strait Pact, signed in 2009, expired on Sunday.",
        {(S, "signed", "historic"), (S, "expired")},
    ),
    ("Under the Sable Strait Pact, signed by Nordvik in June, quotas fall.", {(S, "signed")}),
    (
        "The Sable Strait Pact, a landmark accord, is old. Tessaly regretted Nordvik's withdrawal.",
        {(S, "withdrawn")},
    ),
    (
        "The Sable Strait Pact is old. The pact, which was signed in 2009 and entered into force in 2011, is dead.",
        {(S, "signed", "historic"), (S, "in_force", "historic"), (S, "collapsed")},
    ),
    ("The two sides are still negotiating the Sable Strait Pact.", {(S, "negotiating")}),
    ("Ministers finalised the Sable Strait Pact on Thursday after all-night talks.", {(S, "agreed")}),
    ("Voters in Tessaly rejected the Sable Strait Pact.", {(S, "rejected")}),
    ("Nordvik will therefore leave the Sable Strait Pact.", {(S, "withdrawn", "projected")}),
    ("Tessaly threatened to pull out of the Sable Strait Pact.", {(S, "withdrawn", "projected", "hedged")}),
    ("Nordvik's decision to quit the Sable Strait Pact angered Tessaly.", {(S, "withdrawn", "projected")}),
    ("Tessaly accused Nordvik of abandoning the Sable Strait Pact.", {(S, "withdrawn", "hedged")}),
    ("Parliament failed to ratify the Sable Strait Pact.", {(S, "ratified", "denied")}),
    ("The Sable Strait Pact had yet to be ratified.", {(S, "ratified", "denied")}),
    ("Nordvik denied that it had pulled out of the Sable Strait Pact.", {(S, "withdrawn", "denied")}),
    ("Nordvik vowed never to sign the Sable Strait Pact.", {(S, "signed", "denied", "projected")}),
    (
        "The Sable Strait Pact is old. Orlane can join 18 months after it comes into force.",
        {(S, "in_force", "projected")},
    ),
    (
        "The Sable Strait Pact must be published before coming into force.",
        {(S, "in_force", "projected")},
    ),
    ("Quotas fall once the Sable Strait Pact takes effect.", {(S, "in_force", "projected")}),
    ("Nordvik signed what could become the Sable Strait Pact.", {(S, "signed", "hedged")}),
]

NOT_AGREED = [
    "The Sable Strait Pact is young. Nordvik left the Herring Pact in 2001. The pact expired.",
    "The Sable Strait Pact would collapse if Nordvik left, Tessaly warned.",
    "The Sable Strait Pact is old. A similar deal with Orlane expired, and the deal was not renewed.",
    "Nordvik had already suspended the Sable Strait Pact's inspection regime.",
    "Nordvik pulled out of talks on the Sable Strait Pact.",
    "Talks on the Sable Strait Pact collapsed on Friday.",
    "The signing of the Sable Strait Pact was postponed.",
    "The ratification of the Sable Strait Pact is expected next week.",
    "Nordvik called for the suspension of the Sable Strait Pact.",
    "Fishermen want Nordvik to scrap the Sable Strait Pact.",
    "Tessaly urged Nordvik not to leave the Sable Strait Pact.",
    "Nordvik signed a bill about herring. The Sable Strait Pact was discussed.",
    "A whaling treaty signed in Oslo was never ratified. The treaty has expired.",
    "If quotas rise, Nordvik would leave the Sable Strait Pact.",
]

TRIAL = """
[story]
id = "velmora-mayor"
title = "The votes on Velmora's mayor Rhea Lund"
packs = ["status"]
[[entity]]
id = "no_confidence"
kind = "motion"
name = "No confidence in Rhea Lund"
aliases = ["no-confidence motion", "no-confidence vote", "motion of no confidence", "the motion"]
[[entity]]
id = "fraud"
kind = "motion"
name = "The article on fraud"
aliases = ["fraud"]
[[entity]]
id = "bribery"
kind = "motion"
name = "The article on bribery"
aliases = ["bribery"]
[[entity]]
id = "mayor"
kind = "post"
aliases = ["Mayor", "mayor"]
[[entity]]
id = "lund"
kind = "person"
pronoun = "she"
aliases = ["Rhea Lund", "Lund"]
"""
N = "no_confidence"
FRAUD = {("fraud", "passed"), ("fraud", "for", 14), ("fraud", "against", 9)}
TRIALS: list[tuple[str, set[tuple[Any, ...]]]] = [
    # motions named by what they do
    ("The council voted 14-9 on Friday to impeach Lund for fraud.", FRAUD),
    ("The council impeached Lund for fraud by a 14-9 vote.", FRAUD),
    ("The 14-9 vote to impeach Lund for fraud followed a long debate.", FRAUD),
    (
        "Councillors voted 14-9 to charge Lund with fraud and 12-11 to charge her with bribery.",
        FRAUD | {("bribery", "passed"), ("bribery", "for", 12), ("bribery", "against", 11)},
    ),
    (
        "The council voted on Friday to impeach Lund on two articles, fraud and bribery.",
        {("fraud", "passed")},
    ),
    ("Lund was impeached for fraud.", {("fraud", "passed")}),
    ("The council refused to impeach Lund for fraud.", {("fraud", "passed", "denied")}),
    (
        "The council voted 14-9 to acquit Lund of fraud.",
        {("fraud", "rejected"), ("fraud", "for", 9), ("fraud", "against", 14)},
    ),
    ("Prosecutors charged Lund with fraud on Friday.", set()),
    ("The council will vote on whether to impeach Lund for fraud.", set()),
    # who loses a vote of no confidence
    ("Lund lost the motion on Friday.", {(N, "passed")}),
    ("Lund survived the no-confidence vote.", {(N, "rejected")}),
    ("Lund's defeat in the no-confidence vote shocked Velmora.", {(N, "passed")}),
    ("The defeat of the no-confidence motion was announced on Friday.", {(N, "rejected")}),
    ("Lund was ousted after the no-confidence motion defeat.", {("mayor", "lund", "dismissed")}),
    ("The council rejected the no-confidence motion.", {(N, "rejected")}),
    ("The deputy speaker of the council rejected the no-confidence motion.", set()),
    ("The motion of no confidence in Lund, mayor of Velmora, was passed by a majority.", {(N, "passed")}),
    # who votes, and how
    (
        "The no-confidence motion against Lund succeeded an hour before midnight, with 14 members of the 23-seat"
        " council voting in favour of the motion.",
        {(N, "passed"), (N, "for", 14)},
    ),
    ("Fourteen members recorded their votes in favour of the no-confidence motion.", {(N, "for", 14)}),
    ("There were 14 votes polled in the favour of the no-confidence motion.", {(N, "for", 14)}),
    ("Fourteen councillors voted against Lund.", {(N, "for", 14)}),
    ("Fourteen councillors voted against Lund's budget.", set()),
    (
        "With 14 members of the opposition voting in favour of the no-confidence motion, it passed.",
        {(N, "passed")},
    ),
    # an office in capitals and without
    ("Lund resigned as mayor.", {("mayor", "lund", "resigned")}),
]

B = "bill"
PASSED, REJECTED = (B, "passed"), (B, "rejected")


def sides(
    for_: int | None = None, against: int | None = None, abstained: int | None = None
) -> set[tuple[Any, ...]]:
    given = {"for": for_, "against": against, "abstained": abstained}
    return {(B, side, value) for side, value in given.items() if value is not None}


VOTES: list[tuple[str, set[tuple[Any, ...]]]] = [
    ("The Senate passed the fisheries bill by 31 votes to 29.", {PASSED, *sides(31, 29)}),
    ("The fisheries bill was defeated 31-29 in the Senate.", {REJECTED, *sides(29, 31)}),
    ("Senate rejects fisheries bill 29-31", {REJECTED, *sides(29, 31)}),
    ("Senators voted 31-29 to approve the fisheries bill.", {PASSED, *sides(31, 29)}),
    ("The committee voted 7-5 in favour of the fisheries bill.", {PASSED, *sides(7, 5)}),
    ("The House of Deputies voted 32-20 against the fisheries bill.", {REJECTED, *sides(20, 32)}),
    ("The fisheries bill failed by a single vote, 30 to 31.", {REJECTED, *sides(30, 31)}),
    ("By 31 votes to 29, the Senate adopted the fisheries bill.", {PASSED, *sides(31, 29)}),
    ("In a 31-29 vote, the Senate approved the fisheries bill.", {PASSED, *sides(31, 29)}),
    ("The fisheries bill, approved 31-29 on Monday, bans trawling.", {PASSED, *sides(31, 29)}),
    ("MPs threw the fisheries bill out by 50 votes to 40.", {REJECTED, *sides(40, 50)}),
    ("The Senate passed the fisheries bill on Friday. The vote was 31 to 29.", {PASSED, *sides(31, 29)}),
    (
        "The fisheries bill fell short of two-thirds, with 60 votes in favour and 40 against.",
        {REJECTED, *sides(60, 40)},
    ),
    (
        "The fisheries bill passed with 31 votes in favour, 29 against and three abstentions.",
        {PASSED, *sides(31, 29, 3)},
    ),
    (
        "A total of 31 senators voted for the fisheries bill, while 29 opposed it and three abstained.",
        sides(31, 29, 3),
    ),
    (
        "There were 31 votes for the fisheries bill and 29 against, with no abstentions.",
        sides(31, 29, 0),
    ),
    (
        "The council approved the fisheries bill, with only two members voting against.",
        {PASSED, *sides(None, 2)},
    ),
    ("By a vote of 40-20, the assembly passed the fisheries bill.", {PASSED, *sides(40, 20)}),
    (
        "The assembly voted 40 to 20, with 5 abstentions, to pass the fisheries bill.",
        {PASSED, *sides(40, 20, 5)},
    ),
    ("Only 20 of the 60 deputies voted for the fisheries bill.", sides(20)),
    ("The fisheries bill cleared the Senate 52-48.", {PASSED, *sides(52, 48)}),
    ("Parliament voted overwhelmingly in favour of the fisheries bill.", {PASSED}),
    ("31 senators backed the fisheries bill and 29 rejected it.", sides(31, 29)),
    ("The Senate unanimously approved the fisheries bill.", {PASSED}),
    ("The fisheries bill was approved by a majority of 12.", {PASSED}),
    ("The vote on the fisheries bill has been put off until Monday.", {(B, "postponed")}),
    ("The president vetoed the fisheries bill.", {(B, "vetoed")}),
    ("MPs are expected to approve the fisheries bill on Monday.", {(B, "passed", "projected")}),
    ("The Senate failed to pass the fisheries bill.", {(B, "passed", "denied")}),
    ("The Senate had first announced 30 votes against the fisheries bill.", {(B, "against", 30, "previous")}),
]

NO_VOTE = [
    "The fisheries bill was debated. A motion to delay the vote was defeated 33 to 27.",
    "The fisheries bill is on the table. The committee voted 7-5 against the amendment.",
    "The budget was passed by 50 votes to 40. The fisheries bill is next.",
    "Twelve Conservative senators voted against the fisheries bill.",
    "Seven of the 60 senators are for the fisheries bill.",
    "The fisheries bill needs 51 votes to pass.",
    "The Senate will vote on the fisheries bill on Monday.",
    "The opposition, which has 40 seats, will vote against the fisheries bill.",
]


@pytest.mark.parametrize(("text", "expected"), HOLDERS)
def test_who_holds_a_post(text: str, expected: set[tuple[Any, ...]]) -> None:
    assert found(posts(), text) == expected


@pytest.mark.parametrize("text", NOT_HELD)
def test_what_tells_nothing_of_a_post(text: str) -> None:
    assert found(posts(), text) == set()


@pytest.mark.parametrize(("text", "expected"), AGREEMENTS)
def test_what_became_of_an_agreement(text: str, expected: set[tuple[Any, ...]]) -> None:
    assert found(pact(), text) == expected


@pytest.mark.parametrize("text", NOT_AGREED)
def test_what_tells_nothing_of_an_agreement(text: str) -> None:
    assert found(pact(), text) == set()


@pytest.mark.parametrize(("text", "expected"), VOTES)
def test_how_a_vote_ended(text: str, expected: set[tuple[Any, ...]]) -> None:
    assert found(pact(), text) == expected


@pytest.mark.parametrize("text", NO_VOTE)
def test_what_is_no_result_of_the_vote(text: str) -> None:
    assert found(pact(), text) == set()


@pytest.mark.parametrize(("text", "expected"), TRIALS)
def test_votes_on_a_person(text: str, expected: set[tuple[Any, ...]]) -> None:
    assert found(story_of(TRIAL), text) == expected


def test_the_parties_of_an_agreement_are_told() -> None:
    (claim,) = claims(pact(), "Nordvik and Tessaly signed the Sable Strait Pact.", DATE)
    assert claim.fields["party"] == ("nordvik", "tessaly")


def test_the_first_person_is_the_speaker() -> None:
    (claim,) = claims(posts(), '"I have resigned as treasurer," Tom Marsh told reporters.', DATE)
    assert (claim.fields["person"], claim.fields["post"], claim.direct_speech) == ("marsh", "treasurer", True)


def test_the_storys_only_post_is_meant_where_none_is_named() -> None:
    source = POSTS.replace(
        POSTS[POSTS.index('[[entity]]\nid = "treasurer"') : POSTS.index('[[entity]]\nid = "quill"')], ""
    )
    assert found(story_of(source), "Quill resigned on Friday.") == {(C, Q, "resigned")}


def test_a_story_without_motions_counts_no_votes() -> None:
    assert found(posts(), "The Senate passed the fisheries bill by 31 votes to 29.") == set()


@pytest.mark.parametrize(
    ("wrong", "right", "problem"),
    [
        ('of = "person"', 'of = "persons"', "unknown name 'persons'"),
        ('outcome = "vote"', 'outcome = "votes"', "unknown name 'votes'"),
        ('value = "died"', 'values = "died"', "is missing"),
        ('voters = ["<voters>"]', 'voters = ["<voter>"]', "unknown name '<voter>'"),
    ],
)  # fmt: skip
def test_problems_of_a_pack_of_states_are_placed(wrong: str, right: str, problem: str) -> None:
    pack = STATUS.read_text(encoding="utf-8")
    assert wrong in pack
    problems = check_story("s.toml", POSTS, {"status": pack.replace(wrong, right, 1)})
    assert any(problem in str(one) for one in problems)


WORDS = st.sampled_from(
    "Quill Marsh resigned as treasurer was appointed and , who not will to the of 's by replaced with acting former I he it"
    " 31 votes to 29 against for if".split()
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_any_row_of_words_is_read(words: list[str]) -> None:
    for story in (posts(), pact()):
        for claim in claims(story, " ".join(words) + ".", DATE):
            assert claim.evidence.start < claim.evidence.end
