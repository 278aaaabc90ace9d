"""Evidence is written by adversaries too: a case in which every text is an attack."""

from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from sat.ach import AchResult, analyse, figures, inputs, tables
from sat.ach.findings import findings, leader_sentence, left_out_sentence
from sat.case import Case
from sat.display import picture

ATTACK = (
    '<script>alert(1)</script>" onload="x" \' & </td></table>\u202egnp\x1b[31m\u2066\x00\x9b$\\frac'
)
SEEN = "\\u202egnp\\u001b[31m\\u2066\\u0000\\u009b"
DANGEROUS = set("\u202e\u2066\x1b\x00\x9b")
MARKUP = {"table", "caption", "thead", "tbody", "tr", "th", "td", "div", "p", "span", "br", "a"}
MARKUP |= {"ul", "li"}
HANDLES = {"class", "scope", "title", "href", "rel"}

Show = Callable[[AchResult], Any]


class Page(HTMLParser):
    """What a browser makes of the HTML: tags, attributes, text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def poisoned(row: Any, *columns: str) -> Any:
    """The record with its texts turned into attacks; its id stays its beginning."""
    return row.model_copy(update={name: f"{getattr(row, name)}{ATTACK}" for name in columns})


@pytest.fixture
def hostile(minimal: Case) -> AchResult:
    """The minimal case with an attack in every text and every id, past the checks of the files."""
    links = ["javascript:alert(1)", f"https://example.org/{ATTACK}", "data:text/html,x", ""]
    case = replace(
        minimal,
        settings=minimal.settings.model_copy(
            update={"analysts": tuple(name + ATTACK for name in minimal.settings.analysts)}
        ),
        sources=tuple(
            poisoned(row, "source_id", "title", "publisher", "origin_id").model_copy(
                update={"url": link}
            )
            for row, link in zip(minimal.sources, links, strict=True)
        ),
        hypotheses=tuple(
            poisoned(row, "hypothesis_id", "title", "statement", "decision_rule", "note")
            for row in minimal.hypotheses
        ),
        evidence=tuple(
            poisoned(row, "evidence_id", "text", "dependence_group", "note").model_copy(
                update={"source_ids": tuple(name + ATTACK for name in row.source_ids)}
            )
            for row in minimal.evidence
        ),
        ratings=tuple(
            poisoned(row, "evidence_id", "hypothesis_id", "analyst", "rationale")
            for row in minimal.ratings
        ),
    )
    return analyse(case)


EVERY: dict[str, Show] = {
    "matrix": tables.matrix_table,
    "matrix by item": lambda result: tables.matrix_table(result, "evidence"),
    "scores": tables.scores_table,
    "ranking": tables.ranking_table,
    "diagnosticity": tables.diagnosticity_table,
    "coverage": tables.coverage_table,
    "left out": tables.left_out_table,
    "disputed": lambda result: tables.disputed_table(result, steps=1),
    "hypotheses": inputs.hypotheses_table,
    "evidence": inputs.evidence_table,
    "sources": inputs.sources_table,
    "findings": findings,
}
each = pytest.mark.parametrize("show", EVERY.values(), ids=EVERY)


@each
def test_no_text_of_a_case_becomes_markup(hostile: AchResult, show: Show) -> None:
    page = Page(show(hostile).html())
    assert set(page.tags) <= MARKUP
    assert {name for name, _ in page.attributes} <= HANDLES
    assert "<script>alert(1)</script>" in page.text  # it is there to be read, not to be run


@each
def test_control_and_direction_characters_are_spelled_out_on_the_page(
    hostile: AchResult, show: Show
) -> None:
    html = show(hostile).html()
    assert not DANGEROUS & set(html)
    assert SEEN in Page(html).text


@each
def test_plain_text_cannot_drive_a_terminal(hostile: AchResult, show: Show) -> None:
    text = repr(show(hostile))
    assert not DANGEROUS & set(text)
    assert "<script>alert(1)" in text


@each
def test_plain_text_has_no_addresses_and_is_the_same_twice(minimal: Case, show: Show) -> None:
    one, other = (repr(show(analyse(minimal))) for _ in range(2))
    assert one == other
    assert " at 0x" not in one
    assert "object" not in one


@each
def test_the_page_is_the_same_twice(minimal: Case, show: Show) -> None:
    one, other = (show(analyse(minimal)).html() for _ in range(2))
    assert one == other


def test_only_http_links_are_links_and_they_hold_in_their_quotes(hostile: AchResult) -> None:
    page = Page(inputs.sources_table(hostile).html())
    (address,) = [value for name, value in page.attributes if name == "href"]
    assert address.startswith('https://example.org/<script>alert(1)</script>" onload="x"')
    assert [value for name, value in page.attributes if name == "rel"] == ["noreferrer noopener"]
    assert page.tags.count("a") == 1


def test_hover_texts_hold_in_their_quotes(hostile: AchResult) -> None:
    page = Page(tables.matrix_table(hostile).html())
    titles = [value for name, value in page.attributes if name == "title"]
    assert titles[0].startswith("The river crosses north of the oak.<script>")
    assert len(titles) == 3


@pytest.mark.parametrize("words", [leader_sentence, left_out_sentence])
def test_a_pictures_words_are_spelled_out(
    hostile: AchResult, words: Callable[[AchResult], str]
) -> None:
    shown = picture(figures.plot_scores(hostile), "Caption " + ATTACK, words(hostile))
    data, metadata = shown._repr_mimebundle_()
    for text in (repr(shown), data["text/plain"], *metadata["image/png"].values()):
        assert not DANGEROUS & set(text)
    assert SEEN in metadata["image/png"]["caption"]


@pytest.mark.parametrize("plot", [figures.plot_matrix, figures.plot_scores, figures.plot_left_out])
def test_figures_are_drawn_of_it_all_the_same(
    hostile: AchResult, plot: Callable[[AchResult], Any]
) -> None:
    ax = plot(hostile)
    assert not DANGEROUS & set("".join(text.get_text() for text in ax.texts))
    assert picture(ax, "caption", "alt").png.startswith(b"\x89PNG")
