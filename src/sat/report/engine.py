"""The papermill engine ``sat``: ``papermill --engine sat in.ipynb out.ipynb -p case NAME``.

papermill loads every engine at its own import, so nothing is imported here until one is used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


class SatEngine:
    """Runs each notebook in a kernel of its own, forked from a warm process (``sat.report.warm``).

    Its results, errors and options are those of papermill's own engine, and one option more:
    ``memory_mb``, the most memory that a kernel may take. What is cut off is recorded as failed.
    """

    @classmethod
    def execute_notebook(
        cls, nb: "NotebookNode", kernel_name: str, **kwargs: Any
    ) -> "NotebookNode":
        """Run a notebook and return it. Raises what papermill's engine raises."""
        from sat.report.warm.engine import WarmEngine

        return WarmEngine.execute_notebook(nb, kernel_name, **kwargs)

    @classmethod
    def nb_kernel_name(cls, nb: "NotebookNode", name: str | None = None) -> str:
        """The name of the notebook's kernel, or ``name``. Raises ``ValueError`` without either."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: "NotebookNode", language: str | None = None) -> str:
        """The language of the notebook, or ``language``. Raises ``ValueError`` without either."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
