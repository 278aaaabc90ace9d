"""The workbook's notebooks run with their own defaults and stored executed, for readers and nbval.

Run ``python -m sat.report.stored`` in the workbook after a change that readers will see.
"""

import nbformat

from sat.report.execute import execute_plain
from sat.report.notebooks import notebook_names, notebook_path
from sat.whole import write_file


def store_all() -> None:
    """Run every notebook and write it over its stored form."""
    for name in notebook_names():
        write_file(notebook_path(name), nbformat.writes(execute_plain(name)) + "\n")


if __name__ == "__main__":
    store_all()
