"""What is looked at where nothing can be forked."""

import subprocess
import sys


def test_the_engine_can_be_imported_without_what_only_unix_has() -> None:
    program = (
        "import sys\n"
        "sys.modules.update(dict.fromkeys(('resource', 'fcntl')))\n"
        "import sat.report.warm.engine, sat.report.store, sat.report.workers\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
