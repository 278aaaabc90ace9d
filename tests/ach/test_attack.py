"""An answer under attack: what is found belongs together, and the tables say it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from sat.ach import analyse
from sat.ach.attack import Attack, attack
from sat.ach.attack_tables import (
    GAPS,
    NAMED,
    PAIRS,
    attack_findings,
    gaps_table,
    odds_sentence,
    odds_table,
    pairs_table,
    unseat_table,
)
from sat.ach.data import as_data
from sat.case import Case, load_case
from sat.display import Cell

CASES = Path(__file__).parents[2] / "data" / "cases"
MakeCase = Callable[..., Case]


def attacked(case: Case, analyst: str = "") -> Attack:
    return attack(analyse(case, analyst))


def cells(row: tuple[Cell | str, ...]) -> list[str]:
    return [cell.text if isinstance(cell, Cell) else cell for cell in row]


@pytest.fixture(scope="module")
def close(make_case: MakeCase) -> Attack:
    """H1 has one I against it, H2 two, H3 II and I: one step of a mark of H1 or H2 levels them."""
    return attacked(make_case({"ana": ["I I II", "N I I"]}))


def test_the_nearest_rival_of_every_rule_and_all_of_one_stand_in_the_table(close: Attack) -> None:
    rows = [cells(row) for row in unseat_table(close).rows]
    found = [(row[0], row[1], row[2], row[3]) for row in rows]
    assert found == [
        ("Heuer's count", "H1", "H2 H2", "1"),
        ("Inconsistency", "H1", "H2 H2", "1"),
        ("Inconsistency", "H1", "H3 H3", "2"),
        ("PARC weighted", "H1", "H2 H2", "1"),
        ("Each origin once", "H1", "H2 H2", "1"),
    ]
    # One step: E1 or E2 of H1 towards II, or of H2 towards N.
    assert rows[1][4].startswith("ana's E")


def test_a_leader_that_shares_its_place_needs_no_step(make_case: MakeCase) -> None:
    rows = [cells(row) for row in unseat_table(attacked(make_case({"ana": ["I I", "N N"]}))).rows]
    assert {row[3] for row in rows} == {"0"}
    assert {row[4] for row in rows} == {"none: level as it is"}


def test_of_many_marks_the_first_are_named(make_case: MakeCase) -> None:
    # H2 has II against it twenty times, H1 nothing: it takes twenty steps.
    table = unseat_table(attacked(make_case({"ana": ["N II"] * 20})))
    text = cells(table.rows[1])[4]
    assert text.count("ana's") == NAMED
    assert text.endswith(" more")


def test_one_analyst_is_not_compared_with_anybody(close: Attack) -> None:
    assert (close.poolings, close.agreement, close.movers) == ((), None, ())
    text = repr(attack_findings(close))
    assert "alpha" not in text
    assert "single analysts" not in text


def test_several_analysts_are_compared(minimal: Case) -> None:
    found = attacked(minimal)
    assert found.agreement is not None
    assert "Krippendorff's alpha" in repr(attack_findings(found))
    # Without ana H2 and H3 tie (`cases/minimal.md`).
    assert "without ana H2 = H3 instead of H1" in repr(attack_findings(found))


def test_five_copies_of_one_report_say_it_once(make_case: MakeCase) -> None:
    once = attacked(make_case({"ana": ["CC II"]})).view.table["central"]["H1"]
    group = ["g"] * 5
    copied = attacked(make_case({"ana": ["CC II"] * 5}, dependence_group=group))
    assert copied.view.table["central"]["H1"] == pytest.approx(once)
    # CC .9 to II .1, from even odds.
    assert once == pytest.approx(0.9)


def test_the_odds_say_where_they_part_from_the_rules(close: Attack, make_case: MakeCase) -> None:
    assert odds_sentence(close).endswith("; no rule has another leader.")
    # Nothing speaks against either; what fits counts for the odds alone.
    parted = attacked(make_case({"ana": ["CC N", "CC N"]}))
    assert parted.parted
    assert "in front otherwise H1 and H2 by Heuer's count, Inconsistency" in odds_sentence(parted)


def test_odds_are_labelled_as_a_model_and_add_up(close: Attack) -> None:
    table = odds_table(close)
    assert "model" in table.caption
    assert close.view.table["central"].sum() == pytest.approx(1)
    assert [cells(row)[0] for row in table.rows] == ["H1 H1", "H2 H2", "H3 H3"]


def test_gaps_are_ranked_and_the_rest_counted(make_case: MakeCase) -> None:
    full = gaps_table(attacked(make_case({"ana": ["I N"]}, credibility=["1"])))
    assert all("cell" not in cells(row)[1] for row in full.rows)
    holes = attacked(make_case({"ana": ["I N . .", "N I . ."] * 20}))
    table = gaps_table(holes)
    assert len(table.rows) == GAPS
    bits = [float(cells(row)[2]) for row in table.rows]
    assert bits == sorted(bits, reverse=True)
    assert f"{len(holes.plan.gaps) - GAPS} further gaps" in table.notes[-1]


@pytest.mark.parametrize("name", ["jnim-urban-attacks", "heuer-iraq-1993", "primer-tokyo-1995"])
def test_real_cases_are_attacked_the_same_twice_and_keep_to_the_schema(name: str) -> None:
    result = analyse(load_case(CASES / name))
    first, second = attack(result), attack(result)
    shown = [attack_findings, unseat_table, odds_table, gaps_table]
    assert [show(first).html() for show in shown] == [show(second).html() for show in shown]
    path = Path(__file__).parents[2] / "src" / "sat" / "report" / "schemas" / "ach.schema.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    content = json.loads(json.dumps(as_data(result, first).content, allow_nan=False))
    Draft202012Validator({**whole["properties"]["result"], "$defs": whole["$defs"]}).validate(
        content
    )
    assert set(content["posterior"]) == set(result.matrix.names)
    leaders = result.leaders("inconsistency")
    assert len(leaders) > 1 or leaders[0] not in content["unseat"]


def test_hostile_text_is_escaped(make_case: MakeCase) -> None:
    found = attacked(make_case({"ana": ["I N", "N II"]}, titles=["<b>\x1b[2J", "t" * 200]))
    for table in (unseat_table(found), odds_table(found), gaps_table(found)):
        assert "<b>" not in table.html()
        assert "\x1b" not in repr(table)


def test_any_two_analysts_are_compared_and_those_who_agree_least_come_first(
    make_case: MakeCase,
) -> None:
    # ana and bo agree on all six cells; cy turns every mark of theirs round.
    marks = {"ana": ["CC II", "C I", "N CC"], "bo": ["CC II", "C I", "N CC"]}
    found = attacked(make_case({**marks, "cy": ["II CC", "I C", "CC N"]}))
    rows = [cells(row) for row in pairs_table(found).rows]
    assert [row[0] for row in rows] == ["ana and cy", "bo and cy", "ana and bo"]
    assert rows[2][1:5] == ["6", "6 (100%)", "6 (100%)", "1"]
    # ana against cy: no mark the same; C and I, N and CC are two steps apart, CC and II four.
    assert rows[0][1:4] == ["6", "0 (0%)", "0 (0%)"]
    # Inconsistency: ana has 0 against H1 and 3 against H2, cy the other way round.
    assert rows[0][5] == "ana: H1; cy: H2"


def test_two_analysts_without_a_cell_in_common_are_compared_without_a_number(
    make_case: MakeCase,
) -> None:
    found = attacked(make_case({"ana": ["CC II", ". ."], "bo": [". .", "C I"]}))
    ((_, *row),) = [cells(row) for row in pairs_table(found).rows]
    assert row[:4] == ["0", "–", "–", "–"]


def test_one_analyst_has_nobody_to_be_compared_with(close: Attack) -> None:
    assert cells(pairs_table(close).rows[0])[0] == "one analyst: nobody to compare with"


def test_of_many_pairs_the_rest_is_counted(make_case: MakeCase) -> None:
    found = attacked(make_case({f"a{number}": ["CC II", "C I"] for number in range(9)}))
    table = pairs_table(found)
    assert len(table.rows) == PAIRS
    assert table.notes[1] == "6 more pairs agree better."  # 9 * 8 / 2 = 36
