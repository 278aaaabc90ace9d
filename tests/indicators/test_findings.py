"""What indicators say in sentences: exact, for situations made by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sat.case import Case
from sat.events.monthly import Volume
from sat.indicators import IndicatorResult, analyse
from sat.indicators.backtest import Score
from sat.indicators.eve import Reading
from sat.indicators.findings import (
    LABEL,
    backtest_sentence,
    belief_sentence,
    eve_sentence,
    findings,
    rate_sentence,
    warning_sentence,
    wording_sentence,
)

from .meadow import EVENTS, empty, event, meadow

MakeWatch = Callable[..., Case]
DAY = "As of 2025-12-31"


def told(case: Case) -> tuple[str, ...]:
    return findings(analyse(case)).sentences


def test_the_meadow_is_told_whole_and_in_order(result: IndicatorResult) -> None:
    assert findings(result).sentences == (
        f"{DAY} the warning is elevated for H1 title of H1: I1 (I1) stands raised, and 0 of 1 "
        "indicator were looked at in time.",
        "Of 4 indicators 2 were looked at in time; for 1 the last look is older than its cadence, "
        "and 1 was never seen. Unknown is not quiet: 1 of those not looked at still stands raised.",
        "Since 2025-09-30 the warning changed for H1 from unknown to elevated and SC1 from unknown "
        "to elevated.",
        # worked in test_rate_tables
        "By the base rate, an event of the class “title of RC1” within 12 months has a chance of "
        "76% (42% to 97%; 3 events in 2 years); across 2 reference classes it runs from 46% to "
        "76%. That spread is the finding: nothing averages it away.",
        "The wording of the resolution moves it, all else alike: how grave by up to 30 points.",
        # worked in test_tables
        "Starting from even odds, what was observed and how the indicators are rated imply H1 "
        "title of H1 93% (80% to 97%) and H2 title of H2 7% (3% to 20%); the ranges are those of "
        "the mapping and the analysts.",
        "On the eve of 2025-03-10 there was no alarm for any hypothesis; nothing stood raised, and "
        "3 indicators had never been seen.",
        "On the eve of 2025-08-01 there was no alarm for any hypothesis; I2 at low stood raised, "
        "and 2 indicators had never been seen.",
        "No warning here is validated: the backtest has 2 independent events of the class, and 10 "
        "are the least to say more.",
        "1 of 4 indicators separate too little to be worth a look: I2.",
        LABEL,
    )


def test_an_indicator_alone_is_told_in_four_sentences(make_watch: MakeWatch) -> None:
    assert told(empty(make_watch)) == (
        f"{DAY} no warning stands, but too few indicators were looked at to call it quiet.",
        "Of 1 indicator 0 were looked at in time; for 0 the last look is older than its cadence, "
        "and 1 was never seen. Unknown is not quiet: 0 of those not looked at still stand raised.",
        "Since 2025-09-30 no warning changed.",
        LABEL,
    )


# ---- the warning


def warned(case: Case) -> str:
    return warning_sentence(analyse(case))


def test_where_no_indicator_points_anywhere_nothing_can_warn(make_watch: MakeWatch) -> None:
    assert warned(make_watch(["I1"], seen=["I1 2025-12-01 high"])) == (
        f"{DAY} no indicator of use points to an outcome, so nothing can warn."
    )


def test_quiet_is_said_only_where_somebody_looked(make_watch: MakeWatch) -> None:
    assert warned(make_watch(["I1 H1"], seen=["I1 2025-12-01 none"])) == (
        f"{DAY} no warning stands; at least half of the indicators were looked at in time."
    )
    assert warned(make_watch(["I1 H1"], seen=["I1 2025-12-01 unknown"])) == (
        f"{DAY} no warning stands, but too few indicators were looked at to call it quiet."
    )


def test_one_quiet_hypothesis_does_not_make_the_others_quiet(make_watch: MakeWatch) -> None:
    names = [f"I{number} H2" for number in range(2, 8)]
    sentence = warned(make_watch(["I1 H1", *names], seen=["I1 2025-12-01 none"]))
    assert "at least half of the indicators were looked at in time" not in sentence


def test_two_that_are_equally_loud_are_named_without_grounds(make_watch: MakeWatch) -> None:
    seen = ["I1 2025-12-01 low", "I2 2025-12-01 low"]
    assert warned(make_watch(["I1 H1", "I2 H2"], seen=seen)) == (
        f"{DAY} the warning is watch for H1 title of H1 and H2 title of H2."
    )


def test_more_than_two_are_named_by_their_ids(make_watch: MakeWatch) -> None:
    names = ["I1 H1", "I2 H2", "I3 H3"]
    seen = [f"I{number} 2025-12-01 high" for number in (1, 2, 3)]
    assert warned(make_watch(names, seen=seen, hypotheses=("H1", "H2", "H3"))) == (
        f"{DAY} the warning is elevated for H1, H2 and H3."
    )


def test_the_highest_are_the_grounds_and_the_rest_is_a_number(make_watch: MakeWatch) -> None:
    names = [f"I{number} H1" for number in range(1, 6)]
    seen = ["I1 2025-12-01 low", "I2 2025-12-01 high", "I3 2025-12-01 high", "I4 2025-12-01 low"]
    assert warned(make_watch(names, seen=seen)) == (
        f"{DAY} the warning is high for H1 title of H1: I2 (I2), I3 (I3) and 2 more stand raised, "
        "and 4 of 5 indicators were looked at in time."
    )


def test_the_highest_are_named_whatever_one_happening_holds(make_watch: MakeWatch) -> None:
    seen = [
        "I1 2025-12-01 high group=raid",
        "I2 2025-12-01 low",
        "I3 2025-12-01 low group=raid",
    ]
    sentence = warned(make_watch(["I1 H1", "I2 H1", "I3 H1"], seen=seen))
    assert "I1 (I1)" in sentence


def test_a_scenario_that_borrows_its_indicators_is_not_named_beside_its_hypothesis(
    make_watch: MakeWatch,
) -> None:
    case = make_watch(["I1 H1"], seen=["I1 2025-12-01 high"], scenarios={"SC1": "H1"})
    assert "SC1" not in warned(case)


# ---- what nobody sees, and what changed


def test_an_old_alarm_still_stands(make_watch: MakeWatch) -> None:
    names = ["I1 H1 daily", "I2 H1 daily", "I3 H2 daily"]
    seen = ["I1 2025-06-01 high", "I2 2025-06-01 low", "I3 2025-12-31 none"]
    assert told(make_watch(names, seen=seen))[1] == (
        "Of 3 indicators 1 was looked at in time; for 2 the last look is older than its cadence, "
        "and 0 were never seen. Unknown is not quiet: 2 of those not looked at still stand raised."
    )


def test_looks_that_grew_too_old_are_counted(make_watch: MakeWatch) -> None:
    # Looked at on 1 September, in time until 2 October: not stale on 30 September.
    seen = ["I1 2025-09-01 low", "I2 2025-09-01 low"]
    assert told(make_watch(["I1 H1 monthly", "I2 H1 monthly"], seen=seen))[2] == (
        "Since 2025-09-30 no warning changed and 2 looks grew too old."
    )


def test_an_added_indicator_is_no_look_that_grew_old(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1", "I2 H1"], added={"I2": "2025-12-01"})
    assert told(case)[2] == "Since 2025-09-30 no warning changed."


# ---- base rates


def test_one_class_has_no_spread(make_watch: MakeWatch) -> None:
    case = meadow(make_watch)
    one = analyse(meadow(make_watch, reference_classes=case.reference_classes[:1]))
    assert rate_sentence(one) == (
        "By the base rate, an event of the class “title of RC1” within 12 months has a chance of "
        "76% (42% to 97%; 3 events in 2 years)."
    )
    assert wording_sentence(one) == ""


def test_without_a_class_nothing_is_said_of_rates(make_watch: MakeWatch) -> None:
    alone = analyse(empty(make_watch))
    assert (rate_sentence(alone), wording_sentence(alone), belief_sentence(alone)) == ("", "", "")
    assert backtest_sentence(alone) == ""


def test_one_event_is_one_event(make_watch: MakeWatch) -> None:
    rows = (event("C1", "2025-03-10"),)
    assert "; 1 event in 2 years)" in rate_sentence(analyse(meadow(make_watch, events=rows)))


# ---- beliefs


def test_the_two_likeliest_are_named_and_the_priors_said(make_watch: MakeWatch) -> None:
    case = make_watch(
        ["I1 H1"],
        {"ana": {"I1": "C C HU"}},
        ["I1 2025-12-01 high"],
        hypotheses=("H1", "H2", "H3"),
        priors=["0.2", "0.5", "0.3"],
    )
    sentence = belief_sentence(analyse(case))
    # 0.2 · 0.5, 0.5 · 0.5 and 0.3 · 0.1: 0.1, 0.25 and 0.03 of 0.38.
    assert sentence.startswith("Starting from the case's priors, what was observed and how")
    assert "imply H2 title of H2 66% (" in sentence
    assert " and H1 title of H1 26% (" in sentence
    assert "H3" not in sentence


# ---- eves


def test_an_alarm_on_the_eve_is_named(make_watch: MakeWatch) -> None:
    rows = (*EVENTS, event("C9", "2025-12-01"))
    found = analyse(meadow(make_watch, events=rows))
    # SC1 borrows the indicators of H1 and is not named again.
    assert eve_sentence(found.eves[-1]) == (
        "On the eve of 2025-12-01 there was an alarm for H1; I1 at high and I2 at low stood "
        "raised, and 1 indicator had never been seen."
    )


def test_many_low_ones_are_a_number(make_watch: MakeWatch) -> None:
    names = [f"I{number}" for number in range(1, 6)]
    seen = [f"{name} 2025-03-01 low" for name in names[:4]]
    for more, raised in (
        ([], "4 at low"),
        (["I5 2025-03-01 high"], "I5 at high and 4 others at low"),
    ):
        case = make_watch(names, seen=[*seen, *more])
        case = replace(case, events=EVENTS, reference_classes=meadow(make_watch).reference_classes)
        sentence = eve_sentence(analyse(case).eves[0])
        assert f"; {raised} stood raised, and" in sentence


def test_volumes_are_told_loud_and_quiet_apart(result: IndicatorResult) -> None:
    def read(name: str, z: float | None) -> Reading:
        found = None if z is None else Volume(1.0, 1.0, 1.0, z, 50.0, ())
        return Reading(name, "2025-02", found)

    volumes = (read("deaths", -0.95), read("events", 1.87), read("own", 0.0), read("x", None))
    assert eve_sentence(replace(result.eves[0], volumes=volumes)).endswith(
        "had never been seen; volume warned (events z +1.87) and volume did not warn (deaths z "
        "−0.95, own z +0.00)."
    )


# ---- the backtest


def record(name: str, events: int, verdict: str) -> Score:
    day = date(2025, 1, 31)
    return Score(name, "", day, day, None, 0.1, 0.2, 0.3, 20, 0.5, events, (), verdict)


def test_nine_events_validate_nothing(result: IndicatorResult) -> None:
    found = replace(result, backtest=(record("a", 9, "too few"), record("b", 4, "too few")))
    assert backtest_sentence(found) == (
        "No warning here is validated: the backtest has 9 independent events of the class, and 10 "
        "are the least to say more."
    )


def test_rules_without_skill_are_called_so(result: IndicatorResult) -> None:
    found = replace(result, backtest=(record("a", 12, "no skill shown"),))
    assert backtest_sentence(found) == "No warning rule shows skill over 12 independent events."


def test_what_is_validated_is_named(result: IndicatorResult) -> None:
    rows = (record("a", 12, "validated on 12 events"), record("b", 12, "no skill shown"))
    found = replace(result, backtest=rows)
    assert backtest_sentence(found) == "Validated: a (12 independent events)."


def test_the_events_are_those_of_the_rule_that_is_validated(result: IndicatorResult) -> None:
    rows = (record("a", 10, "validated on 10 events"), record("b", 14, "no skill shown"))
    assert "14" not in backtest_sentence(replace(result, backtest=rows))


# ---- coverage and what is dropped


def test_an_outcome_that_could_come_unseen_is_named(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}})
    assert (
        "No indicator worth keeping is unique to H2 title of H2: it could come unseen."
    ) in told(case)


def test_nothing_dropped_is_nothing_said(make_watch: MakeWatch) -> None:
    case = make_watch(["I1 H1"], {"ana": {"I1": "HL HU"}})
    assert not [text for text in told(case) if "worth a look" in text]


# ---- any text


def test_long_and_hostile_titles_are_cut_and_spelled_out(make_watch: MakeWatch) -> None:
    case = meadow(make_watch)
    title = "red\x1b[31m\u202e $x$ <b>" + "long " * 50
    rows = tuple(row.model_copy(update={"title": title}) for row in case.hypotheses)
    classes = tuple(row.model_copy(update={"title": title}) for row in case.reference_classes)
    changes = {"hypotheses": rows, "reference_classes": classes}
    sentences = told(meadow(make_watch, **changes))
    for sentence in sentences:
        assert not {"\x1b", "\u202e", "\n"} & set(sentence)
        assert len(sentence) < 600
    assert "red\\u001b[31m\\u202e $x$ <b>long" in sentences[0]


def test_no_sentence_is_blank_and_the_model_is_called_one(result: IndicatorResult) -> None:
    sentences = findings(result).sentences
    assert all(text.endswith(".") for text in sentences)
    assert sentences[-1] == LABEL
    assert "neither is a forecast" in LABEL
