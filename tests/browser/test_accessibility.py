"""Reports and index are open to everybody: axe finds nothing serious in them."""

import json
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from sat.case import load_case
from sat.report.export import to_html
from sat.report.provenance import common
from sat.report.site import write_index

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb"))
GRAVE = {"serious", "critical"}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each notebook's page as it is stored executed, and the index over them."""
    output = tmp_path_factory.mktemp("pages")
    case = load_case(ROOT / "data" / "cases" / "jnim-urban-attacks")
    place = output / case.case_id / str(case.as_of)
    place.mkdir(parents=True)
    for name in NOTEBOOKS:
        keys = common(case, name, {"case": case.case_id, "as_of": str(case.as_of)}, name)
        notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        (place / f"{name}.html").write_text(to_html(notebook, case, keys), encoding="utf-8")
        result = {"judgments": [], "edition": {"text": "edition 1"}}
        (place / f"{name}.json").write_text(json.dumps({**keys, "result": result}))
    write_index(output)
    return output


@pytest.mark.parametrize("name", [*NOTEBOOKS, "index"])
def test_axe_finds_nothing_serious(browser: Browser, pages: Path, name: str) -> None:
    context = browser.new_context(bypass_csp=True)  # the page lets no script in, not even axe
    page = context.new_page()
    (path,) = pages.rglob(f"{name}.html")
    page.goto(path.as_uri())
    found = Axe().run(page).response["violations"]
    context.close()
    grave = [
        f"{row['id']} ({row['impact']}): {row['help']}: {row['nodes'][0]['html'][:200]}"
        for row in found
        if row["impact"] in GRAVE
    ]
    assert grave == []


def test_axe_would_see_it(browser: Browser, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text('<html lang="en"><title>t</title><main><h1>t</h1><img src="data:,"></main>')
    page = browser.new_page()
    page.goto(path.as_uri())
    found = Axe().run(page).response["violations"]
    page.close()
    assert ("image-alt", "critical") in {(row["id"], row["impact"]) for row in found}
