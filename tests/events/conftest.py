"""Synthetic files of events: the layouts of UCDP and ACLED with nothing real in them."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

Row = dict[str, Any]
WriteCsv = Callable[..., Path]
Build = Callable[..., Row]

# All 49 columns of a UCDP file, in its order, with the cells of one made-up event.
UCDP_ROW: Row = {
    "id": "1001",
    "relid": "XXX-2026-1-1-0",
    "year": "2026",
    "active_year": "true",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_dset_id": "XXX160",
    "conflict_new_id": "1",
    "conflict_name": "Utopia: Government",
    "dyad_dset_id": "1",
    "dyad_new_id": "1",
    "dyad_name": "Government of Utopia - Reds",
    "side_a_dset_id": "1",
    "side_a_new_id": "1",
    "side_a": "Government of Utopia",
    "side_b_dset_id": "2",
    "side_b_new_id": "2",
    "side_b": "Reds",
    "number_of_sources": "-1",
    "source_article": '"An agency,2026-01-08,They said ""no"""',
    "source_office": "An agency;Another",
    "source_date": "1753-01-01",
    "source_headline": "One line\nand another",
    "source_original": "",
    "where_prec": "1",
    "where_coordinates": "Amaurot city",
    "where_description": "at the market,\nby the river",
    "adm_1": "Middle region",
    "adm_2": "",
    "latitude": "12.65",
    "longitude": "-8.0",
    "geom_wkt": "POINT (-8 12.65)",
    "priogrid_gid": "147",
    "country": "Utopia",
    "country_id": "999",
    "region": "Africa",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2026-01-08 00:00:00.000",
    "date_end": "2026-01-08 00:00:00.000",
    "deaths_a": "0",
    "deaths_b": "2",
    "deaths_civilians": "0",
    "deaths_unknown": "0",
    "best": "2",
    "high": "3",
    "low": "1",
    "gwnoa": "2;200;900",
    "gwnob": "",
}
# All 31 columns of an ACLED export. ACLED's own rows may not be handed on.
ACLED_ROW: Row = {
    "event_id_cnty": "UTO1",
    "event_date": "2024-09-17",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Reds: Group for the Reds",
    "assoc_actor_1": "",
    "inter1": "2",
    "actor2": "Police Forces of Utopia",
    "assoc_actor_2": "",
    "inter2": "1",
    "interaction": "12",
    "civilian_targeting": "",
    "iso": "999",
    "region": "Nowhere",
    "country": "Utopia",
    "admin1": "Middle",
    "admin2": "",
    "admin3": "",
    "location": "Amaurot",
    "latitude": "12.65",
    "longitude": "-8.0",
    "geo_precision": "1",
    "source": "A paper; Another",
    "source_scale": "National",
    "notes": "Made up, with a comma\nand a line.",
    "fatalities": "4",
    "tags": "",
    "timestamp": "1727136000",
}
BOOK = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    'main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
}
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def as_text(columns: Sequence[str], rows: Sequence[Row], end: str = "\n") -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end)
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return out.getvalue()


@pytest.fixture
def ucdp_row() -> Build:
    """``ucdp_row(best="0")``: the made-up event of UCDP with some cells changed."""
    return lambda **changes: UCDP_ROW | changes


@pytest.fixture
def acled_row() -> Build:
    """``acled_row(fatalities="0")``: the made-up event of ACLED with some cells changed."""
    return lambda **changes: ACLED_ROW | changes


@pytest.fixture
def ucdp_file(tmp_path: Path) -> WriteCsv:
    """``ucdp_file({"best": "0"}, {}, name=...)`` writes one row for each dict of changes."""

    def write(*changes: Row, name: str = "GEDEvent_v26_0_1.csv", end: str = "\n") -> Path:
        rows = [UCDP_ROW | {"id": str(1001 + number)} | row for number, row in enumerate(changes)]
        columns = list(dict.fromkeys([*UCDP_ROW, *(key for row in changes for key in row)]))
        path = tmp_path / name
        path.write_bytes(as_text(columns, rows, end).encode())
        return path

    return write


@pytest.fixture
def acled_file(tmp_path: Path) -> WriteCsv:
    """``acled_file({"fatalities": "0"}, {})`` writes one row for each dict of changes."""

    def write(*changes: Row, name: str = "export.csv") -> Path:
        rows = [
            ACLED_ROW | {"event_id_cnty": f"UTO{number}"} | row
            for number, row in enumerate(changes, 1)
        ]
        path = tmp_path / name
        path.write_bytes(as_text(list(ACLED_ROW), rows).encode())
        return path

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Callable[..., Path]:
    """``zipped("ged261-csv.zip", {"a.csv": data})`` writes an archive."""

    def write(name: str, members: dict[str, str | bytes]) -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, data in members.items():
                archive.writestr(member, data)
        return path

    return write


@pytest.fixture
def workbook_file(zipped: Callable[..., Path]) -> Callable[..., Path]:
    """``workbook_file("a.xlsx", {"Sheet": [[cell, ...], ...]})`` writes an Excel workbook.

    A text is written as text, a number as number, and a tuple of one number as a day: Excel's
    count of days from 30 December 1899.
    """

    def write(name: str, sheets: dict[str, list[list[Any]]]) -> Path:
        named, related, members = "", "", dict(BOOK)
        for number, (title, rows) in enumerate(sheets.items(), 1):
            named += f'<sheet name="{title}" sheetId="{number}" r:id="rId{number}"/>'
            related += f'<Relationship Id="rId{number}" Type="{OFFICE}/worksheet" '
            related += f'Target="worksheets/sheet{number}.xml"/>'
            members[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows)
        style = f'<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>'
        members["xl/_rels/workbook.xml.rels"] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{related}{style}</Relationships>"
        )
        members["xl/workbook.xml"] = (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{named}</sheets></workbook>'
        )
        return zipped(name, members)

    return write


def _sheet(rows: list[list[Any]]) -> str:
    body = ""
    for line, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{_letters(place)}{line}", cell) for place, cell in enumerate(row))
        body += f'<row r="{line}">{cells}</row>'
    return f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'


def _letters(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


def _cell(where: str, value: Any) -> str:
    if isinstance(value, tuple):
        return f'<c r="{where}" s="1"><v>{value[0]}</v></c>'
    if isinstance(value, str):
        text = f'<is><t xml:space="preserve">{escape(value)}</t></is>'
        return f'<c r="{where}" t="inlineStr">{text}</c>'
    return f'<c r="{where}"><v>{value}</v></c>'
