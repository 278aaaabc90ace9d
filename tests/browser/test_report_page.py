"""The report in a browser: nothing is fetched, nothing hostile lives, every page is marked."""

import csv
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sat.report.jobs import Job
from sat.report.run import run

ROOT = Path(__file__).parents[2]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>'\"><a href=javascript:alert(3)>"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return run(Job("ach", "jnim-urban-attacks"), tmp_path_factory.mktemp("flagship"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a case in which every free text attacks the page."""
    folder = tmp_path_factory.mktemp("cases") / "minimal"
    shutil.copytree(ROOT / "tests" / "cases" / "minimal", folder)
    texts = {"title", "text", "statement", "decision_rule", "publisher", "rationale", "note"}
    for path in folder.glob("*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = list(csv.reader(file))
        for row in rows:
            row[:] = [
                HOSTILE if name in texts else cell for name, cell in zip(head, row, strict=True)
            ]
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    toml = folder / "case.toml"
    text = toml.read_text(encoding="utf-8").replace('"EXERCISE"', f"'''{HOSTILE}'''")
    toml.write_text(re.sub(r'question = ".*"', f"question = '''{HOSTILE}'''", text))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return run(Job("ach", folder), tmp_path_factory.mktemp("hostile"))


class Visit:
    """A page opened, with all that it asked for and said on the way."""

    def __init__(self, browser: Browser, path: Path, width: int = 1180) -> None:
        self.requests: list[str] = []
        self.messages: list[str] = []
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.messages.append(message.text))
        self.page.on("dialog", lambda dialog: self.messages.append(f"dialog {dialog.message}"))
        self.page.on("pageerror", lambda error: self.messages.append(str(error)))
        self.page.goto(path.as_uri(), wait_until="networkidle")

    def fetched(self) -> list[str]:
        """Everything that was asked for but for the page and what it carries in itself."""
        return [url for url in self.requests if not url.startswith(("file:", "data:"))]


@pytest.mark.parametrize("name", ["flagship", "hostile"])
def test_no_request_leaves_the_page(
    browser: Browser, name: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(name)
    visit = Visit(browser, path)
    assert visit.fetched() == []
    assert [url for url in visit.requests if url.startswith("file:")] == [path.as_uri()]
    assert visit.messages == []


def test_hostile_text_is_shown_and_does_nothing(browser: Browser, hostile: Path) -> None:
    page = Visit(browser, hostile).page
    assert page.locator("h1").inner_text() == HOSTILE
    assert page.locator(".handling").first.inner_text() == HOSTILE
    assert page.locator("main").inner_text().count("<script>alert(1)</script>") > 10
    assert page.locator("script").count() == 0
    assert page.locator("[onerror]").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


def test_what_is_hidden_and_what_is_seen(browser: Browser, flagship: Path) -> None:
    page = Visit(browser, flagship).page
    assert page.locator("h1").inner_text() == "Will JNIM conduct further urban attacks?"
    assert page.locator(".findings li").first.inner_text().startswith("As of 2026-10-31")
    assert page.locator(".input, .jp-InputArea").count() == 0
    broken = "images => images.filter(image => !image.complete || image.naturalWidth === 0).length"
    assert page.locator("img").evaluate_all(broken) == 0


@pytest.mark.parametrize("width", [1180, 700, 390])
def test_the_page_does_not_run_out_of_its_window(
    browser: Browser, flagship: Path, width: int
) -> None:
    page = Visit(browser, flagship, width).page
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_contents_lead_to_their_sections(browser: Browser, flagship: Path) -> None:
    page = Visit(browser, flagship).page
    page.get_by_role("link", name="What the answer hangs on").click()
    assert page.url.endswith("#What-the-answer-hangs-on")
    assert page.evaluate("document.querySelector(':target').tagName") == "H2"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler's pdftotext")
def test_every_printed_page_is_marked(browser: Browser, flagship: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    page = Visit(browser, flagship).page
    page.pdf(path=target, prefer_css_page_size=True, print_background=True)
    command = ["pdftotext", "-layout", str(target), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    assert len(pages) > 5
    for number, printed in enumerate(pages, 1):
        assert printed.lstrip().startswith("TLP:CLEAR"), number
        assert f"Page {number} of {len(pages)}" in printed, number
