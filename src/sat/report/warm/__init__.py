"""Kernels that are forked from a warm process, for papermill and for Jupyter.

A process is started once with the modules that notebooks import (``zygote``). Each notebook gets a
kernel of its own that is forked from it (``child``, ``kernel``): a fresh interpreter state without
the seconds that imports take. ``process`` keeps the warm process, ``client`` and ``engine`` are
what papermill sees, ``provisioner`` is what Jupyter sees.
"""
