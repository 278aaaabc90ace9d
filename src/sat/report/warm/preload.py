"""What the warm process has imported and done before a notebook starts."""

import importlib
import io

# Names only: what notebooks import, and nothing that starts a thread or opens a file. The modules
# of the workbook are those that its notebooks name; a test holds the list to them.
MODULES = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "scipy.special",
    "sat.case",
    "sat.ach.attack",
    "sat.ach.attack_tables",
    "sat.ach.data",
    "sat.ach.figures",
    "sat.ach.findings",
    "sat.ach.inputs",
    "sat.ach.look",
    "sat.ach.tables",
    "sat.assessment.annex_figures",
    "sat.assessment.annex_tables",
    "sat.assessment.change_tables",
    "sat.assessment.data",
    "sat.assessment.key",
    "sat.assessment.support_tables",
    "sat.assessment.tables",
    "sat.display",
    "sat.indicators.alt",
    "sat.indicators.data",
    "sat.indicators.figures",
    "sat.indicators.findings",
    "sat.indicators.rate_figures",
    "sat.indicators.rate_tables",
    "sat.indicators.tables",
    "sat.indicators.volumes",
    "sat.scenarios.alt",
    "sat.scenarios.analysis",
    "sat.scenarios.balance_tables",
    "sat.scenarios.data",
    "sat.scenarios.field_tables",
    "sat.scenarios.findings",
    "sat.scenarios.generation_tables",
    "sat.scenarios.pictures",
    "sat.scenarios.tables",
)
# In points, of the texts in figures: a font is looked for by its size, among all that there are.
_SIZES = (6, 7, 7.5, 8, 8.5, 9, 9.5, 10, 11)


def preload() -> list[str]:
    """Import the modules, make one figure and one table, read the gazetteer; what was not there.

    Call it where ``get_ipython`` is known, as in a cell: pandas and others look for it at import.
    """
    missing = []
    for name in MODULES:
        try:
            importlib.import_module(name)
        except ImportError:
            missing.append(name)
    if not missing:
        _draw()
        _tabulate()
        _read_places()
    return missing


def _draw() -> None:
    """A first figure fills matplotlib's caches. Not by pyplot: its backend stays unchosen."""
    figure_class = importlib.import_module("matplotlib.figure").Figure
    figure = figure_class(figsize=(3, 2), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.plot([1, 2], label="a")
    left.legend()
    left.set(title="t", xlabel="x", ylabel="y")
    figure.colorbar(right.imshow([[1, 2], [3, 4]]))
    for size in _SIZES:
        for weight in ("normal", "bold"):
            figure.text(0, 0, "t", fontsize=size, weight=weight)
    figure.savefig(io.BytesIO(), format="png")
    figure.clear()
    # An open font file has one position, which all forked kernels would share.
    importlib.import_module("matplotlib.font_manager")._get_font.cache_clear()


def _tabulate() -> None:
    pandas = importlib.import_module("pandas")
    table = pandas.read_csv(io.StringIO("d,a,b\n2024-01-01,1,x\n2024-01-02,2.5,y\n"))
    table.groupby("b")["a"].mean()
    table.sort_values("a").to_html()
    repr(table)


def _read_places() -> None:
    """The file of all places in the world, which is read at the first question about one."""
    importlib.import_module("sat.events.places").gazetteer(["ML"])
