"""The room's door: what it offers, and that it does not load what nobody asked for."""

import subprocess
import sys

import pytest

import sat.events
from sat.events import frame


def test_every_name_that_is_offered_is_there() -> None:
    for name in sat.events.__all__:
        assert getattr(sat.events, name).__doc__
    assert sat.events.combine is frame.combine


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match=r"module 'sat\.events' has no attribute 'nothing'"):
        sat.events.nothing  # noqa: B018


def test_the_door_alone_loads_no_large_library() -> None:
    code = "import sys, sat.events; print({'pandas', 'duckdb', 'requests'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
