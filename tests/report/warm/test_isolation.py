"""Each notebook has an interpreter state of its own: nothing goes from one to the next."""

import os
from pathlib import Path

import pytest

from .conftest import Run, printed

# What a first notebook changes, and how a second one would see it.
LEAKS = {
    "globals": ("leaked = 1", "print('leaked' in globals())"),
    "modules": (
        "import sys, types\nsys.modules['leaked'] = types.ModuleType('leaked')",
        "import sys\nprint('leaked' in sys.modules)",
    ),
    "attributes of modules": (
        "import pandas\npandas.leaked = 1",
        "import pandas\nprint(hasattr(pandas, 'leaked'))",
    ),
    "rcParams": (
        "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 77",
        "import matplotlib\nprint(matplotlib.rcParams['lines.linewidth'] == 77)",
    ),
    "figures": (
        "%config InlineBackend.close_figures = False\n"
        "import matplotlib.pyplot as plt\n_ = plt.figure(77)",
        "import matplotlib.pyplot as plt\nprint(plt.fignum_exists(77))",
    ),
    "pandas options": (
        "import pandas\npandas.options.display.precision = 2",
        "import pandas\nprint(pandas.options.display.precision == 2)",
    ),
    "warnings filters": (
        "import warnings\nwarnings.filterwarnings('ignore', 'leaked')",
        "import warnings\nprint('leaked' in str(warnings.filters))",
    ),
    "environment": (
        "import os\nos.environ['LEAKED'] = '1'",
        "import os\nprint('LEAKED' in os.environ)",
    ),
    "folder": ("import os\nos.chdir('/')", "import os\nprint(os.getcwd() == '/')"),
    "locale": (
        "import locale\n_ = locale.setlocale(locale.LC_ALL, 'C')",
        "import locale\nprint(locale.setlocale(locale.LC_ALL) == 'C')",
    ),
    "signal handlers": (
        "import signal\nsignal.signal(signal.SIGUSR1, signal.SIG_IGN)",
        "import signal\nprint(signal.getsignal(signal.SIGUSR1) == signal.SIG_IGN)",
    ),
    "builtins": (
        "import builtins\nbuiltins.leaked = 1",
        "import builtins\nprint(hasattr(builtins, 'leaked'))",
    ),
    "history": ("leaked = 1", "print('leaked = ' + '1' in In)"),
}


@pytest.mark.parametrize("what", LEAKS)
def test_nothing_leaks(run: Run, what: str) -> None:
    change, look = LEAKS[what]
    assert printed(run("", change, look)) == "True\n", "what was changed is not seen"
    assert printed(run("", look)) == "False\n"


def test_two_kernels_draw_different_numbers(run: Run) -> None:
    draw = (
        "import random, numpy as np, uuid\nprint(random.random(), np.random.rand(), uuid.uuid4())"
    )
    one, other = printed(run("", draw)).split(), printed(run("", draw)).split()
    assert len(one) == 3
    assert not set(one) & set(other)


def test_two_kernels_draw_the_same_when_seeded(run: Run) -> None:
    draw = "import random, numpy as np\nrandom.seed(1)\nnp.random.seed(1)\n"
    draw += "print(random.random(), np.random.rand())"
    assert printed(run("", draw)) == printed(run("", draw)) != ""


def test_no_descriptor_is_inherited(run: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    with secret.open() as file:
        os.set_inheritable(file.fileno(), True)
        look = (
            "import os\nfor n in sorted(os.listdir('/proc/self/fd'), key=int):\n"
            "    try: print(os.readlink(f'/proc/self/fd/{n}'))\n    except OSError: pass"
        )
        first, second = printed(run("", look)), printed(run("", f"f = open('{secret}')", look))
    kinds = [line.split(":")[0] for line in first.splitlines() if "/proc/" not in line]
    assert str(secret) not in first
    assert str(secret) in second
    # The connection, the pair for forked processes and that of the event loop.
    assert kinds.count("socket") <= 5
    assert not [line for line in first.splitlines() if line.endswith((".ttf", ".csv", ".json"))]


def test_the_process_is_the_notebooks_own(run: Run, tmp_path: Path) -> None:
    look = "import os\nprint(os.getcwd(), os.getsid(0) == os.getpid() == os.getpgrp())"
    assert printed(run("", look)) == f"{tmp_path} True\n"
