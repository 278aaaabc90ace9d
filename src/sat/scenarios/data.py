"""What scenario work finds as plain data for other programs, by the published schema."""

from dataclasses import asdict
from typing import Any

from sat.display import Data, plain
from sat.scenarios.analysis import Balances, ScenarioResult
from sat.scenarios.chances import Chances, Given
from sat.scenarios.drivers import Micmac
from sat.scenarios.generation import Generation
from sat.scenarios.matrix import Cone, Matrix


def as_data(result: ScenarioResult) -> Data:
    """The result under the keys of `scenarios.schema.json`; shares rounded to 9 decimals."""
    content = {
        "drivers": [
            {
                "driver_id": row.driver.driver_id,
                "importance": row.driver.importance,
                "uncertainty": row.driver.uncertainty,
                "part": row.part,
            }
            for row in result.placed
        ],
        "structure": {"direct": _micmac(result.direct), "indirect": _micmac(result.indirect)},
        "matrix": _matrix(result.matrix, result),
        "generation": _generation(result.generation),
        "crunching": _generation(result.crunched),
        "cone": _cone(result.cone),
        "field": _field(result),
        "balances": _balances(result.balances),
        "named": [
            {
                "scenario_id": row.scenario.scenario_id,
                "open": list(row.open),
                "excluded": [list(states) for states in row.excluded],
                "doubtful": [[pair.state_a, pair.state_b] for pair in row.doubtful],
                "unassessed": row.unassessed,
                "inconsistency": row.slack,
                "filling": list(row.filling),
                "beaten": [asdict(lost) for lost in row.beaten],
            }
            for row in result.held
        ],
        "what_if": _what_if(result),
        "watch": [
            {key: value for key, value in asdict(row).items() if key != "title"}
            for row in result.drift
        ],
        "probabilities": [_chances(row) for row in result.chances],
    }
    return Data("scenarios", plain(content))


def _micmac(found: Micmac) -> dict[str, Any]:
    rows = zip(found.names, found.influence, found.dependence, found.parts, strict=True)
    return {
        "power": found.power,
        "drivers": {
            name: {"influence": influence, "dependence": dependence, "part": part}
            for name, influence, dependence, part in rows
        },
        "ranking": list(found.ranking),
    }


def _matrix(found: Matrix, result: ScenarioResult) -> dict[str, Any]:
    left = {row.quadrant.ends: row for row in result.fillings}
    quadrants = []
    for quadrant in found.quadrants:
        row = left.get(quadrant.ends)
        quadrants.append(
            {
                "states": [list(states) for states in quadrant.states],
                "scenarios": [scenario.scenario_id for scenario in quadrant.scenarios],
                "hypotheses": list(quadrant.hypotheses),
                "fillings": len(row.states) if row else None,
                "complete": row.complete if row else False,
            }
        )
    return {
        "axes": [axis.driver.driver_id for axis in found.axes],
        "quadrants": quadrants,
        "unplaced": [row.scenario_id for row in found.unplaced],
    }


def _generation(found: Generation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "hypothesis": found.hypothesis or None,
        "axes": [
            {
                "driver_id": axis.driver.driver_id,
                "ends": [[state.state_id for state in end] for end in axis.ends],
                "assumptions": list(found.reasons[place]) if found.reasons else [],
            }
            for place, axis in enumerate(found.axes)
        ],
        "counts": found.counts,
        "quadrants": [
            {
                "matrix": row.matrix,
                "states": [list(states) for states in row.quadrant.states],
                "scenarios": [scenario.scenario_id for scenario in row.quadrant.scenarios],
                "fillings": row.fillings,
                "verdict": row.verdict,
            }
            for row in found.rows
        ],
    }


def _cone(found: Cone | None) -> dict[str, Any] | None:
    if found is None:
        return None
    every = [*found.variants, *([found.wild] if found.wild else [])]
    return {
        "baseline": found.baseline.scenario_id,
        "wild_card": found.wild.scenario.scenario_id if found.wild else None,
        "variants": [
            {
                "scenario_id": row.scenario.scenario_id,
                "changed": [
                    {"driver_id": driver, "before": before, "after": after}
                    for driver, before, after in row.changed
                ],
                "silent": list(row.silent),
            }
            for row in every
        ],
    }


def _field(result: ScenarioResult) -> dict[str, Any]:
    found = result.field
    pairs = [
        (state, number)
        for states, numbers in zip(found.states, found.support, strict=True)
        for state, number in zip(states, numbers, strict=True)
    ]
    return {
        "count": found.counts.possible,
        "space": found.box.space,
        "undoubted": found.counts.undoubted,
        "assessed": found.counts.assessed,
        "firm": found.counts.firm,
        "pairs": found.pairs,
        "pairs_assessed": found.assessed,
        "configurations": result.listed,
        "support": dict(pairs),
        "removed": [{"states": row.states, "kind": row.kind, "back": row.back}
                    for row in found.removed],
    }  # fmt: skip


def _balances(found: Balances | None) -> dict[str, Any] | None:
    if found is None:
        return None
    survived = found.survival
    return {
        "count": found.number,
        "complete": found.solved.complete,
        "consistent": [found.named(row) for row in found.solved.scenarios],
        "survival": [held / survived.draws for held in survived.held] if survived else [],
        "near": [{"inconsistency": slack, "count": number} for slack, number in found.near],
        "cells": found.cells,
        "cells_judged": found.judged,
        "most_different": [
            {
                "states": found.named(row.scenario),
                "smallest_lead": row.lead,
                "weakest": [found.impacts.descriptors[place] for place in row.weakest],
                "total_impact": row.total,
            }
            for row in found.shown
        ],
        "basins": {
            "exact": found.basins.exact,
            "starts": found.basins.starts,
            "attractors": [
                {
                    "scenarios": [found.named(row) for row in end.cycle],
                    "starts": end.basin,
                    "share": end.share,
                    "low": end.low,
                    "high": end.high,
                }
                for end in found.basins.attractors
            ],
        },
    }


def _what_if(result: ScenarioResult) -> dict[str, Any]:
    found = result.what_if
    return {
        "fixed": list(found.states),
        "configurations": found.configurations,
        "of_itself": found.of_itself,
        "forced": [list(row) for row in found.forced] if found.states else None,
        "complete": found.complete,
    }


def _chances(row: Chances) -> dict[str, Any]:
    return {
        "question_id": row.question_id,
        "analyst": row.analyst,
        "outcomes": list(row.outcomes),
        "other": row.other or None,
        "now": _given(row.now),
        "before": _given(row.before) if row.before else None,
    }


def _given(row: Given) -> dict[str, Any]:
    return {
        "made_on": str(row.made_on),
        "raw": row.raw,
        "missing": list(row.missing),
        "reconstructed": list(row.reconstructed),
        "incoherence": row.incoherence,
        "normalised": row.normalised,
        "coherent": row.coherent,
    }
