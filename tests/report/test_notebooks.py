"""Parameters that will act, or none at all."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case import load_case
from sat.report.notebooks import (
    WrongUse,
    fitting,
    notebook_names,
    notebook_path,
    parameters_of,
    read_notebook,
)

MakeNotebook = Callable[..., Path]


def filled(case: str, as_of: str = "") -> set[str]:
    """The tables of a case that have rows."""
    return {name for name, rows in load_case(case, as_of).tables() if rows}


def test_text_becomes_what_the_default_is(make_notebook: MakeNotebook) -> None:
    make_notebook("tiny")
    given = {"limit": "7", "share": "1", "case": "12"}
    assert parameters_of(read_notebook("tiny"), given) == {
        "case": "12",
        "as_of": "",
        "limit": 7,
        "share": 1,
    }


def test_a_default_that_is_no_plain_value_is_refused(make_notebook: MakeNotebook) -> None:
    path = make_notebook("tiny")
    path.write_text(path.read_text().replace("limit = 3", "limit = len([])"))
    with pytest.raises(WrongUse, match="notebook tiny: its parameters are not plain values"):
        parameters_of(read_notebook("tiny"), {})


def test_values_of_their_kind_stay_as_they_are(make_notebook: MakeNotebook) -> None:
    make_notebook("tiny")
    assert parameters_of(read_notebook("tiny"), {"limit": 7})["limit"] == 7


@pytest.mark.parametrize("value", ["many", "0.5", "__import__('os')", "True"])
def test_a_value_of_another_kind_is_refused(make_notebook: MakeNotebook, value: str) -> None:
    make_notebook("tiny")
    with pytest.raises(WrongUse, match=r"parameter limit is .*; write a int, such as 3"):
        parameters_of(read_notebook("tiny"), {"limit": value})


def test_notebooks_are_named_by_their_files(workbook: Path, make_notebook: MakeNotebook) -> None:
    make_notebook("tiny")
    make_notebook("another")
    assert notebook_names() == ["another", "tiny"]
    assert notebook_path("tiny") == workbook / "notebooks" / "tiny.ipynb"


def test_a_notebook_fits_a_case_that_has_its_tables(
    workbook: Path, make_notebook: MakeNotebook
) -> None:
    make_notebook("tiny")
    assert fitting(filled("minimal")) == ["tiny"]
    assert fitting(filled("minimal", "2024-12-31")) == []


def test_what_is_stored_in_a_notebook_is_no_part_of_it(make_notebook: MakeNotebook) -> None:
    path = make_notebook("tiny", "1 + 1")
    before = read_notebook("tiny")
    assert path.read_text().count('"outputs": []') == 2
    path.write_text(path.read_text().replace('"execution_count": null', '"execution_count": 7'))
    assert read_notebook("tiny") == before
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    assert read_notebook("tiny").sha256 != before.sha256


@pytest.mark.parametrize("content", ["", "[]", '{"cells": 3}', '{"cells": [{"source": ""}]}'])
def test_what_is_no_notebook_is_refused(make_notebook: MakeNotebook, content: str) -> None:
    make_notebook("tiny").write_text(content)
    with pytest.raises(WrongUse, match="notebook tiny: this is no notebook"):
        read_notebook("tiny")
