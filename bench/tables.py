"""Results as Markdown, for a terminal and for docs/performance.md."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

from aims import aims
from earlier import BUILD
from results import Results, Row, slope

MEANT = "Whole processes, 10 questions a paper; medians."


def report(results: Results) -> str:
    """Return everything that was found."""
    texts = (figures(results), further_figures(results), goals(results))
    parts = [setting(results), *(text for several in texts for text in several)]
    return "\n\n".join(part for part in parts if part)


def figures(results: Results) -> Iterator[str]:
    """Yield how the programs compare, one table or sentence after the other."""
    yield "\n".join(growth(results))
    if any(row.extrapolated for row in results.rows):
        yield (
            "\\* Not measured, since it would have taken too long, or more than half of the"
            " memory: extrapolated from the two largest numbers of papers that were."
        )
    yield skipped(results)


def further_figures(results: Results) -> Iterator[str]:
    """Yield what a further paper takes, and every run in detail."""
    yield "\n".join(further(results))
    yield floor_line(results)
    yield help_line(results)
    yield moments_line(results)
    for papers in results.papers:
        yield "\n".join(whole_runs(results, papers))


def goals(results: Results) -> Iterator[str]:
    """Yield what was aimed at, and what was reached."""
    yield "\n".join(aims(results))


def setting(results: Results) -> str:
    """Say what was measured, on what, and when; at most 80 columns."""
    known = ", ".join(f"{name} {text}" for name, text in results.versions.items() if text)
    lines = (results.command, f"{results.date}; {results.machine}", known, MEANT)
    return "\n".join(line for text in lines for line in wrap(text, 80))


# The tables


def whole_runs(results: Results, papers: int) -> Iterator[str]:
    """Yield how every program printed so many papers, the fastest of them first."""
    ours = results.row("quizgen", papers)
    if ours is None:
        return
    head = "1 paper" if papers == 1 else f"{papers:,} papers"
    times = "times quizgen's"
    yield _line(head, "s", times, "CPU s", times, "MB", "files MB", "runs")
    yield "| :--- |" + " ---: |" * 7
    rows = [row for name in results.programs if (row := results.row(name, papers))]
    for row in sorted(rows, key=lambda row: row.wall):
        yield _line(
            row.program,
            _digits(row.wall),
            f"{row.wall / ours.wall:.2f}",
            _digits(row.cpu),
            f"{row.cpu / ours.cpu:.2f}",
            f"{row.memory / 1e6:.0f}",
            f"{row.size / 1e6:.2f}",
            str(row.runs or "extrapolated"),
        )


def growth(results: Results) -> Iterator[str]:
    """Yield the seconds of every program at every number of papers."""
    yield _line("seconds for so many papers", *(f"{papers:,}" for papers in results.papers))
    yield "| :--- |" + " ---: |" * len(results.papers)
    for program in results.programs:
        rows = [results.row(program, papers) for papers in results.papers]
        yield _line(program, *(_marked(row) for row in rows))


def further(results: Results) -> Iterator[str]:
    """Yield what a further paper takes of the processor, from one number to the next."""
    steps = list(pairwise(results.papers))
    if not steps:
        return
    spans = (f"{few:,} to {many:,}, CPU ms" for few, many in steps)
    yield _line("a further paper", *spans, "bytes")
    yield "| :--- |" + " ---: |" * (len(steps) + 1)
    for program in results.programs:
        yield _line(program, *_slopes(results, program, steps))


def _slopes(results: Results, program: str, steps: Sequence[tuple[int, int]]) -> Iterator[str]:
    size = "–"
    for few, many in steps:
        first, last = results.row(program, few), results.row(program, many)
        if first and last and first.runs and last.runs:
            step = slope(first, last)
            size = f"{step.size:.0f}"
            yield f"{step.cpu * 1e3:.2f}"
        else:
            yield "–"
    yield size


def _marked(row: Row | None) -> str:
    return "–" if row is None else f"{_digits(row.wall)}{'*' if row.extrapolated else ''}"


def _digits(seconds: float) -> str:
    return f"{seconds:,.0f}" if seconds >= 100 else f"{seconds:.2f}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


# The sentences


def floor_line(results: Results) -> str:
    """Say what the bytes of a further paper cost alone."""
    if not (floor := results.floor):
        return ""
    return (
        f"The floor: of a further paper {floor.plain:.0f} bytes are compressed, and"
        f" {floor.packed:.0f} written. With libdeflate at level {floor.level} that alone takes"
        f" {floor.compress * 1e3:.2f} ms of the processor, and {floor.write * 1e3:.3f} ms."
    )


def help_line(results: Results) -> str:
    """Say what the help takes."""
    if not (shown := results.help):
        return ""
    does = "loads" if shown.weasyprint else "does not load"
    return (
        f"quizgen --help: {shown.wall:.3f} s, CPU {shown.cpu:.3f} s; of {shown.modules} modules"
        f" it {does} weasyprint."
    )


def moments_line(results: Results) -> str:
    """Say how long a teacher waits."""
    if not (found := results.moments):
        return ""
    waits = (
        f"A bank of sixty questions again: {found.unedited:.2f} s, and after an edit",
        f"{found.edited:.2f} s; importing WeasyPrint alone takes {found.importing:.2f} s. In a",
        f"process that stays, an edit is drawn after {found.staying:.2f} s. Checking a",
        f"thousand questions takes {found.checked:.2f} s.",
    )
    if found.checked_earlier:
        waits += (f"With {BUILD} it takes {found.checked_earlier:.2f} s.",)
    return " ".join(waits)


def skipped(results: Results) -> str:
    """Say which programs were left out, and why."""
    return "\n".join(
        f"Skipped: {name}: {why.partition(chr(10))[0]}."
        for name, why in results.skipped.items()
    )
