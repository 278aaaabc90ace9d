"""The page: self-contained, in order, marked, and nothing hostile in it alive."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sat.case import Case
from sat.report.export import contents
from sat.report.look import css_string
from sat.report.provenance import PACKAGES, block, common


class Page(HTMLParser):
    """What a page consists of, as a browser would take it apart."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="session")
def text(flagship_now: Path) -> str:
    return flagship_now.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def page(text: str) -> Page:
    return Page(text)


def test_nothing_on_the_page_is_fetched(page: Page, text: str) -> None:
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("iframe")
    assert {str(image["src"])[:22] for image in page.all("img")} == {"data:image/png;base64,"}
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style


def test_the_browser_is_told_to_fetch_nothing(page: Page) -> None:
    policies = [meta for meta in page.all("meta") if meta.get("http-equiv")]
    assert [meta["http-equiv"] for meta in policies] == ["Content-Security-Policy"]
    assert str(policies[0]["content"]).startswith("default-src 'none'; img-src data:;")


def test_links_out_say_nothing_of_where_they_are_followed_from(page: Page) -> None:
    out = [link for link in page.all("a") if not str(link["href"]).startswith("#")]
    assert len(out) > 30
    assert {link["rel"] for link in out} == {"noreferrer noopener"}


def test_code_is_hidden(text: str) -> None:
    for word in ("load_case(", "import ", "picture(figures"):
        assert word not in text


def test_the_finding_comes_before_the_working(text: str) -> None:
    order = [
        '<div class="handling" role="note">TLP:CLEAR</div>',
        "<h1>Will JNIM conduct further urban attacks?</h1>",
        "Information cut-off <strong>2026-10-31</strong>",
        '<nav aria-label="Contents">',
        "the evidence speaks least against H3 (Economic siege)",
        "Hypotheses</caption>",
        "ACH matrix, ratings of",
        "Sources cited by the evidence",
        '<h2 id="about">',
        '<h2 id="provenance">',
        "Input hash (SHA-256)",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_the_marking_is_at_both_ends_and_on_every_printed_page(text: str) -> None:
    assert len(re.findall(r'<div class="handling"[^>]*>TLP:CLEAR</div>', text)) == 2
    assert '@top-center { content: "TLP\\3a CLEAR"; }' in text


def test_the_contents_lead_to_every_section(page: Page, text: str) -> None:
    inside = [str(link["href"])[1:] for link in page.all("a") if str(link["href"]).startswith("#")]
    ids = [str(heading["id"]) for heading in page.all("h2")]
    assert [anchor for anchor in dict.fromkeys(inside) if anchor in ids] == ids
    assert "<!-- contents -->" not in text


def test_every_picture_has_words_and_every_table_a_caption(page: Page) -> None:
    assert len(page.all("img")) == 3
    assert all(image["alt"] for image in page.all("img"))
    assert len(page.all("table")) == len(page.all("caption"))


def test_there_is_one_title_and_a_language(page: Page) -> None:
    assert len(page.all("h1")) == 1
    assert page.all("html") == [{"lang": "en"}]


def test_contents_are_escaped() -> None:
    html = '<h2 id="a&quot;b">A &amp; <em>B</em><a class="anchor-link" href="#x">¶</a></h2>'
    assert contents(html) == '<li><a href="#a&quot;b">A &amp; B</a></li>'


@pytest.mark.parametrize("text", ['"; } body { display: none', "\\", "</style>", "a\nb", "}*/"])
def test_no_marking_can_end_its_css_string(text: str) -> None:
    inside = css_string(text)[1:-1]
    assert not re.search(r'["<>{}\n;]', inside)
    assert re.fullmatch(r"(\\[0-9a-f]+ |[\w .,-])*", inside)


def test_provenance_says_how_to_make_the_report_again(minimal: Case) -> None:
    parameters = {"case": "minimal", "as_of": "2025-06-10", "analyst": "a b", "seed": 7}
    facts = dict(block(common(minimal, "ach", parameters, "ach")))
    assert facts["Make it again"] == (
        "sat report minimal --notebook ach --as-of 2025-06-10 -p 'analyst=a b' -p seed=7"
    )
    assert facts["Input hash (SHA-256)"] == minimal.input_hash
    assert facts["Seed"] == "7"
    for package in PACKAGES:
        assert f"{package} " in facts["Versions"]


def test_provenance_says_that_nothing_is_random_where_there_is_no_seed(minimal: Case) -> None:
    facts = dict(block(common(minimal, "ach", {"case": "minimal"}, "ach")))
    assert facts["Seed"] == "no parameter: what is drawn at random has a fixed seed"
