"""What the figures show, in words made from the same result, for who cannot see them."""

from sat.scenarios.analysis import ScenarioResult
from sat.scenarios.findings import field_sentence, held_sentence, matrix_sentence
from sat.scenarios.look import Names
from sat.text import counted, joined

FIGURES = ("drivers", "structure", "quadrants", "consistency", "fan", "tableau")


def alt(result: ScenarioResult, figure: str) -> str:
    """The text for one of ``FIGURES``; ``ValueError`` otherwise."""
    if figure == "drivers":
        return _drivers(result)
    if figure == "structure":
        return _structure(result)
    if figure == "quadrants":
        return matrix_sentence(result)
    if figure == "consistency":
        return field_sentence(result)
    if figure == "fan":
        return _fan(result)
    if figure == "tableau":
        return held_sentence(result) or "Scenarios by the states that they hold."
    raise ValueError(f"figure is {figure!r}; write {joined(list(FIGURES), 'or')}")


def _drivers(result: ScenarioResult) -> str:
    names = Names(result.case)
    parts = [
        f"{names.named(row.driver.driver_id)} {row.driver.importance} and {row.driver.uncertainty}"
        for row in result.placed
    ]
    return f"Importance and uncertainty from 1 to 5: {'; '.join(parts)}."


def _structure(result: ScenarioResult) -> str:
    parts = []
    for part in ("input", "relay", "output", "autonomous"):
        pairs = zip(result.direct.names, result.direct.parts, strict=True)
        held = [name for name, own in pairs if own == part]
        parts.append(f"{part}: {', '.join(held) or 'none'}")
    return f"Drivers by direct influence and dependence: {'; '.join(parts)}."


def _fan(result: ScenarioResult) -> str:
    found = result.cone
    if found is None:
        return "No scenario is named."
    every = [*found.variants, *([found.wild] if found.wild else [])]
    parts = [
        f"{row.scenario.scenario_id} changes {counted(len(row.changed), 'driver')}" for row in every
    ]
    wild = f"; wild card {found.wild.scenario.scenario_id}" if found.wild else ""
    return f"From {found.baseline.scenario_id}: {joined(parts) or 'no variant'}{wild}."
