"""What was aimed at, and whether the figures reach it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from earlier import BUILD
from results import Results, Slope, even, ratio, slope

EVEN = 0.15
"""Two slopes count as the same within this share."""
EDIT = 1.1
"""How many times importing WeasyPrint an edit may add to a run."""
MIB = 2**20


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


def _times(row: str, papers: int, most: float, other: str) -> Aim:
    """Return the aim to take at most so many times as long as another program."""

    def figure(results: Results) -> Reached | None:
        found = ratio(results.row(row, papers), results.row(other, papers))
        return found and Reached(
            f"{found:.2f} times{_guess(results, other, papers)}", found <= most
        )

    words = f"no slower than {other}" if most == 1 else f"at most {most:g} times {other}"
    return Aim(_first_or_again(papers, row), words, figure)


def _faster(peer: str, papers: int, times: float) -> Aim:
    """Return the aim to be so many times faster than a peer."""

    def figure(results: Results) -> Reached | None:
        found = ratio(results.row(peer, papers), results.row("quizgen", papers))
        shown = f"{found or 0:.2f} times{_guess(results, peer, papers)}"
        return found and Reached(shown, found >= times)

    return Aim(
        _first_or_again(papers, "quizgen"), f"{times:g} times faster than {peer}", figure
    )


def _guess(results: Results, program: str, papers: int) -> str:
    row = results.row(program, papers)
    return " (extrapolated)" if row and row.extrapolated else ""


def _first_or_again(papers: int, ours: str) -> str:
    count = "1 paper" if papers == 1 else f"{papers:,} papers"
    return f"{count}, the same bank again" if ours == "quizgen again" else count


def _memory(papers: int, most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        row = results.row("quizgen", papers)
        return row and Reached(f"{row.memory / MIB:.0f} MiB", row.memory <= most * MIB)

    return Aim(_first_or_again(papers, "quizgen"), f"at most {most:g} MiB", figure)


def _two_jobs(results: Results) -> str:
    """Return the program that prints with two processes: on two cores, quizgen as it is."""
    names = results.programs
    return "quizgen --jobs 2" if "quizgen --jobs 2" in names else "quizgen"


def _further(most: float) -> Aim:
    """Return the aim of a further paper's processor time, in one process."""

    def figure(results: Results) -> Reached | None:
        ours = _last_slope(results, "quizgen --jobs 1")
        earlier = _last_slope(results, f"{BUILD} --jobs 1")
        if not (ours and earlier):
            return None
        found = ours.cpu / earlier.cpu
        shown = f"{found:.2f} times ({ours.cpu * 1e3:.2f} ms, {earlier.cpu * 1e3:.2f} ms)"
        return Reached(shown, found <= most)

    words = f"at most {most:g} times {BUILD}, CPU, one process"
    return Aim("a further paper", words, figure)


def _further_in_two(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        one = _last_slope(results, "quizgen --jobs 1")
        two = _last_slope(results, _two_jobs(results))
        if not (one and two):
            return None
        found = two.cpu / one.cpu
        return Reached(f"{found:.2f} times", found <= most)

    words = f"two processes at most {most:g} times the CPU of one"
    return Aim("a further paper", words, figure)


def _shared(papers: int, least: float) -> Aim:
    """Return the aim that two processes are so many times faster than one."""

    def figure(results: Results) -> Reached | None:
        one, two = results.row("quizgen --jobs 1", papers), _two_jobs(results)
        found = ratio(one, results.row(two, papers))
        return found and Reached(f"{found:.2f} times", found >= least)

    words = f"two processes at least {least:g} times faster than one"
    return Aim(_first_or_again(papers, "quizgen"), words, figure)


def _size(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        ours, earlier = _last_slope(results, "quizgen"), _last_slope(results, BUILD)
        if not (ours and earlier):
            return None
        found = ours.size / earlier.size
        shown = f"{found:.2f} times ({ours.size / 1e3:.1f} kB, {earlier.size / 1e3:.1f} kB)"
        return Reached(shown, found <= most)

    return Aim("a further paper", f"at most {most:g} times the bytes of {BUILD}", figure)


def _last_slope(results: Results, program: str) -> Slope | None:
    rows = [row for row in results.of(program) if row.runs]
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


def _flat(few: int, many: int, most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        small, large = results.row("quizgen", few), results.row("quizgen", many)
        if not (small and large) or large.extrapolated:
            return None
        found = large.memory / small.memory
        return Reached(f"{found:.2f} times", found <= most)

    words = f"at most {most:g} times the memory of {few:,}"
    return Aim(_first_or_again(many, "quizgen"), words, figure)


def _edited() -> Aim:
    def figure(results: Results) -> Reached | None:
        if not (found := results.moments):
            return None
        most = found.unedited + EDIT * found.importing
        return Reached(f"{found.edited:.2f} s of {most:.2f} s", found.edited <= most)

    words = f"a run with nothing edited, and {EDIT:g} times importing WeasyPrint"
    return Aim("one edited question of sixty", words, figure)


def _staying(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        if not (found := results.moments):
            return None
        share = found.staying / found.unedited
        return Reached(f"{share:.2f} ({found.staying:.2f} s)", share <= most)

    words = f"at most {most:.2f} of a run with nothing edited"
    return Aim("an edit drawn by a process that stays", words, figure)


def _checked(most: float) -> Aim:
    def figure(results: Results) -> Reached | None:
        found = results.moments
        if not (found and found.checked_earlier):
            return None
        share = found.checked / found.checked_earlier
        return Reached(f"{share:.2f} times ({found.checked:.2f} s)", share <= most)

    return Aim("checking 1,000 questions", f"at most {most:g} times {BUILD}", figure)


def _help() -> Aim:
    def figure(results: Results) -> Reached | None:
        found = results.help
        loaded = "; it loads WeasyPrint" if found and found.weasyprint else ""
        met = bool(found) and found.wall <= 0.15 and not found.weasyprint
        return found and Reached(f"{found.wall:.2f} s{loaded}", met)

    return Aim("`quizgen --help`", "at most 0.15 s, without loading WeasyPrint", figure)


AGAIN = "quizgen again"

AIMS = (
    _times(AGAIN, 1, 0.5, f"{BUILD} again"),
    _times(AGAIN, 1, 2.3, "Typst"),
    _times("quizgen", 1, 0.8, "WeasyPrint"),
    _times("quizgen", 150, 0.6, BUILD),
    _times("quizgen", 150, 1, "Typst"),
    _times(AGAIN, 150, 0.5, "pdflatex"),
    _times(AGAIN, 150, 0.4, "Typst"),
    _further(0.75),
    _further_in_two(1.1),
    _size(0.65),
    _shared(10_000, 1.8),
    _times("quizgen", 10_000, 0.5, BUILD),
    _faster("pdflatex", 10_000, 7),
    _memory(10_000, 120),
    _linear(),
    _flat(10_000, 100_000, 1.2),
    _edited(),
    _staying(1 / 3),
    _checked(0.7),
    _help(),
)


def aims(results: Results) -> Iterator[str]:
    """Yield the aims as a Markdown table."""
    yield "| What | Aim | Measured |"
    yield "| --- | --- | --- |"
    for aim in AIMS:
        yield aim.line(results)
