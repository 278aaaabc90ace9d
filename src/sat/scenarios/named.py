"""The named scenarios of a case as a finished report tells of them."""

from dataclasses import dataclass

from sat.case import Case
from sat.scenarios.drift import Drift, drift
from sat.scenarios.field import field
from sat.scenarios.fillings import impacts_of
from sat.scenarios.held import Held, held


@dataclass(frozen=True)
class Named:
    """Named scenarios: ``held`` against field and balances, and what their indicators say.

    ``drift`` is empty without indicators.
    """

    held: tuple[Held, ...]
    drift: tuple[Drift, ...]


def named(case: Case) -> Named | None:
    """What ``sat.scenarios.analyse`` says of named scenarios, without the searches of the rest.

    ``None`` where the case has none, or fewer than two drivers with two states each.
    """
    sizes = [sum(row.driver_id == name.driver_id for row in case.states) for name in case.drivers]
    if not case.scenarios or len(sizes) < 2 or min(sizes) < 2:
        return None
    impacts = impacts_of(case) if case.impacts else None
    return Named(held(case, field(case), impacts), drift(case) if case.indicators else ())
