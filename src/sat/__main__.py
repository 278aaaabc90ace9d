"""``python -m sat`` is the `sat` command."""

from sat.cli import main

main()
