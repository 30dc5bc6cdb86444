"""What was aimed at, and whether the figures reach it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from results import Results, Slope, even, ratio, slope

EVEN = 0.15
"""Two slopes, or two amounts of memory, count as the same within this share."""


@dataclass(frozen=True)
class Reached:
    """A figure as it is shown, and whether it reaches the aim."""

    shown: str
    met: bool


@dataclass(frozen=True)
class Aim:
    """An aim in words, and the figure that tells; None where it was not measured."""

    what: str
    words: str
    figure: Callable[[Results], Reached | None]

    def line(self, results: Results) -> str:
        """Return the aim as a row of a table."""
        reached = self.figure(results)
        if reached is None:
            return f"| {self.what} | {self.words} | not measured |"
        missed = "" if reached.met else "missed: "
        return f"| {self.what} | {self.words} | {missed}{reached.shown} |"


def _faster(peer: str, papers: int, times: float, ours: str = "quizgen") -> Aim:
    """Return the aim to be so many times faster than a peer."""

    def figure(results: Results) -> Reached | None:
        found = ratio(results.row(peer, papers), results.row(ours, papers))
        shown = f"{found or 0:.2f} times{_guess(results, peer, papers)}"
        return found and Reached(shown, found >= times)

    words = f"no slower than {peer}" if times == 1 else f"{times:g} times faster than {peer}"
    return Aim(_first_or_again(papers, ours), words, figure)


def _at_most(times: float, peer: str, papers: int) -> Aim:
    """Return the aim to take at most so many times as long as a peer."""

    def figure(results: Results) -> Reached | None:
        found = ratio(results.row("quizgen", papers), results.row(peer, papers))
        return found and Reached(f"{found:.2f} times as long", found <= times)

    words = f"at most {times:g} times as long as {peer}"
    return Aim(_first_or_again(papers, "quizgen"), words, figure)


def _guess(results: Results, program: str, papers: int) -> str:
    row = results.row(program, papers)
    return " (extrapolated)" if row and row.extrapolated else ""


def _first_or_again(papers: int, ours: str) -> str:
    count = "1 paper" if papers == 1 else f"{papers:,} papers"
    return f"{count}, the same bank again" if ours == "quizgen again" else count


def _seconds(papers: int, most: float, ours: str = "quizgen") -> Aim:
    def figure(results: Results) -> Reached | None:
        row = results.row(ours, papers)
        return row and Reached(
            f"{row.wall:.2f} s{_guess(results, ours, papers)}", row.wall <= most
        )

    return Aim(_first_or_again(papers, ours), f"at most {most:g} s", figure)


def _memory(papers: int, most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        row = results.row("quizgen", papers)
        return row and Reached(f"{row.memory / 1e6:.0f} MB", row.memory <= most * 1e6)

    return Aim(_first_or_again(papers, "quizgen"), f"at most {most:g} MB", figure)


def _further(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        if not (last := _last_slope(results)):
            return None
        shown = f"{last.cpu * 1e3:.2f} ms"
        if results.floor:
            shown += (
                f"; the floor is {(results.floor.compress + results.floor.write) * 1e3:.2f} ms"
            )
        return Reached(shown, last.cpu * 1e3 <= most)

    return Aim("a further paper", f"at most {most:g} ms of the processor", figure)


def _size(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        last = _last_slope(results)
        return last and Reached(f"{last.size / 1e3:.1f} kB", last.size <= most * 1e3)

    return Aim("a further paper", f"at most {most:g} kB in the files", figure)


def _last_slope(results: Results) -> Slope | None:
    rows = [row for row in results.of("quizgen") if row.runs]
    return slope(*rows[-2:]) if len(rows) > 1 else None


def _linear() -> Aim:
    def figure(results: Results) -> Reached | None:
        rows = [row for row in results.of("quizgen") if row.runs and row.papers >= 150]
        if len(rows) < 3:
            return None
        first, last = slope(*rows[:2]).cpu, slope(*rows[-2:]).cpu
        shown = (
            f"from {first * 1e3:.2f} ms a paper at first to {last * 1e3:.2f} ms"
            f" before {rows[-1].papers:,}"
        )
        return Reached(shown, last <= first or even(first, last, EVEN))

    return Aim("growth", "as many times the time as papers, from 150", figure)


def _flat() -> Aim:
    def figure(results: Results) -> Reached | None:
        rows = [row for row in results.of("quizgen") if row.runs and row.papers >= 150]
        if len(rows) < 2:
            return None
        first, last = rows[0], rows[-1]
        shown = (
            f"{first.memory / 1e6:.0f} MB, and {last.memory / 1e6:.0f} MB for {last.papers:,}"
        )
        return Reached(shown, last.memory <= first.memory * (1 + EVEN))

    return Aim("memory", "flat from 150 papers", figure)


def _help() -> Aim:
    def figure(results: Results) -> Reached | None:
        found = results.help
        loaded = "; it loads WeasyPrint" if found and found.weasyprint else ""
        met = bool(found) and found.wall <= 0.15 and not found.weasyprint
        return found and Reached(f"{found.wall:.2f} s{loaded}", met)

    return Aim("`quizgen --help`", "at most 0.15 s, without loading WeasyPrint", figure)


AIMS = (
    _faster("WeasyPrint", 1, 1),
    _faster("WeasyPrint", 150, 10),
    _faster("AMC", 150, 2),
    _at_most(2, "pdflatex", 150),
    _faster("pdflatex", 150, 2, "quizgen again"),
    _faster("Typst", 150, 2, "quizgen again"),
    _seconds(1, 0.5, "quizgen again"),
    _further(1),
    _size(8),
    _faster("pdflatex", 10000, 3),
    _faster("Typst", 10000, 10),
    _faster("AMC", 10000, 15),
    _seconds(10000, 20),
    _memory(10000, 300),
    _linear(),
    _flat(),
    _help(),
)


def aims(results: Results) -> Iterator[str]:
    """Yield the aims as a Markdown table."""
    yield "| What | Aim | Measured |"
    yield "| --- | --- | --- |"
    for aim in AIMS:
        yield aim.line(results)
