"""The index: every case, its editions newest first, and nothing hostile alive."""

import json
from pathlib import Path
from typing import Any

import pytest

from sat.report.site import page, read, write_index

HOSTILE = "<script>alert(1)</script>\"'><b>"
JUDGMENT = {"statement": "It rains.", "text": "likely (62%)", "reconstructed": False}


def publish(
    output: Path, case: str, day: str, notebook: str, formats: str = "html", **more: Any
) -> Path:
    """One report's files as `sat report` leaves them, with as little in them as is read."""
    place = output / case / day
    place.mkdir(parents=True, exist_ok=True)
    keys = {"case_id": case, "as_of": day, "notebook": notebook, "question": "Will it rain?"}
    data = {**keys, "handling": "TLP:CLEAR", "result": {}} | more
    (place / f"{notebook}.json").write_text(json.dumps(data), encoding="utf-8")
    for suffix in formats.split():
        (place / f"{notebook}.{suffix}").write_text("page")
    return place


def assessment(*judgments: dict[str, Any]) -> dict[str, Any]:
    return {"judgments": list(judgments), "edition": {"text": "edition 2"}}


def test_editions_stand_newest_first_and_products_in_order(tmp_path: Path) -> None:
    publish(tmp_path, "rain", "2025-01-01", "ach")
    publish(tmp_path, "rain", "2025-06-01", "scenarios")
    publish(
        tmp_path, "rain", "2025-06-01", "assessment", "html pdf docx", result=assessment(JUDGMENT)
    )
    text = write_index(tmp_path).read_text(encoding="utf-8")
    places = [text.index(f'class="day">{day}') for day in ("2025-06-01", "2025-01-01")]
    assert places == sorted(places)
    assert "It rains.<br><strong>likely (62%)</strong>" in text
    assert "2025-06-01<br>edition 2" in text
    assert (
        '<li>Assessment: <a href="rain/2025-06-01/assessment.html">HTML</a> · '
        '<a href="rain/2025-06-01/assessment.pdf">PDF</a> · '
        '<a href="rain/2025-06-01/assessment.docx">Word</a> · '
        '<a href="rain/2025-06-01/assessment.json">data</a></li><li>Scenarios: '
    ) in text
    assert "not assessed" in text
    assert text.count("<h2>Will it rain?</h2>") == 1


def test_a_reconstructed_judgment_is_marked_and_none_is_said_to_be_none(tmp_path: Path) -> None:
    publish(
        tmp_path,
        "rain",
        "2025-01-01",
        "assessment",
        result=assessment(JUDGMENT | {"reconstructed": True}),
    )
    publish(tmp_path, "sun", "2025-01-01", "assessment", result=assessment())
    text = write_index(tmp_path).read_text(encoding="utf-8")
    assert "<strong>likely (62%)</strong>; reconstructed" in text
    assert "no probabilities were given" in text


def test_one_marking_stands_on_the_page_and_several_beside_their_cases(tmp_path: Path) -> None:
    publish(tmp_path, "rain", "2025-01-01", "ach")
    assert write_index(tmp_path).read_text("utf-8").count('class="handling"') == 2
    publish(tmp_path, "sun", "2025-01-01", "ach", handling="TLP:RED")
    text = write_index(tmp_path).read_text("utf-8")
    assert 'class="handling"' not in text
    assert "<strong>TLP:CLEAR</strong>" in text
    assert "<strong>TLP:RED</strong>" in text
    assert "marked differently" in text


def test_what_is_no_report_is_counted_and_left_out(tmp_path: Path) -> None:
    place = publish(tmp_path, "rain", "2025-01-01", "ach")
    for number, text in enumerate(('{"half":', "[]", "null", '{"result": 3}', '"x"')):
        (place / f"broken{number}.json").write_text(text)
    (place / "bytes.json").write_bytes(b"\xff\xfe")
    publish(tmp_path, "sun", "2025-01-01", "ach", question=["a list"])
    publish(tmp_path, "moon", "2025-01-01", "assessment", result={"judgments": ["x"]})
    found, unread = read(tmp_path)
    assert [product.case_id for product in found] == ["rain"]
    assert unread == 8
    assert "8 data files could not be read and are left out." in page(found, unread, tmp_path)


def test_data_without_a_page_is_no_product(tmp_path: Path) -> None:
    place = publish(tmp_path, "rain", "2025-01-01", "assessment", result=assessment(JUDGMENT))
    judgments = json.loads((place / "assessment.json").read_text()) | {"result": {"judgments": []}}
    (place / "judgments.json").write_text(json.dumps(judgments))
    found, unread = read(tmp_path)
    assert [product.path.name for product in found] == ["assessment.json"]
    assert unread == 0


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert "There is no report here yet." in write_index(tmp_path).read_text("utf-8")


def test_hostile_texts_are_shown_and_names_become_no_markup(tmp_path: Path) -> None:
    publish(
        tmp_path,
        "a'b&c#d%",
        "2025-01-01",
        "assessment",
        question=HOSTILE,
        handling=HOSTILE,
        case_id=HOSTILE,
        result=assessment({"statement": HOSTILE, "text": HOSTILE}) | {"edition": {"text": HOSTILE}},
    )
    text = write_index(tmp_path).read_text("utf-8")
    assert "<script>" not in text
    assert "<b>" not in text
    assert 'href="a%27b%26c%23d%25/2025-01-01/assessment.html"' in text
    assert text.count("&lt;script&gt;") >= 5


@pytest.mark.parametrize("tag", ["<script", "<link", "<iframe", 'http-equiv="refresh'])
def test_the_page_fetches_nothing(tmp_path: Path, tag: str) -> None:
    publish(tmp_path, "rain", "2025-01-01", "ach")
    text = write_index(tmp_path).read_text("utf-8")
    assert tag not in text
    assert "default-src 'none'" in text


def test_two_runs_are_the_same(tmp_path: Path) -> None:
    for case in ("rain", "sun"):
        publish(tmp_path, case, "2025-01-01", "ach")
    first = write_index(tmp_path).read_bytes()
    assert write_index(tmp_path).read_bytes() == first
