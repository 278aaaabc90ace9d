"""What has to be known of a case to plan its reports."""

import json
from pathlib import Path

import pytest

from sat.case import CaseError
from sat.report import outline
from sat.report.outline import Outline, Outlines, outlines


def test_a_case_is_outlined_at_each_cut(folder: Path) -> None:
    found = outlines(folder, ["", "2025-01-15", "2024-12-31"])
    assert found[""].as_of == "2025-06-10"
    assert found["2025-01-15"].days == ("2025-01-15",)
    assert {"hypotheses", "evidence", "ratings"} <= set(found[""].tables)
    early = found["2024-12-31"]
    assert early == Outline("minimal", "2024-12-31", (), early.tables)
    assert {"hypotheses"} == {"hypotheses", "evidence", "ratings"} & set(early.tables)


def test_what_was_found_is_not_looked_for_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Outlines(tmp_path / "memory")
    found = first.of(folder, "a", ["", "2025-01-15"])
    first.save()

    def refuse(*_: object) -> None:
        raise AssertionError("the case was loaded")

    monkeypatch.setattr(outline, "load_case", refuse)
    assert Outlines(tmp_path / "memory").of(folder, "a", ["2025-01-15", ""]) == found
    with pytest.raises(AssertionError, match="loaded"):  # a day that is new
        Outlines(tmp_path / "memory").of(folder, "a", ["2025-02-01"])
    with pytest.raises(AssertionError, match="loaded"):  # a case that has changed
        Outlines(tmp_path / "memory").of(folder, "b", [""])


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"key": "a", "cuts": {"": {}}}', "\x00"])
def test_a_memory_that_is_none_does_no_harm(folder: Path, tmp_path: Path, content: str) -> None:
    (tmp_path / "minimal.json").write_text(content)
    assert Outlines(tmp_path).of(folder, "a", [""])[""].as_of == "2025-06-10"


def test_a_memory_of_another_shape_is_found_anew(folder: Path, tmp_path: Path) -> None:
    first = Outlines(tmp_path)
    first.of(folder, "a", [""])
    first.save()
    path = tmp_path / "minimal.json"
    content = json.loads(path.read_text())
    del content["cuts"][""]["days"]
    path.write_text(json.dumps(content))
    assert Outlines(tmp_path).of(folder, "a", [""])[""].days == ("2025-01-15",)


def test_where_nothing_can_be_remembered_it_goes_on(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "memory").write_text("a file where a folder should be")
    memory = Outlines(tmp_path / "memory")
    assert memory.of(folder, "a", [""])
    memory.save()


def test_a_broken_case_is_not_remembered(folder: Path, tmp_path: Path) -> None:
    (folder / "evidence.csv").write_bytes(b"evidence_id\nE1\n")
    memory = Outlines(tmp_path / "memory")
    with pytest.raises(CaseError, match="R103"):
        memory.of(folder, "a", [""])
    memory.save()
    assert not (tmp_path / "memory").exists()
