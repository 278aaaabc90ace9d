"""Published matrices as real case folders."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from sat.case import Case, load_case

HEADS = {
    "hypotheses": "hypothesis_id,title,statement,decision_rule,prior",
    "evidence": "evidence_id,text,kind,event_date,known_on,credibility,relevance,source_ids,"
    "dependence_group",
    "ratings": "evidence_id,hypothesis_id,analyst,rating,rated_on,rationale",
}
SETTINGS = """
question = "Which?"
case_id = "{name}"
opens = 2025-01-01
closes = 2025-12-31
analysts = ["published"]
"""
DAY = "2025-01-01"
Rows = list[dict[str, str]]


@pytest.fixture
def rows(shared: Path) -> Callable[[str], Rows]:
    """``rows(name)``: the lines of a published matrix, as its file has them."""

    def read(name: str) -> Rows:
        path = shared / "published" / f"{name}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return read


@pytest.fixture
def published(rows: Callable[[str], Rows], tmp_path: Path) -> Callable[[str], Case]:
    """``published(name)``: a published matrix of marks, by way of a case folder.

    Its grades are on scales of other tools and stay out: tests take them from ``rows``.
    """

    def load(name: str) -> Case:
        matrix = rows(name)
        hypotheses = [column for column in matrix[0] if column.startswith("H")]
        folder = tmp_path / name
        folder.mkdir()
        (folder / "case.toml").write_text(SETTINGS.format(name=name), encoding="utf-8")
        write(folder, "hypotheses", [[key, key, key, "", ""] for key in hypotheses])
        texts = [(row["evidence_id"], row["evidence"]) for row in matrix]
        write(folder, "evidence", [[*text, "report", "", DAY, "", "", "", ""] for text in texts])
        marks = [
            [row["evidence_id"], key, "published", row[key], DAY, ""]
            for row in matrix
            for key in hypotheses
        ]
        write(folder, "ratings", marks)
        return load_case(folder)

    return load


def write(folder: Path, table: str, lines: list[list[str]]) -> None:
    """One table of the folder."""
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([HEADS[table].split(","), *lines])
