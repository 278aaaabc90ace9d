"""The figures of a result: each takes it apart for the plot function that draws it."""

from matplotlib.axes import Axes

from sat.draw import new_axes, write
from sat.scenarios.analysis import ScenarioResult
from sat.scenarios.fan_figures import plot_fan
from sat.scenarios.field_figures import plot_consistency
from sat.scenarios.figures import plot_drivers, plot_quadrants
from sat.scenarios.structure_figures import plot_structure
from sat.scenarios.tableau import plot_tableau

COLUMNS = 6  # named scenarios in the tableau, beside the consistent ones that differ most


def drivers(result: ScenarioResult) -> Axes:
    """Importance against uncertainty."""
    chosen = [axis.driver.driver_id for axis in result.matrix.axes]
    return plot_drivers(result.case.drivers, chosen)


def structure(result: ScenarioResult) -> Axes:
    """Influence against dependence, direct and over chains."""
    titles = {row.driver_id: row.title for row in result.case.drivers}
    return plot_structure(result.direct, result.indirect, titles)


def quadrants(result: ScenarioResult) -> Axes:
    """The 2 × 2 with names in its quadrants."""
    return plot_quadrants(result.matrix, result.fillings)


def consistency(result: ScenarioResult) -> Axes:
    """The matrix of pairs of states."""
    return plot_consistency(result.case, result.field)


def fan(result: ScenarioResult) -> Axes:
    """Named scenarios by what they change of the first."""
    if result.cone is None:
        return _empty("no scenario is named, so there is no baseline")
    return plot_fan(result.cone, result.case)


def tableau(result: ScenarioResult) -> Axes:
    """Named scenarios with what does not hold in them, and the consistent ones that differ most."""
    columns, marks = [], {}
    told = result.held[:COLUMNS]
    for row in told:
        name = f"{row.scenario.scenario_id} {row.scenario.title}"
        columns.append((name, row.scenario.states))
        marks[name] = frozenset(lost.state for lost in row.beaten).intersection(row.scenario.states)
    if result.balances:
        found = result.balances
        columns += [
            (f"No. {found.place(row.scenario)}", found.named(row.scenario)) for row in found.shown
        ]
    if not columns:
        return _empty("no scenario is named, and none is consistent")
    # Where a scenario was not held against balances, nothing is said of what holds.
    judged = all(row.slack is not None for row in told)
    return plot_tableau(result.case, columns, marks if judged else None)


def _empty(why: str) -> Axes:
    """A figure that says why there is none."""
    ax = new_axes(9, 1)
    write(ax, 0.5, 0.5, why, ha="center", va="center", fontsize=10)
    ax.set_axis_off()
    return ax
