"""What a worker has imported and done before it is forked: all that makes a report."""

import gc
import sys
from importlib import import_module

_GRAMMAR = "rfc3987_syntax"

# Where JupyterLab is installed, jsonschema builds a grammar of IRIs when it is imported, which
# takes seconds. Nothing in a worker asks whether a text is one: to it the grammar is not there.
if _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
import_module("sat.report.run")
if sys.modules[_GRAMMAR] is None:
    del sys.modules[_GRAMMAR]
import_module("sat.report.exporter").warm_up()
# What is here now stays; to look through it again and again for cycles costs each worker.
gc.collect()
gc.freeze()
