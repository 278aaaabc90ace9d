"""What an analysis says: the exact sentences, for situations made by hand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from sat.ach import AchResult, analyse
from sat.ach.findings import findings, leader_sentence, left_out_sentence
from sat.case import Case

MakeCase = Callable[..., Case]
DAY = "As of 2025-01-01"
LAST = (
    "Scores count what speaks against a hypothesis. They are bookkeeping, not probabilities: "
    "less refuted does not mean more probable."
)


def graded(items: int) -> dict[str, Any]:
    """Columns that give every item the weight 1 and leave nothing unknown: C3, medium."""
    return {
        "sources": [("S1", "C", "")],
        "source_ids": ["S1"] * items,
        "credibility": ["3"] * items,
        "relevance": ["medium"] * items,
    }


@pytest.fixture
def known(make_case: MakeCase) -> Callable[..., AchResult]:
    """The result of marks on items whose grades are all known."""

    def make(marks: Mapping[str, Sequence[str]], **columns: Any) -> AchResult:
        items = len(next(iter(marks.values())))
        return analyse(make_case(marks, **{**graded(items), **columns}))

    return make


Known = Callable[..., AchResult]


def test_the_minimal_case_is_told_whole_and_in_order(minimal: Case) -> None:
    assert findings(analyse(minimal)).sentences == (
        "As of 2025-06-10 the evidence speaks least against H1 (North) by every rule; Heuer's "
        "count finds 0 of 4 items against it.",
        "2 items of 4 have a grade that is unknown in part (F, 6 or not given): whatever it is, H1 "
        "leads by PARC weighted.",
        "Leaving out one item, source, origin, dependence group or analyst at a time (11 removals) "
        "changes the leader in 1 by Heuer's count, 1 by Inconsistency, 1 by PARC weighted and 1 by "
        "Each origin once; no single item does.",
        "Each analyst's own leader (= marks a tie): ana: H1; ben: H2 = H3 by Heuer's count, "
        "Inconsistency and Each origin once, H2 by PARC weighted (H1 not ranked).",
        "2 items of 4 lean on a shared report, in 1 dependence group; the rule 'Each origin once' "
        "does not count such copies again.",
        "6 of 18 ratings are reconstructed: written later, for their day, from what was known "
        "then. They show the method and are no record of a judgment.",
        LAST,
    )


def test_a_case_without_a_flaw_gets_its_leader_its_strength_and_the_warning(known: Known) -> None:
    result = known({"ana": ["C I", "C II"]})
    assert findings(result).sentences == (
        f"{DAY} the evidence speaks least against H1 (H1) by every rule; Heuer's count finds 0 of "
        "2 items against it.",
        "Leaving out one item at a time (2 removals) changes the leader by no rule.",
        LAST,
    )


def test_one_item_is_one_item(known: Known) -> None:
    assert findings(known({"ana": ["C I"]})).sentences == (
        f"{DAY} the evidence speaks least against H1 (H1) by every rule; Heuer's count finds 0 of "
        "1 item against it.",
        LAST,
    )


def test_a_tie_names_all_who_tie(known: Known) -> None:
    assert leader_sentence(known({"ana": ["I II I", "C I C"]})) == (
        f"{DAY} H1 (H1) and H3 (H3) tie as least refuted by every rule; Heuer's count finds 1 of 2 "
        "items against H1."
    )


def test_rules_that_disagree_are_set_against_each_other(known: Known) -> None:
    # count: H1 3, H2 2; points, weights being 1 and nothing copied: H1 3, H2 4
    result = known({"ana": ["I II", "I II", "I N"]})
    first, second, *_ = findings(result).sentences
    assert first == (
        f"{DAY} the evidence speaks least against H1 (H1) by Inconsistency, PARC weighted and Each "
        "origin once; Heuer's count finds 3 of 3 items against it."
    )
    assert second == (
        "The rules name different leaders: Heuer's count names H2; Inconsistency, PARC weighted "
        "and Each origin once name H1."
    )


def test_a_tie_by_some_rules_alone_is_a_disagreement_too(known: Known) -> None:
    # count: H1 2, H2 1; points: 2 and 2
    first, second, *_ = findings(known({"ana": ["I II", "I C"]})).sentences
    assert first == (
        f"{DAY} H1 (H1) and H2 (H2) tie as least refuted by Inconsistency, PARC weighted and Each "
        "origin once; Heuer's count finds 2 of 2 items against H1."
    )
    assert second == (
        "The rules name different leaders: Heuer's count names H2; Inconsistency, PARC weighted "
        "and Each origin once name H1 and H2."
    )


def test_where_nobody_is_ranked_nobody_leads(known: Known) -> None:
    sentences = findings(known({"ana": ["C .", ". .", ". ."]})).sentences
    assert sentences[:3] == (
        f"{DAY} no hypothesis was held against enough items to be ranked (3 items).",
        "H1 (H1) is not ranked: only 33% of the items were held against it (at least 50% is "
        "needed), so a low score would be silence.",
        "H2 (H2) is not ranked: only 0% of the items were held against it (at least 50% is "
        "needed), so a low score would be silence.",
    )


def test_an_unranked_hypothesis_is_named_with_its_share(known: Known) -> None:
    sentences = findings(known({"ana": ["I C", "C .", "C .", "C NA"]})).sentences
    assert (
        "H2 (H2) is not ranked: only 25% of the items were held against it (at least 50% is "
        "needed), so a low score would be silence."
    ) in sentences


def test_a_share_just_too_small_is_not_rounded_up_to_enough(known: Known) -> None:
    sentences = findings(known({"ana": ["C I"] * 62 + ["C ."] * 63})).sentences
    (sentence,) = [text for text in sentences if "not ranked" in text]
    assert "only 49% of the items were held against it (at least 50% is needed)" in sentence


def test_a_leader_that_owes_its_place_to_blanks_is_found_out(known: Known) -> None:
    # sums: count 2 and 1, points 2 and 2; per rated item: count 2/4 and 1/2, points 2/4 and 2/2
    sentences = findings(known({"ana": ["I II", "C .", "C .", "I C"]})).sentences
    assert (
        "Per rated item, so that blanks cannot look like support: Heuer's count: H1 and H2 instead "
        "of H2; Inconsistency: H1 instead of H1 and H2; PARC weighted: H1 instead of H1 and H2; "
        "Each origin once: H1 instead of H1 and H2."
    ) in sentences


def test_an_unknown_grade_that_could_change_the_leader_is_told(open_case: Case) -> None:
    assert (
        "1 item of 2 has a grade that is unknown in part (F, 6 or not given): depending on what it "
        "is, H1 or H2 could lead by PARC weighted."
    ) in findings(analyse(open_case)).sentences


@pytest.mark.parametrize(
    ("marks", "what"),
    [
        (["C I"], "1 item of 1 has a grade that is unknown in part (F, 6 or not given): whatever "
                  "it is, H1 leads by PARC weighted."),
        (["C C I", "N N I"], "2 items of 2 have a grade that is unknown in part (F, 6 or not "
                             "given): whatever it is, H1 and H2 lead by PARC weighted."),
    ],
)  # fmt: skip
def test_an_unknown_grade_that_cannot_change_the_leader_is_told_too(
    make_case: MakeCase, marks: list[str], what: str
) -> None:
    assert what in findings(analyse(make_case({"ana": marks}))).sentences


def test_the_single_item_on_which_the_answer_hangs_is_named(known: Known) -> None:
    # H1 0, H2 1; without E1 both have 0
    assert left_out_sentence(known({"ana": ["C I", "C C"]})) == (
        "Leaving out one item at a time (2 removals) changes the leader in 1 by Heuer's count, 1 "
        "by Inconsistency, 1 by PARC weighted and 1 by Each origin once; the item that does: E1."
    )


def test_all_items_on_which_the_answer_hangs_are_named(known: Known) -> None:
    # H1 1, H2 2; without E1 or E3 both have 1
    assert left_out_sentence(known({"ana": ["C I", "I C", "C I"]})) == (
        "Leaving out one item at a time (3 removals) changes the leader in 2 by Heuer's count, 2 "
        "by Inconsistency, 2 by PARC weighted and 2 by Each origin once; the items that do: E1 and "
        "E3."
    )


def test_with_nothing_to_leave_out_nothing_is_said(known: Known) -> None:
    assert left_out_sentence(known({"ana": ["C I"]})) == ""
    assert "" not in findings(known({"ana": ["C I"]})).sentences


def test_a_single_removal_is_one_removal(known: Known) -> None:
    result = known({"ana": ["C I", "C I"]})
    one = replace(result, left_out=result.left_out[:4])  # by four rules
    assert left_out_sentence(one) == (
        "Leaving out one item at a time (1 removal) changes the leader by no rule."
    )


def test_analysts_with_one_leader_each_are_set_side_by_side(known: Known) -> None:
    result = known({"ana": ["C I I", "C I I"], "ben": ["I C C", "I C C"]})
    sentence = "Each analyst's own leader (= marks a tie): ana: H1; ben: H2 = H3."
    assert sentence in findings(result).sentences


def test_an_analyst_who_ranks_nobody_leads_to_nobody(known: Known) -> None:
    result = known({"ana": ["C I", "C I", "C I"], "ben": ["C I", ". .", ". ."]})
    sentence = "Each analyst's own leader (= marks a tie): ana: H1; ben: nobody."
    assert sentence in findings(result).sentences


def test_a_leader_on_which_little_of_the_evidence_bears_may_be_vague(known: Known) -> None:
    result = known({"ana": ["N I", "N I", "C I", "N I"]})
    assert (
        "75% of the marks that H1 (H1) got are neutral: little of the evidence tests it, so that "
        "its low score may be vagueness."
    ) in findings(result).sentences


def test_half_of_the_marks_neutral_is_not_yet_vague(known: Known) -> None:
    # NA and blank are no marks: two of four that count
    sentences = findings(known({"ana": ["N I", "N I", "C I", "C I", "NA I", ". I"]})).sentences
    assert not [text for text in sentences if "vagueness" in text]


def test_vagueness_of_those_who_do_not_lead_is_not_held_against_them(known: Known) -> None:
    sentences = findings(known({"ana": ["C N", "C N", "C II"]})).sentences
    assert not [text for text in sentences if "vagueness" in text]


def test_copies_are_counted_over_their_groups(known: Known) -> None:
    result = known({"ana": ["C I"] * 6}, dependence_group=["a", "a", "b", "b", "b", ""])
    assert (
        "5 items of 6 lean on a shared report, in 2 dependence groups; the rule 'Each origin once' "
        "does not count such copies again."
    ) in findings(result).sentences


def test_an_item_alone_in_its_group_copies_nothing(known: Known) -> None:
    result = known({"ana": ["C I"] * 2}, dependence_group=["a", ""])
    assert not [text for text in findings(result).sentences if "shared report" in text]


@pytest.mark.parametrize(
    ("marks", "what"),
    [
        (["C I", "N N"], "1 item of 2 separates nothing, marking every hypothesis alike: E2."),
        (["I I", "C C", "C I"], "2 items of 3 separate nothing, marking every hypothesis alike: E1 "
                                "and E2."),
    ],
)  # fmt: skip
def test_items_that_mark_every_hypothesis_alike_are_named(
    known: Known, marks: list[str], what: str
) -> None:
    assert what in findings(known({"ana": marks})).sentences


THEIR = (
    "reconstructed: written later, for their day, from what was known then. They show the method"
)
ITS = "reconstructed: written later, for its day, from what was known then. It shows the method"


@pytest.mark.parametrize(
    ("again", "what"),
    [
        (4, [f"All ratings are {THEIR} and are no record of a judgment."]),
        (3, [f"3 of 4 ratings are {THEIR} and are no record of a judgment."]),
        (1, [f"1 of 4 ratings is {ITS} and is no record of a judgment."]),
        (0, []),
    ],
)
def test_reconstructed_ratings_are_counted(known: Known, again: int, what: list[str]) -> None:
    result = known({"ana": ["C I", "C I"]})
    ratings = tuple(
        row.model_copy(update={"reconstructed": "yes" if number < again else ""})
        for number, row in enumerate(result.case.ratings)
    )
    told = findings(analyse(replace(result.case, ratings=ratings))).sentences
    assert [text for text in told if "reconstructed" in text] == what


def test_ratings_of_those_who_are_left_out_are_not_counted_as_reconstructed(minimal: Case) -> None:
    told = findings(analyse(minimal, "ana")).sentences  # all of the reconstructed ones are ben's
    assert not [text for text in told if "reconstructed" in text]
