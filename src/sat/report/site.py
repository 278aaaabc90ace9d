"""The index of a folder of reports: each case with its editions, and what was judged in each.

It reads the published data files and nothing else, so that it can be made anew at any time, over
reports of other days and other machines. What it cannot read it counts and leaves out.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sat.display import CSS, escape
from sat.report.look import TEMPLATES, css_string
from sat.report.stamp import FOLDER
from sat.text import counted, one_line
from sat.whole import write_file

ORDER = ("assessment", "ach", "indicators", "scenarios")
FORMATS = {"html": "HTML", "pdf": "PDF", "docx": "Word", "json": "data"}
TITLES = {
    "assessment": "Assessment",
    "ach": "Competing hypotheses",
    "indicators": "Indicators",
    "scenarios": "Scenarios",
}
TEXTS = ("case_id", "as_of", "notebook", "question", "handling", "edition")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class Product:
    """One published report: its data file, what it is, and what the data say."""

    path: Path
    case_id: str
    as_of: str
    notebook: str
    question: str
    handling: str
    judgment: dict[str, Any] | None
    edition: str

    @property
    def variant(self) -> str:
        """The parameters that the file is named by, such as ``analyst=ana``."""
        return self.path.stem.partition(",")[2]

    @property
    def is_main(self) -> bool:
        """Is it the notebook's own result, not one of another kind beside it?"""
        return self.path.stem.partition(",")[0] == self.notebook


def write_index(output: Path) -> Path:
    """Write `index.html` over all reports under ``output``, and give its path."""
    products, unread = read(output)
    path = output / "index.html"
    write_file(path, page(products, unread, output))
    return path


def read(output: Path) -> tuple[tuple[Product, ...], int]:
    """The reports under a folder, and how many data files could not be read as one.

    What a file says is remembered by its size and time: a night's index is not read anew from
    hundreds of megabytes.
    """
    memory = output / FOLDER / "index.json"
    known, now = _remembered(memory), {}
    found, unread = [], 0
    for path in sorted(output.glob("[!.]*/*/*.json")):
        name, stat = str(path.relative_to(output)), path.stat()
        seen = [stat.st_size, stat.st_mtime_ns]
        old = known.get(name, {})
        product = _again(path, old) if old.get("seen") == seen else _product(path)
        if product is None:
            unread += 1
            continue
        now[name] = {**asdict(product), "path": "", "seen": seen}
        if path.with_name(f"{path.stem}.html").is_file():
            found.append(product)
    if now != known:
        with suppress(OSError):
            write_file(memory, json.dumps(now))
    return tuple(found), unread


def _remembered(memory: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        content = json.loads(memory.read_text(encoding="utf-8"))
        if isinstance(content, dict):
            return content
    return {}


def _again(path: Path, old: dict[str, Any]) -> Product | None:
    """What was remembered of a file, as long as it is of the shape that is written today."""
    try:
        return _checked(Product(**{**{k: v for k, v in old.items() if k != "seen"}, "path": path}))
    except TypeError:
        return _product(path)


def _product(path: Path) -> Product | None:
    """What one data file says; ``None`` where it is not a report's."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        result = data["result"]
        texts = {name: data[name] for name in ("case_id", "as_of", "notebook")}
        texts |= {name: data.get(name, "") for name in ("question", "handling")}
        judged, edition = None, ""
        if path.stem.partition(",")[0] == "assessment":
            judged = next(iter(result["judgments"]), None)
            edition = result["edition"]["text"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _checked(Product(path, **texts, judgment=judged, edition=edition))


def _checked(product: Product) -> Product | None:
    """The product, if each part of it is of its kind."""
    texts = (getattr(product, name) for name in TEXTS)
    fine = all(isinstance(text, str) for text in texts)
    return product if fine and isinstance(product.judgment, dict | None) else None


def page(products: Iterable[Product], unread: int, output: Path) -> str:
    """The index as one page that fetches nothing."""
    cases: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        cases[product.case_id].append(product)
    markings = {product.handling for rows in cases.values() for product in rows}
    marking = markings.pop() if len(markings) == 1 else ""
    parts = [_case(rows, output, bool(markings)) for _, rows in sorted(cases.items())]
    if markings:
        parts.insert(0, "<p>The cases on this page are marked differently; see each.</p>")
    if not cases:
        parts.append("<p>There is no report here yet.</p>")
    if unread:
        files = counted(unread, "data file")
        parts.append(f'<p class="note">{files} could not be read and are left out.</p>')
    return _whole("\n".join(parts), marking)


def _case(rows: list[Product], output: Path, marked: bool) -> str:
    """One case: its question, and a table of its editions, newest first."""
    newest = max(rows, key=lambda row: row.as_of)
    editions: dict[str, list[Product]] = defaultdict(list)
    for row in rows:
        editions[row.as_of].append(row)
    body = "\n".join(_edition(editions[day], output) for day in sorted(editions, reverse=True))
    marking = f"<p><strong>{escape(newest.handling)}</strong></p>" if marked else ""
    heading = escape(one_line(newest.question, 300) or newest.case_id)
    return (
        f"<h2>{heading}</h2>{marking}\n"
        f'<div class="scroll"><table class="sat"><caption>Case {escape(newest.case_id)}, newest '
        'first</caption>\n<thead><tr><th scope="col">Cut-off</th><th scope="col">Most probable as '
        'judged</th><th scope="col">Reports</th></tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _edition(rows: list[Product], output: Path) -> str:
    places = {name: number for number, name in enumerate(ORDER)}
    ordered = sorted(
        rows, key=lambda row: (places.get(row.notebook, len(ORDER)), row.notebook, row.variant)
    )
    own = [row for row in ordered if row.is_main]
    assessed = next((row for row in own if row.notebook == "assessment" and not row.variant), None)
    edition = f"<br>{escape(one_line(assessed.edition, 120))}" if assessed else ""
    links = "".join(f"<li>{_links(row, output)}</li>" for row in own)
    return (
        f'<tr><th scope="row" class="day">{escape(rows[0].as_of)}{edition}</th>'
        f'<td class="wide">{_judgment(assessed)}</td><td><ul class="links">{links}</ul></td></tr>'
    )


def _judgment(product: Product | None) -> str:
    """The most probable hypothesis with its term and number; what is missing is said."""
    if product is None:
        return "not assessed"
    first = product.judgment
    if not first:
        return "no probabilities were given"
    title = one_line(str(first.get("statement") or first.get("title") or ""), 240)
    marked = "; reconstructed" if first.get("reconstructed") else ""
    return (
        f"{escape(title)}<br><strong>{escape(one_line(str(first.get('text', '')), 120))}"
        f"</strong>{marked}"
    )


def _links(product: Product, output: Path) -> str:
    """The report's name and a link to every format that is there."""
    title = TITLES.get(product.notebook, product.notebook)
    links = [
        f'<a href="{_address(path, output)}">{label}</a>'
        for suffix, label in FORMATS.items()
        if (path := product.path.with_name(f"{product.path.stem}.{suffix}")).is_file()
    ]
    own = f" ({product.variant.replace(',', ', ')})" if product.variant else ""
    return f"{escape(one_line(title + own, 160))}: {' · '.join(links)}"


def _address(path: Path, output: Path) -> str:
    """A relative address in which nothing of a name can end the attribute or leave the folder."""
    return "/".join(quote(part, safe="") for part in path.relative_to(output).parts)


def _whole(body: str, marking: str) -> str:
    style = CSS + (TEMPLATES / "sat" / "style.css").read_text(encoding="utf-8")
    box = f'<div class="handling" role="note">{escape(marking)}</div>' if marking else ""
    foot = f'<div class="handling">{escape(marking)}</div>' if marking else ""
    text = css_string(marking)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Reports</title>\n<style>\n{style}\n"
        f"@page {{ @top-center {{ content: {text}; }} @bottom-center {{ content: {text}; }} }}\n"
        f"</style>\n</head>\n<body>\n{box}\n<header>\n<h1>Reports</h1>\n</header>\n<main>\n"
        f"{body}\n</main>\n{foot}\n</body>\n</html>\n"
    )
