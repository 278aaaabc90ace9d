"""Jobs and tasks, and the names of their files."""

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sat.report.jobs import LONGEST, Job, Limits, Task, tail, task_of
from sat.report.notebooks import WrongUse
from sat.report.outline import Outline

from .conftest import MakeNotebook

OUTLINE = Outline("minimal", "2025-06-10", (), ("ratings",))
values = st.one_of(st.text(max_size=200), st.integers(), st.floats(allow_nan=False))


def make_task(job: Job) -> Task:
    return task_of(job, OUTLINE, "/cases/minimal", "0" * 64, Path("/workbook"), Limits(60, 500))


def test_a_task_holds_all_that_a_worker_needs(make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", "1 + 1")
    task = make_task(Job("tiny", "minimal", {"limit": "7"}, ("html", "pdf")))
    assert task.parameters == {
        "case": "minimal",
        "as_of": "2025-06-10",
        "limit": 7,
        "share": 0.5,
    }
    assert (task.stem, task.folder) == ("tiny", Path("minimal", "2025-06-10"))
    assert task.title == "minimal 2025-06-10 tiny"
    assert '"1 + 1"' in task.notebook.text
    assert pickle.loads(pickle.dumps(task)) == task


def test_only_named_parameters_are_in_the_name(make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", "1 + 1")
    given_ = {"limit": "7", "share": "0.25"}
    task = make_task(Job("tiny", "minimal", given_, named=("share", "as_of")))
    assert task.stem == "tiny,share=0.25"
    assert task.title == "minimal 2025-06-10 tiny (share=0.25)"


def test_a_parameter_that_the_notebook_has_not_is_refused(make_notebook: MakeNotebook) -> None:
    make_notebook("tiny", "1 + 1")
    with pytest.raises(WrongUse, match="notebook tiny has no parameter limt"):
        make_task(Job("tiny", "minimal", {"limt": "7"}))


@given(st.dictionaries(st.sampled_from(["a", "analyst", "share"]), values, min_size=1))
def test_whatever_a_value_is_the_name_is_harmless(named: dict[str, object]) -> None:
    assert re.fullmatch(r",[A-Za-z0-9._=+,-]+", tail(named))
    assert len(tail(named)) <= LONGEST + 9
    assert "/" not in tail(named)


@given(values, values)
def test_two_values_have_two_names(one: object, other: object) -> None:
    # Names are of texts: 1 and "1" are the same parameter once the notebook's default is known.
    assert (tail({"a": one}) == tail({"a": other})) == (f"{one}" == f"{other}")
