"""What the ratings imply for the hypotheses' odds: Bayes' rule under a stated mapping.

A rating says how well an item would fit if a hypothesis were true, so it is read as the item's
likelihood under it. The scale is ordinal, and the numbers are a mapping's that may be replaced.
The result is a *model of the ratings*, not a judgment. For item e, hypothesis h, analysts' marks m
and likelihoods L:

    c(e,h) = mean of ln L(m(e,h)) over the analysts - mean of that over the marked hypotheses
    ln P(h) = ln prior(h) + Σ over groups g of mean over items e in g of k(e)·c(e,h) + constant

A cell without a mark (blank or NA) has c = 0: a likelihood ratio of 1 against the item's geometric
mean. So nothing is won by silence, and an item with fewer than two marks says nothing.

Copies count once: items of one dependence group, or that rest on one origin alone, are a group. The
grade's weight k discounts and never sharpens: it is cut at 1, as 2 would tell an item twice.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import numpy.typing as npt
import pandas as pd

from sat.ach.grades import Grade, grade
from sat.ach.matrix import Matrix, build_matrix
from sat.case import Case
from sat.case.tables import Evidence
from sat.scales import HIGH, LOW, MEDIUM, RATING
from sat.text import counted, one_line

Array = npt.NDArray[np.float64]
Mapping3 = Mapping[str, tuple[float, float, float]]

CODES = tuple(level.code for level in RATING.levels if level.points is not None)

# Probability of the item if the hypothesis is true: low end, central value, high end. The numbers
# are this workbook's own, and those by which indicators are weighed: CC as "highly likely", and so
# on. Only their ratios within an item count.
LIKELIHOODS: Mapping3 = {
    "CC": (0.80, 0.90, 0.95),
    "C": (0.60, 0.70, 0.80),
    "N": (0.40, 0.50, 0.60),
    "I": (0.20, 0.30, 0.40),
    "II": (0.05, 0.10, 0.20),
}
LABEL = "a model of the ratings under a stated mapping, not a judgment: nobody elicited it"
FULL = 1.0  # the most that an item counts, whatever its grade
ROUNDS = 2  # steps towards the worst and best grades for a hypothesis
TIE = 1e-9  # probabilities closer than this are called equal


@dataclass(frozen=True)
class Model:
    """A case's ratings, ready to be weighed by any mapping.

    ``lean`` is variants × items × hypotheses × codes: how much of each code's log-likelihood a
    cell carries, its item's mean taken off. Variant 0 is all analysts together; the others are
    each analyst's own, with the others' marks where one left a blank. ``share`` is variants ×
    items: an item's part in its group, 0 where it says nothing. ``groups`` numbers each item's
    group, and ``labels`` gives the groups' kind (group, origin, item) and name.
    """

    matrix: Matrix
    grades: tuple[Grade, ...]
    prior: Array
    elicited: bool
    lean: Array
    share: Array
    groups: npt.NDArray[np.intp]
    labels: tuple[tuple[str, str], ...]

    def weights(self, unknown: float = MEDIUM) -> Array:
        """What each item's log-likelihood is multiplied by, 0.5 to 1; ``unknown`` as in a grade."""
        return np.minimum([item.weight(unknown) for item in self.grades], FULL)


@dataclass(frozen=True)
class Without:
    """Probabilities and leaders when one ``kind`` of thing (group, origin, item) is left out."""

    kind: str
    dropped: str
    probability: dict[str, float]
    leaders: tuple[str, ...]


@dataclass(frozen=True)
class View:
    """What the ratings imply for the hypotheses; ``label`` must stand wherever it is shown.

    Attributes
    ----------
    table
        Hypotheses × ``prior``, ``central`` (all analysts, central mapping, unknown grades at
        medium), ``low`` and ``high`` (the ends over ``variants`` ways to read the same ratings).
        Probabilities, 0 to 1; prior and central each add up to 1.
    elicited
        Does the case give the priors? If not, all hypotheses start alike, an assumption too.
    contributions
        Items × hypotheses, in natural log-odds: one column less another is what the item adds to
        the log-odds of the one hypothesis over the other. They add up exactly.
    without
        Each group or lone item left out, in file order.
    said
        What a reader must be told beside the numbers, a sentence each.

    """

    analyst: str
    mapping: Mapping3
    elicited: bool
    variants: int
    table: pd.DataFrame
    contributions: pd.DataFrame
    without: tuple[Without, ...]
    said: tuple[str, ...]
    label: str = LABEL

    @property
    def leaders(self) -> tuple[str, ...]:
        """The most probable hypotheses by the central reading, several if they tie."""
        return _leaders(list(self.table.index), self.table["central"].to_numpy())

    def log_odds(self, item: str, hypothesis: str, rival: str) -> float:
        """What an item adds to the log-odds (base e) of a hypothesis over a rival."""
        columns = self.contributions
        return float(columns[hypothesis][item] - columns[rival][item])

    def sentence(self, hypothesis: str) -> str:
        """Percentage and natural frequency, each with its ends."""
        ends = ("central", "low", "high")
        middle, low, high = (in_hundred(float(self.table[key][hypothesis])) for key in ends)
        return (
            f"{one_line(hypothesis)} {middle}% ({low}% to {high}%): "
            f"of 100 cases like this {'' if ' ' in middle else 'about '}{middle} ({low} to {high})"
        )


def bayes(case: Case, analyst: str = "", mapping: Mapping3 = LIKELIHOODS) -> View:
    """The hypotheses' probabilities as the ratings of one analyst, or of all (blank), imply them.

    ``mapping`` has for each of CC, C, N, I, II the likelihood as low end, central value, high end.
    The case's priors are used if all are given. The ends are the least and greatest over every
    choice of one of the three values a code, all analysts together and each alone, and unknown
    grades all low, medium or high and, for each hypothesis, each at the end that speaks for it or
    each at the one that speaks against it. Of two hypotheses these are the ends of all
    combinations of grades; of more they may be some hundredths too near.

    Raises ``ValueError`` if there are no ratings at the cut, none by this analyst, or the mapping
    is not in order.
    """
    check(mapping)
    model = build_model(case, "" if analyst == "pooled" else analyst)
    logs = np.array(list(_mappings(mapping)))
    parts = contributions(model, logs[0])
    middle = posterior(model.prior, parts.sum(axis=0))
    low, high, variants = _ends(model, logs, middle)
    names = model.matrix.names
    columns = {"prior": model.prior, "central": middle, "low": low, "high": high}
    table = pd.DataFrame(columns, index=names)
    items = pd.DataFrame(parts, index=model.matrix.items, columns=names)
    without, said = tuple(_without(model, parts)), tuple(_said(model))
    return View(analyst, mapping, model.elicited, variants, table, items, without, said)


def posterior(prior: Array, logs: Array) -> Array:
    """Prior × likelihoods, made to add up to 1; the last axis is the hypotheses.

    >>> posterior(np.array([0.15, 0.85]), np.log([0.8, 0.2])).round(3).tolist()  # Heuer, ch. 12
    [0.414, 0.586]
    """
    with np.errstate(divide="ignore"):  # a prior of 0 stays 0, whatever is found
        sums = np.log(prior) + logs
    raised = np.exp(sums - sums.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def disagreements(
    view: View, ranking: Mapping[str, Sequence[Sequence[str]]]
) -> dict[str, tuple[str, ...]]:
    """The rules of ``AchResult.ranking`` with other leaders than ``view.leaders``, and who leads.

    A rule that ranks nobody has no say. Least refuted and most probable answer two questions, so
    neither corrects the other; a reader should know where they part.
    """
    return {
        rule: tuple(places[0])
        for rule, places in ranking.items()
        if places and set(places[0]) != set(view.leaders)
    }


def in_hundred(probability: float) -> str:
    """A probability as a count of 100 cases; only what is certain is 0 or 100.

    >>> [in_hundred(p) for p in (0, 0.002, 0.37, 0.999, 1)]
    ['0', 'under 1', '37', 'over 99', '100']
    """
    number = int(100 * probability + 0.5)
    if number == 0 and probability > 0:
        return "under 1"
    if number == 100 and probability < 1:
        return "over 99"
    return str(number)


def check(mapping: Mapping3) -> None:
    """Raise ``ValueError`` unless each code has ordered likelihoods between 0 and 1, both left out.

    Low ≤ central ≤ high, and none is smaller than that of a code which fits worse.
    """
    for code in mapping:
        if code not in CODES:
            raise ValueError(f"likelihood of {one_line(code)}: only {', '.join(CODES)} have one")
    for code in CODES:
        values = mapping.get(code, ())
        if len(values) != 3 or not all(0 < value < 1 for value in values):
            raise ValueError(f"likelihood of {code}: give three values between 0 and 1")
        if not values[0] <= values[1] <= values[2]:
            raise ValueError(f"likelihood of {code}: {values} are not low ≤ central ≤ high")
    for better, worse in pairwise(CODES):
        if any(one < other for one, other in zip(mapping[better], mapping[worse], strict=True)):
            raise ValueError(f"likelihood of {better} is below that of {worse}, which fits worse")


def build_model(case: Case, analyst: str = "") -> Model:
    """The ratings of one analyst, or of all where ``analyst`` is blank, ready to be weighed.

    Raises ``ValueError`` as ``build_matrix`` does.
    """
    matrix = build_matrix(case, analyst)
    given = [row.prior for row in matrix.hypotheses if row.prior is not None]
    elicited = len(given) == len(matrix.hypotheses)
    even = np.full(len(matrix.hypotheses), 1 / len(matrix.hypotheses))
    reliability = {source.source_id: source.reliability for source in case.sources}
    groups, labels = _groups(case, matrix.evidence)
    lean, speaks = _lean(matrix.codes)
    number = np.array([np.bincount(groups, row, len(labels)) for row in speaks])[:, groups]
    grades = tuple(grade(item, reliability) for item in matrix.evidence)
    prior = np.array(given) / sum(given) if elicited else even
    share = np.divide(speaks, number, out=np.zeros(speaks.shape), where=speaks)
    return Model(matrix, grades, prior, elicited, lean, share, groups, labels)


def contributions(model: Model, logs: Array) -> Array:
    """Items × hypotheses: log-likelihoods of all analysts together, discounted and shared out.

    ``logs`` has one log-likelihood for each of ``CODES``.
    """
    return np.asarray((model.weights() * model.share[0])[:, None] * (model.lean[0] @ logs))


def _lean(codes: npt.NDArray[np.str_]) -> tuple[Array, npt.NDArray[np.bool_]]:
    """``Model.lean``, and for each variant which items have marks to compare."""
    given = (codes[..., None] == np.array(CODES)).astype(float)
    votes = given.sum(axis=0)
    pooled = votes / np.maximum(votes.sum(axis=-1, keepdims=True), 1)
    own = np.where((codes == "")[..., None], pooled, given)  # an NA is a rating: it stays a gap
    cells = np.concatenate([pooled[None], own]) if len(codes) > 1 else pooled[None]
    marked = cells.sum(axis=-1, keepdims=True) > 0
    number = marked.sum(axis=2, keepdims=True)
    mean = cells.sum(axis=2, keepdims=True) / np.maximum(number, 1)
    return np.where(marked & (number > 1), cells - mean, 0.0), number[:, :, 0, 0] > 1


def _groups(
    case: Case, evidence: Sequence[Evidence]
) -> tuple[npt.NDArray[np.intp], tuple[tuple[str, str], ...]]:
    """Each item's group as a number, and the groups' kinds and names, in file order."""
    origin = {source.source_id: source.origin_id for source in case.sources}
    homes: dict[str, set[str]] = {}  # origin → the groups of items that rest on it alone
    both = []
    for item in evidence:
        origins = {origin.get(source, "") for source in item.source_ids}
        both.append((item, origins.pop() if len(origins) == 1 else ""))
        homes.setdefault(both[-1][1], set()).update(filter(None, [item.dependence_group]))
    found = []
    for item, only in both:
        lone = ("origin", only) if only else ("item", item.evidence_id)
        home = homes[only] if only and len(homes[only]) == 1 else ("",)
        group = item.dependence_group or next(iter(home))
        found.append(("group", group) if group else lone)
    labels = tuple(dict.fromkeys(found))
    places = {label: number for number, label in enumerate(labels)}
    return np.array([places[label] for label in found], dtype=np.intp), labels


def _mappings(mapping: Mapping3) -> Iterator[list[float]]:
    """Log-likelihoods for every choice of one of the three values a code, the central one first."""
    values = [(mapping[code][1], mapping[code][0], mapping[code][2]) for code in CODES]
    for choice in product(*(dict.fromkeys(three) for three in values)):
        yield np.log(choice).tolist()


def _ends(model: Model, logs: Array, middle: Array) -> tuple[Array, Array, int]:
    """Least and greatest probabilities over all readings of the ratings, and how many there are."""
    low, high, variants = middle, middle, 0
    for lean, share in zip(model.lean, model.share, strict=True):
        weights = _weights(model, share[:, None] * (lean @ logs[0])) * share
        sums = (weights @ lean.reshape(len(lean), -1)).reshape(len(weights), len(middle), -1)
        found = posterior(model.prior, (sums @ logs.T).swapaxes(1, 2)).reshape(-1, len(middle))
        low, high = np.minimum(low, found.min(axis=0)), np.maximum(high, found.max(axis=0))
        variants += len(found)
    return low, high, variants


def _weights(model: Model, cells: Array) -> Array:
    """Readings × items: weights with the unknown grades at their ends; the cells are centred."""
    low, middle, high = model.weights(LOW), model.weights(), model.weights(HIGH)
    own, up = np.tile(cells, (1, 2)).T, np.repeat([[True], [False]], cells.shape[1], axis=0)
    ends = np.tile(middle, (len(up), 1))
    for _ in range(ROUNDS):
        # A little more weight lifts ln P(h) by the item's cell for h less its mean over all.
        lifts = own > posterior(model.prior, ends @ cells) @ cells.T
        ends = np.where(lifts == up, high, low)
    readings = np.vstack([middle[None], low[None], high[None], ends])
    return np.array(list(dict.fromkeys(map(tuple, readings.tolist()))))


def _without(model: Model, parts: Array) -> Iterator[Without]:
    sums = np.zeros((len(model.labels), parts.shape[1]))
    np.add.at(sums, model.groups, parts)
    names = model.matrix.names
    left = posterior(model.prior, parts.sum(axis=0) - sums)
    for (kind, dropped), row in zip(model.labels, left, strict=True):
        shares = dict(zip(names, row.tolist(), strict=True))
        yield Without(kind, dropped, shares, _leaders(names, row))


def _leaders(names: Sequence[str], shares: Array) -> tuple[str, ...]:
    near = (shares >= shares.max() - TIE).tolist()
    return tuple(name for name, there in zip(names, near, strict=True) if there)


def _said(model: Model) -> Iterator[str]:
    if not model.elicited:
        yield f"Not every hypothesis has a prior, so all {len(model.prior)} start alike."
    if gaps := int((~model.matrix.marked).sum()):
        cells = f"{gaps} of {counted(model.matrix.marked.size, 'cell')}"
        yield f"{cells} without a mark (blank or NA) count with a likelihood ratio of 1."
    if unknown := sum(item.unknown for item in model.grades):
        items = counted(unknown, "item")
        yield f"{items} with an unknown grade: lowest to highest weight, medium in the middle."
    items = counted(len(model.grades), "item")
    groups = counted(len(model.labels), "independent group")
    yield f"{items} count as {groups}: whatever else they share makes this too sure of itself."
