"""The report of a run: targets with medians and spread, all figures, the machine; as Markdown and as JSON."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import picture
from tests.benchmarks.samples import Sample
from tests.benchmarks.targets import TARGETS, Target


@dataclass(frozen=True)
class Spread:
    """The median of some values, and the least and the greatest of them."""

    median: float
    least: float
    greatest: float

    def __str__(self) -> str:
        if self.least == self.greatest:
            return short(self.median)
        return f"{short(self.median)} ({short(self.least)} to {short(self.greatest)})"


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    return Spread(statistics.median(values), min(values), max(values))


def short(value: float) -> str:
    """A number of three digits that count, or more, with commas between thousands."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:#.3g}" if abs(value) >= 0.001 else f"{value:.3f}"


@dataclass(frozen=True)
class Outcome:
    """What came out for a target: the ratio within each round, then the median of these ratios."""

    target: Target
    found: Spread

    @property
    def is_met(self) -> bool:
        """Whether the median is good enough."""
        return self.target.is_met(self.found.median)


def outcomes(samples: Sequence[Sample], targets: Iterable[Target] = TARGETS) -> list[Outcome]:
    """Those of the targets that were measured."""
    return [Outcome(target, spread(values)) for target in targets if (values := target.values(samples))]


def write(folder: Path, samples: Sequence[Sample], about: Mapping[str, str]) -> str:
    """Write `report.md`, `report.json` and `report.svg` into a folder. Returns the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), **machine(), **about}
    found = outcomes(samples)
    text = markdown(samples, found, about)
    document = {"about": about, "samples": [asdict(sample) for sample in samples]}
    (folder / "report.json").write_text(json.dumps(document, indent=1), encoding="utf-8")
    (folder / "report.md").write_text(text, encoding="utf-8")
    (folder / "report.svg").write_text(picture.draw([_bar(each) for each in found]), encoding="utf-8")
    return text


def read(path: Path) -> list[Sample]:
    """The samples of a report that was written as JSON."""
    return [Sample(**each) for each in json.loads(path.read_text(encoding="utf-8"))["samples"]]


def markdown(samples: Sequence[Sample], found: Sequence[Outcome], about: Mapping[str, str]) -> str:
    """The report: targets, then all figures, then what was measured on what."""
    parts = []
    if found:
        parts.append(_table(["target", "wanted", "median (least to greatest)", "met"], map(_outcome_row, found)))
    parts.append(_table(["measure", "system", "unit", "median (least to greatest)", "rounds"], _figure_rows(samples)))
    parts.append("\n".join(f"- {name}: {text}" for name, text in about.items()))
    return "\n\n".join(parts) + "\n"


def _outcome_row(outcome: Outcome) -> list[str]:
    unit = outcome.target.unit
    return [
        outcome.target.title,
        outcome.target.wanted,
        f"{outcome.found} {unit}",
        "yes" if outcome.is_met else "**no**",
    ]


def _figure_rows(samples: Sequence[Sample]) -> Iterable[list[str]]:
    for measure, system, unit in dict.fromkeys((each.measure, each.system, each.unit) for each in samples):
        values = [each.value for each in samples if (each.measure, each.system) == (measure, system)]
        yield [measure, system, unit, str(spread(values)), str(len(values))]


def _bar(outcome: Outcome) -> picture.Bar:
    target, found = outcome.target, outcome.found
    ends = sorted((target.advantage(found.least), target.advantage(found.greatest)))
    figure = f"{short(found.median)}, wanted {target.wanted}"
    return picture.Bar(target.title, figure, target.advantage(found.median), *ends)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def machine() -> dict[str, str]:
    """What the figures were measured on."""
    facts = Path("/proc/cpuinfo").read_text(encoding="utf-8") if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name")]
    return {
        "machine": f"{os.cpu_count()} cores of {names[0] if names else platform.machine()}, {platform.system()}",
        "Python": platform.python_version(),
    }
