"""Words that findings never use, whatever the marks: a score is no probability."""

import re
from collections.abc import Callable
from itertools import product

import pytest

from sat.ach import analyse
from sat.ach.findings import NO_PROBABILITY, findings
from sat.case import Case
from sat.scales import RATING

MakeCase = Callable[..., Case]
FORBIDDEN = re.compile(r"probab|likel|chance|odds|confiden|certain|\btrue\b|\bproves?\b", re.I)
MARKS = [*RATING.codes, "."]


@pytest.mark.parametrize("first", RATING.codes)
def test_no_sentence_but_the_last_speaks_of_probability(make_case: MakeCase, first: str) -> None:
    # every way to mark the first of two items against three hypotheses
    for second, third in product(MARKS, repeat=2):
        case = make_case({"ana": [f"{first} {second} {third}", "I C N"]})
        *sentences, last = findings(analyse(case)).sentences
        assert last == NO_PROBABILITY
        assert sentences
        assert not [text for text in sentences if FORBIDDEN.search(text)]


def test_sentences_end_and_leave_no_gap(make_case: MakeCase) -> None:
    for marks in product(MARKS[:5], MARKS):
        case = make_case({"ana": [" ".join(marks), "C I"], "ben": [". I", "N ."]})
        for sentence in findings(analyse(case)).sentences:
            assert sentence.endswith(".")
            assert "  " not in sentence
            assert not re.search(r"\bnan\b|None|\[|\(\)| ,|: [;.]", sentence), sentence
