"""The cross-consistency matrix, read from what it draws."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sat.case import Case, load_case
from sat.display import picture
from sat.draw import PAPER, RED
from sat.scenarios.field import field
from sat.scenarios.field_figures import COLOURS, HATCH, MOST, OWN, UNKNOWN, plot_consistency

from ..drawn import rectangles
from .worlds import JUDGED, TOWN, Judgment, made

FLAGSHIP = Path(__file__).parents[2] / "data" / "cases" / "jnim-urban-attacks"
SMALLEST = 6.5  # points


@pytest.fixture
def town() -> Case:
    return made(TOWN, JUDGED)


def drawn(case: Case, strict: bool = False) -> Axes:
    return plot_consistency(case, field(case, strict=strict))


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left").replace("\n", " ")


def cells(ax: Axes) -> dict[tuple[int, int], Rectangle]:
    """Cells of one pair each by row and column, the key and the grey blocks left out."""
    return {
        (int(box.get_y()), int(box.get_x())): box
        for box in rectangles(ax)
        if box.get_x() >= 0 and box.get_y() >= 0 and colour(box) != COLOURS[OWN]
    }


def colour(box: Rectangle) -> str:
    return to_hex(box.get_facecolor())


def words(ax: Axes) -> dict[tuple[int, int], str]:
    """What stands in the cells, by row and column."""
    places = cells(ax)
    return {
        (int(y), int(x)): text.get_text()
        for text in ax.texts
        for x, y in [text.get_position()]
        if x > 0 and (int(y), int(x)) in places
    }


def big(drivers: int, states: int, judge: Callable[[str, str], Judgment | None]) -> Case:
    """So many drivers of so many states; each pair judged by a function of its two drivers."""
    field_ = {f"D{n}": tuple(f"D{n}.{m}" for m in range(states)) for n in range(drivers)}
    crossed = combinations(field_.values(), 2)
    pairs = [judge(a, b) for first, second in crossed for a in first for b in second]
    return made(field_, [pair for pair in pairs if pair])


def test_each_pair_of_different_drivers_has_one_cell_below_the_diagonal(town: Case) -> None:
    found = cells(drawn(town))
    # Rows: dry, wet, old, mended, new, stays, goes; 3·2 pairs of dam and rain, 2·5 of the mayor.
    assert sorted(found) == sorted(
        [(row, column) for row in (2, 3, 4) for column in (0, 1)]
        + [(row, column) for row in (5, 6) for column in range(5)]
    )


def test_a_judgment_is_a_tone_and_a_glyph_and_its_reason_a_letter(town: Case) -> None:
    ax = drawn(town)
    assert words(ax) == {
        (3, 0): "×l",
        (4, 0): "?e",
        (2, 1): "·",
        (6, 2): "×n",
        (5, 2): "·",
        (5, 1): "·",
    }
    found = cells(ax)
    assert [colour(found[place]) for place in ((3, 0), (4, 0), (2, 1))] == [
        COLOURS[code] for code in ("impossible", "doubtful", "possible")
    ]


def test_a_pair_that_nobody_judged_is_hatched_and_no_judged_one_is(town: Case) -> None:
    ax = drawn(town)
    hatched = {place for place, box in cells(ax).items() if box.get_hatch()}
    assert hatched == set(cells(ax)) - set(words(ax))
    assert len(hatched) == 10
    assert {box.get_hatch() for box in rectangles(ax) if box.get_hatch()} == {HATCH}


def test_tones_differ_in_grey_too() -> None:
    def grey(colour_: str) -> float:
        red, green, blue = (int(colour_[place : place + 2], 16) / 255 for place in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    tones = sorted(grey(COLOURS[code]) for code in ("impossible", "doubtful", OWN, "possible"))
    assert tones == [grey(COLOURS[code]) for code in ("impossible", "doubtful", OWN, "possible")]
    assert all(after - before > 0.09 for before, after in pairwise(tones))


def test_the_title_counts_what_was_judged(town: Case) -> None:
    said = "Consistency of 16 pairs of states: 2 impossible, 1 doubtful, 10 not assessed"
    assert title(drawn(town)) == said


def test_drivers_are_named_on_two_sides_and_states_at_the_row_and_on_the_diagonal(
    town: Case,
) -> None:
    shown = Counter(texts(drawn(town)))
    assert [shown[name] for name in TOWN] == [1, 1, 1]  # below; at the left with their titles
    assert [shown[f"{name} {name}"] for name in TOWN] == [1, 1, 1]
    assert {shown[state] for states in TOWN.values() for state in states} == {2}


def test_same_driver_is_a_grey_block(town: Case) -> None:
    boxes = [box for box in rectangles(drawn(town)) if colour(box) == COLOURS[OWN]]
    sizes = [(box.get_x(), box.get_width()) for box in boxes if box.get_y() >= 0]
    assert sizes == [(0, 2), (2, 3), (5, 2)]
    assert not any(box.get_hatch() for box in boxes)


def test_the_key_names_every_tone_and_letter(town: Case) -> None:
    shown = texts(drawn(town))
    assert "reason: l logical, e empirical, n normative" in shown
    assert [text for text in shown if text.split()[-1:] == ["possible"]] == ["· possible"]
    assert {"? doubtful", "× impossible", UNKNOWN, OWN} <= set(shown)


def test_a_field_of_some_drivers_shows_their_pairs_alone(town: Case) -> None:
    ax = plot_consistency(town, field(town, ["D", "M"]))
    assert words(ax) == {(3, 0): "·", (4, 0): "×n"}
    assert title(ax).startswith("Consistency of 6 pairs of states")


def test_one_driver_has_no_pair_and_is_drawn(town: Case) -> None:
    ax = plot_consistency(town, field(town, ["R"]))
    assert cells(ax) == {}
    assert title(ax).endswith("0 pairs of states: 0 impossible, 0 doubtful, 0 not assessed")
    assert picture(ax, "caption", "alt").png


def test_the_flagship_fits_on_a4_and_no_letter_is_tiny() -> None:
    case = load_case(FLAGSHIP)
    ax = drawn(case)
    found = field(case)
    boxes = cells(ax)
    assert len(boxes) == found.pairs
    assert sum(bool(box.get_hatch()) for box in boxes.values()) == found.unassessed
    figure = ax.get_figure(root=True)
    assert figure is not None
    width, height = figure.get_size_inches()
    assert width <= 11.0  # of 11.69 by 8.27 inches, less the margins
    assert height <= 7.57
    assert min(text.get_fontsize() for text in ax.texts) >= SMALLEST


def test_narrow_cells_have_the_letter_of_an_exclusion_alone() -> None:
    case = big(MOST // 3, 3, lambda a, b: (a, b, "impossible", "empirical"))
    assert set(words(drawn(case)).values()) == {"e"}
    doubtful = big(MOST // 3, 3, lambda a, b: (a, b, "doubtful", "empirical"))
    assert set(words(drawn(doubtful)).values()) == {"?e"}


# ---- more states than can be shown


def judged(a: str, b: str) -> Judgment | None:
    """The first two drivers exclude each other, the next two doubt, D4 and D5 nobody judged."""
    two = {a.partition(".")[0], b.partition(".")[0]}
    if two == {"D4", "D5"} or (a, b) == ("D4.0", "D6.0"):
        return None
    if two == {"D0", "D1"} or (a, b) == ("D0.0", "D2.0"):
        return (a, b, "impossible", "logical")
    return (a, b, "doubtful" if two == {"D2", "D3"} else "possible", "logical")


def test_above_the_most_the_cells_are_pairs_of_drivers_with_what_is_excluded() -> None:
    ax = drawn(big(7, 9, judged))
    shown = words(ax)
    assert len(shown) == 21
    assert shown[1, 0] == "81/81"
    assert shown[2, 0] == "1/81"
    assert shown[3, 2] == "0/81"
    assert shown[5, 4] == "?81"
    assert shown[6, 4] == "0/81\n?1"
    assert title(ax) == (
        "Consistency of 1701 pairs of states: 82 impossible, 81 doubtful, 82 not assessed; "
        "63 states are too many to show: a cell is a pair of drivers"
    )
    assert any(text.startswith("1/9: impossible, of all; ?2: not assessed") for text in texts(ax))


def test_pairs_of_drivers_have_the_tone_of_their_share_and_are_hatched_where_one_is_open() -> None:
    found = cells(drawn(big(7, 9, judged)))
    assert colour(found[1, 0]) == RED
    assert colour(found[3, 2]) == PAPER
    assert colour(found[2, 0]) not in (RED, PAPER)
    assert {place for place, box in found.items() if box.get_hatch()} == {(5, 4), (6, 4)}


def test_a_strict_field_excludes_what_is_doubtful() -> None:
    ax = drawn(big(7, 9, judged), strict=True)
    assert words(ax)[3, 2] == "81/81"
    assert any(text.startswith("1/9: impossible or doubtful, of all") for text in texts(ax))


def test_as_many_states_as_the_most_are_shown_one_by_one() -> None:
    assert len(cells(drawn(big(2, MOST // 2, judged)))) == (MOST // 2) ** 2
    assert len(cells(drawn(big(2, MOST // 2 + 1, judged)))) == 1


# ---- every figure


@pytest.mark.parametrize("text", ["\x1b[31m\u202e$x^2$ \\frac", "word " * 40, "x" * 200])
@pytest.mark.parametrize("states", [TOWN, {f"D{n}": tuple(f"D{n}.{m}" for m in range(8))
                                           for n in range(8)}])  # fmt: skip
def test_titles_of_any_length_and_sign_are_cut_and_never_a_formula(
    text: str, states: dict[str, tuple[str, ...]]
) -> None:
    case = made(states, [])
    case = replace(
        case,
        drivers=tuple(row.model_copy(update={"title": text}) for row in case.drivers),
        states=tuple(row.model_copy(update={"title": text}) for row in case.states),
    )
    ax = drawn(case)
    shown = "".join(texts(ax))
    assert not set("\x1b\u202e") & set(shown)
    key = [words_ for words_ in texts(ax) if "reason: " in words_ or ", of all" in words_]
    assert all(
        len(line) <= 44 for text_ in texts(ax) if text_ not in key for line in text_.split("\n")
    )
    assert not any(label.get_parse_math() for label in ax.texts)
    assert picture(ax, "caption", "alt").png


def test_given_axes_are_drawn_on_and_no_figure_stays_open(town: Case) -> None:
    mine, other = Figure(figsize=(12, 6)).subplots(1, 2)
    assert plot_consistency(town, field(town), mine) is mine
    assert mine.texts
    assert not other.texts
    large = big(7, 9, judged)
    assert plot_consistency(large, field(large), other) is other
    assert plt.get_fignums() == []


def test_two_drawings_are_the_same_to_the_byte(town: Case) -> None:
    assert picture(drawn(town), "c", "a").png == picture(drawn(town), "c", "a").png
