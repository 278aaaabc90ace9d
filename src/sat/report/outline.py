"""What has to be known of a case to plan its reports, remembered from run to run.

Loading a case takes a tenth of a second. A night's batch over hundreds of cases asks only whether
anything has changed, and that the hash of the files says.
"""

import json
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from sat.case import Case, load_case
from sat.case.cut import earlier
from sat.report.stamp import code_hash
from sat.whole import write_file


@dataclass(frozen=True)
class Outline:
    """A case at a cut: its name, the day, days of judgment up to then, tables that have rows."""

    case_id: str
    as_of: str
    days: tuple[str, ...]
    tables: tuple[str, ...]


class Outlines:
    """Outlines of cases; those found earlier are remembered in ``memory``, a folder of its own.

    What cannot be read or written there is found anew.
    """

    def __init__(self, memory: Path) -> None:
        self.memory = memory
        self._new: dict[str, str] = {}

    def of(self, folder: Path, case_hash: str, cuts: Iterable[str]) -> dict[str, Outline]:
        """The case in ``folder`` at each cut: ``YYYY-MM-DD``, or blank for its own.

        Raises
        ------
        CaseError
            If the case breaks its rules.
        ValueError
            If a cut is no day.

        """
        key = f"{case_hash} {code_hash()}"
        known = _remembered(self._text(folder.name), key)
        missing = [cut for cut in cuts if cut not in known]
        if missing:
            known |= outlines(folder, missing)
            content = {"key": key, "cuts": {cut: asdict(row) for cut, row in known.items()}}
            self._new[folder.name] = json.dumps(content)
        return {cut: known[cut] for cut in cuts}

    def _text(self, name: str) -> str:
        with suppress(OSError, ValueError):
            return self._new.get(name) or (self.memory / f"{name}.json").read_text("utf-8")
        return ""

    def save(self) -> None:
        """Remember what was found."""
        for name, text in self._new.items():
            with suppress(OSError):
                write_file(self.memory / f"{name}.json", text)
        self._new.clear()


def outlines(folder: Path, cuts: Collection[str]) -> dict[str, Outline]:
    """The case at each cut. It is loaded once and cut anew for each day; raises as ``of``."""
    days = {cut: date.fromisoformat(cut) for cut in cuts if cut}
    found = {"": _outline(load_case(folder))} if "" in cuts else {}
    if days:
        newest = load_case(folder, max(days.values()))
        found |= {cut: _outline(earlier(newest, day)) for cut, day in days.items()}
    return found


def _outline(case: Case) -> Outline:
    days = tuple(str(day) for day in case.judgment_days)
    tables = tuple(name for name, rows in case.tables() if rows)
    return Outline(case.case_id, str(case.as_of), days, tables)


def _remembered(text: str, key: str) -> dict[str, Outline]:
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        content = json.loads(text)
        if content["key"] == key:
            return {
                cut: Outline(row["case_id"], row["as_of"], tuple(row["days"]), tuple(row["tables"]))
                for cut, row in content["cuts"].items()
            }
    return {}
