"""A made-up case of five settled questions, worked by hand.

The weir, as of 31 December 2026. Yes or no: Q1 (opens 2025-01-01) yes on 11 May 2025, Q2 (opens
2025-01-01) no on 31 December 2025, Q3 (opens 2025-07-01) yes on 9 October 2025, Q4 (opens
2026-01-01) no on 30 June 2026. Q5 (opens 2026-01-01) is of a, b and c: b on 1 April 2026. Q6 is
open until June 2027, and the horizon of Q7 passed in September 2026 without an outcome.

*Even chances*: ¼ each, and of Q5 ½ (4/9 + 1/9 + 1/9) = 1/3. Mean (4 · ¼ + 1/3) / 5 = 4/15.

*Climatology*: Q1 and Q2 nothing settled, ½, so ¼ each. Q3: Q1 was yes, 2/3, so 1/9. Q4: of Q1, Q2
and Q3 two were yes, 3/5, so 0.36. Mean 0.971111 / 4 = 0.242778; even chances 0.25 on the same.

*Base rate*, class RC since 2023-12-31. Q3: on 1 July 2025 it is counted for 549 days and has one
day of events; 183 days ahead: 1 − (549 / 732)^1.5 = 1 − 0.75^1.5, so (0.75^1.5)² = 0.75³ =
0.421875. Q4: 733 days and two days of events (the third was not known yet), 180 days ahead:
1 − (733 / 913)^2.5 = 0.422458, so 0.178471. Mean 0.300173.

*ana*. Q1: yes 0.6 on 1 January (0.16), 0.9 on 1 May (0.01), 10 days before; by days (120 · 0.16 +
10 · 0.01) / 130 = 19.3 / 130. Q2: 0.5 and 0.25 on 1 March, coherent 0.625 and 0.375, so 0.390625,
305 days before. Q3: reconstructed. Q4: yes 0.2 on 1 February, 0.04, 149 days before. Q5: 0.2, 0.5
and 0.3 on 1 February, ½ (0.04 + 0.25 + 0.09) = 0.19, 59 days before. Mean 0.630625 / 4.

*ben*. Q1: on the day it was settled; Q2: after its horizon; Q3: without a value for no. Q5: all on
a, so ½ (1 + 1) = 1 and an infinite log score.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sat.case import Case
from sat.case.settings import Settings
from sat.case.tables import Forecast, Hypothesis, Question
from sat.case.watch import Event, ReferenceClass

DAY = date(2026, 12, 31)
LATE_RATE = 1 - (733 / 913) ** 2.5  # Q4's


def question(text: str, outcomes: str = "yes;no", **more: str) -> Question:
    """``"Q1 2025-01-01 2025-06-30 yes 2025-05-11"``: id, opens, closes, outcome, settled on."""
    name, opens, closes, *settled = text.split()
    outcome, resolved = settled or ("", "")
    own = {"question_id": name, "text": f"Will it be {name}?", "opens": opens, "closes": closes}
    rest = {"outcomes": outcomes, "outcome": outcome, "resolved_on": resolved, "source_ids": ""}
    return Question.model_validate({**own, **rest, **more})


def forecasts(*texts: str) -> tuple[Forecast, ...]:
    """``"Q1 ana 2025-01-01 yes=0.6 no=0.4"``: one set; a star behind a value: reconstructed."""
    rows = []
    for text in texts:
        name, analyst, day, *values = text.split()
        for part in values:
            outcome, _, value = part.partition("=")
            own = {"question_id": name, "analyst": analyst, "made_on": day, "outcome": outcome}
            mark = "yes" if value.endswith("*") else ""
            rest = {"confidence": "low", "basis": f"why {outcome}", "reconstructed": mark}
            rows.append(Forecast.model_validate({**own, "probability": value.rstrip("*"), **rest}))
    return tuple(rows)


def event(name: str, day: str, known: str = "", **more: str) -> Event:
    """An attack by the Reds in Oak, its toll unknown."""
    own = {"event_id": name, "date": day, "known_on": known or day, "place": "Oak"}
    point = {"country": "Meadowland", "perpetrator": "Reds"}
    return Event.model_validate({**dict.fromkeys(Event.model_fields, ""), **own, **point, **more})


def reference_class(name: str = "RC", **more: str) -> ReferenceClass:
    """A class that any attack since the last day of 2023 belongs to, but for what is given."""
    own = {"class_id": name, "title": f"title of {name}", "since": "2023-12-31"}
    blank = dict.fromkeys(ReferenceClass.model_fields, "")
    return ReferenceClass.model_validate({**blank, **own, **more})


QUESTIONS = (
    question("Q1 2025-01-01 2025-06-30 yes 2025-05-11"),
    question("Q2 2025-01-01 2025-12-31 no 2025-12-31"),
    question("Q3 2025-07-01 2025-12-31 yes 2025-10-09", class_id="RC"),
    question("Q4 2026-01-01 2026-06-30 no 2026-06-30", class_id="RC"),
    question("Q5 2026-01-01 2026-06-30 b 2026-04-01", "a;b;c"),
    question("Q6 2026-07-01 2027-06-30", class_id="RC"),
    question("Q7 2026-01-01 2026-09-30"),
)
EVENTS = (
    event("C1", "2024-05-05"),
    event("C2", "2025-10-08", "2025-10-09"),
    event("C3", "2025-12-20", "2026-01-05"),
)
SETS = (
    "Q1 ana 2025-01-01 yes=0.6 no=0.4",
    "Q1 ana 2025-05-01 yes=0.9 no=0.1",
    "Q2 ana 2025-03-01 yes=0.5 no=0.25",
    "Q3 ana 2025-08-01 yes=0.9* no=0.1*",
    "Q4 ana 2026-02-01 yes=0.2 no=0.8",
    "Q5 ana 2026-02-01 a=0.2 b=0.5 c=0.3",
    "Q6 ana 2026-08-01 yes=0.3 no=0.7",
    "Q1 ben 2025-05-11 yes=1 no=0",
    "Q2 ben 2026-01-05 yes=0 no=1",
    "Q3 ben 2025-08-01 yes=0.7",
    "Q5 ben 2026-03-01 a=1 b=0 c=0",
)


def settings(**more: Any) -> Settings:
    own = {"question": "What of the weir?", "case_id": "weir", "opens": date(2025, 1, 1)}
    return Settings.model_validate(
        {**own, "closes": date(2027, 12, 31), "analysts": ["ana", "ben"], **more}
    )


def hypotheses(*names: str) -> tuple[Hypothesis, ...]:
    blank = {"decision_rule": "", "prior": ""}
    return tuple(
        Hypothesis.model_validate({"hypothesis_id": name, "title": "t", "statement": "s", **blank})
        for name in names
    )


def weir(*sets: str, **changes: Any) -> Case:
    """The weir; sets that are given stand for its own."""
    case = Case(
        settings(),
        DAY,
        questions=QUESTIONS,
        forecasts=forecasts(*(sets or SETS)),
        events=EVENTS,
        reference_classes=(reference_class(),),
    )
    return replace(case, **changes)


def bare(questions: Sequence[Question] = (), *sets: str, **changes: Any) -> Case:
    """A case of these questions and sets, and nothing else."""
    case = Case(settings(), DAY, questions=tuple(questions), forecasts=forecasts(*sets))
    return replace(case, **changes)
