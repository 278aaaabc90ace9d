"""Rules about sources: each broken in a case that is sound otherwise, its message checked."""

from datetime import date

import pytest

from sat.case import Case
from sat.case.fields import Period

from .sound import change, mend, only, told

NAME = "name its sources, or call it an assumption or an inference"
CONFIRM = "look for independent confirmation, and say in the judgment that it hangs on this"
GRADE = "grade it, confirm it from another origin, or say that the answer hangs on it"
# Without the mill's items: count 1, 1, 1; points 1, 1½, 1; weighted -0.71, -1.06, -1.
MILL = (
    "H1, H2 and H3 would lead instead of H1 by Heuer's count; H1 and H3 would lead instead of H1 "
    "by Inconsistency and Each origin once"
)
EVERY = "Heuer's count, Inconsistency, PARC weighted and Each origin once"
# E1 and E3 alone, E3 neutral on H1: without E1 nothing is left that speaks against H1 or H3.
WITHOUT = f"without it H1 and H3 would lead instead of H1 by {EVERY}"


@pytest.fixture
def pair(minimal: Case) -> Case:
    """E1 and E3 alone, E1 a well-graded linchpin of two origins."""
    case = change(only(mend(minimal), "E1", "E3"), "ratings", "E3/H1/ana", rating="N")
    return change(case, "evidence", "E1", source_ids=("S1", "S4"))


@pytest.mark.parametrize(("item", "kind"), [("E1", "report"), ("E3", "absence")])
def test_a_report_without_a_source_is_found(minimal: Case, item: str, kind: str) -> None:
    case = change(mend(minimal), "evidence", item, source_ids=())
    assert told(case, "T101") == [f"evidence, {item}: a {kind} with no source; {NAME}"]


def test_an_origin_that_the_lead_hangs_on_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "sources", "S2", origin_id="mill")
    message = f"sources, mill: without the sources of this origin {MILL}; {CONFIRM}"
    assert told(case, "T102") == [message]


def test_a_report_that_several_items_lean_on_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E1", dependence_group="flood")
    case = change(case, "evidence", "E2", dependence_group="flood")
    (message,) = told(case, "T102")
    assert message.startswith("evidence, flood: without this dependence group H1, H2 and H3 would")


def test_a_source_that_was_named_is_not_told_again_as_its_origin(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "E2", source_ids=("S1",))
    case = change(case, "evidence", "E4", source_ids=("S4",))
    case = change(case, "sources", "S4", origin_id="mill")
    assert told(case, "T102") == [f"sources, S1: without this source {MILL}; {CONFIRM}"]


def test_evidence_that_all_goes_back_to_one_origin_is_found(minimal: Case) -> None:
    case = change(mend(minimal), "evidence", "", source_ids=("S1",))
    message = "goes back to one origin, mill; look for a second, independent one"
    assert told(case, "T102") == [f"evidence: every item {message}"]
    case = change(case, "evidence", "E4", source_ids=())
    assert f"evidence: every item that has a source {message}" in told(case, "T102")
    case = change(case, "evidence", "", source_ids=())
    one = change(case, "evidence", "E3", source_ids=("S3",))  # of one item it goes without saying
    assert told(case, "T102") == told(one, "T102") == []


def test_a_linchpin_that_is_well_graded_and_confirmed_passes(pair: Case) -> None:
    assert told(pair, "T103") == []
    assert told(pair, "T104") == []


@pytest.mark.parametrize(
    ("cells", "flaw"),
    [
        ({"source_ids": ("S1",)}, "it goes back to one origin, mill"),
        ({"credibility": "6"}, "its grade A6 is not known in full"),
        ({"credibility": ""}, "its grade A– is not known in full"),
        ({"credibility": "4"}, "its grade A4 is weak"),
        ({"source_ids": ("S3",), "credibility": "5"}, "its grade F5 is not known in full, its "
                                                      "grade F5 is weak and it goes back to one "
                                                      "origin, S3"),
    ],
)  # fmt: skip
def test_a_linchpin_that_is_not_is_found(pair: Case, cells: dict[str, str], flaw: str) -> None:
    case = change(pair, "evidence", "E1", **cells)
    assert told(case, "T103") == [f"evidence, E1: {WITHOUT}, and {flaw}; {GRADE}"]


def test_a_linchpin_of_two_sources_of_one_origin_has_one_origin(pair: Case) -> None:
    case = change(pair, "sources", "S4", origin_id="mill")
    (message,) = told(case, "T103")
    assert "it goes back to one origin, mill" in message


def test_evidence_may_be_half_a_year_old_and_no_older(minimal: Case) -> None:
    # E3 became known on 1 February 2025, and 3 August is 183 days later.
    case = mend(minimal)
    assert told(change_day(case, date(2025, 8, 3)), "T104") == []
    assert told(change_day(case, date(2025, 8, 4)), "T104") == [
        "evidence: the newest item became known 184 days before the cut of 2025-08-04; look for "
        "what came since; 183 days or fewer would be right"
    ]


def change_day(case: Case, day: date) -> Case:
    return Case(**{**vars(case), "as_of": day})


def test_a_linchpin_may_be_two_years_old_and_no_older(pair: Case) -> None:
    # 2024 is a leap year: from 10 June 2023 to 10 June 2025 are 731 days.
    just, over = Period.parse("2023-06-10"), Period.parse("2023-06-09")
    assert told(change(pair, "evidence", "E1", event_date=just), "T104") == []
    assert told(change(pair, "evidence", "E1", event_date=over), "T104") == [
        f"evidence, E1: {WITHOUT}, and it is 732 days old at the cut of 2025-06-10; look whether "
        "it still holds, and say so in a newer item"
    ]


def test_what_nobody_graded_is_found_and_what_nobody_cites_is_not(minimal: Case) -> None:
    case = change(mend(minimal), "sources", "S1", reliability="")
    assert told(case, "T105") == [
        "sources: 1 of 3 cited sources not graded: S1; give a reliability, F if it cannot be judged"
    ]
    assert told(change(mend(minimal), "sources", "S4", reliability=""), "T105") == []
    case = change(mend(minimal), "evidence", "E1", credibility="")
    assert told(case, "T105") == [
        "evidence: 1 of 4 items not graded: E1; give a credibility, 6 if it cannot be judged"
    ]
