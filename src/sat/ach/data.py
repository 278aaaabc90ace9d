"""An analysis as plain data for other programs, in the form of the published schema."""

from dataclasses import asdict
from typing import Any

from sat.ach.analysis import AchResult
from sat.ach.attack import Attack
from sat.ach.attack_tables import RULE
from sat.display import Data


def as_data(result: AchResult, attacked: Attack | None = None) -> Data:
    """The result under the keys of `ach.schema.json`; numbers are rounded to 9 decimals.

    Where it was attacked, ``unseat`` and ``posterior`` too.
    """
    items = result.items
    more = _attack(attacked) if attacked else {}
    return Data(
        "ach",
        more
        | {
            "analysts": list(result.matrix.analysts),
            "scores": {
                rule: {name: _number(value) for name, value in column.items()}
                for rule, column in result.scores.items()
            },
            "ranking": result.ranking,
            "contested": list(result.contested),
            "unranked": list(result.unranked),
            "diagnosticity": {
                name: _number(value) for name, value in items["diagnosticity"].items()
            },
            "non_diagnostic": list(items.index[items["alike"]]),
            "coverage": {name: _number(value) for name, value in result.coverage["anyone"].items()},
            "coverage_by_analyst": {
                analyst: {name: _number(value) for name, value in result.coverage[analyst].items()}
                for analyst in result.matrix.analysts
            },
            "leave_one_out": [
                {
                    "dropped": drop.dropped,
                    "kind": drop.kind,
                    "rule": drop.rule,
                    "leaders": list(drop.leaders),
                    "margin": _number(drop.margin),
                }
                for drop in result.left_out
            ],
        },
    )


def _number(value: Any) -> float | None:
    """A JSON number; what does not exist is null, since JSON has no NaN."""
    number = float(value)
    return None if number != number else round(number, 9)


def _attack(found: Attack) -> dict[str, Any]:
    """The fewest changes that bring each rival level by one rule, and what the ratings imply."""
    return {
        "unseat": {
            row.rival: [asdict(change) for change in row.changes] for row in found.unseatings[RULE]
        },
        "posterior": {
            str(name): {key: _number(value) for key, value in row.items()}
            for name, row in found.view.table[["prior", "central", "low", "high"]].iterrows()
        },
    }
