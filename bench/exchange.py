"""Measures import and export beside text2qti and quizgen check, and how they grow.

python bench/exchange.py [--runs N] [--questions 1250,5000]

All are whole processes, taken in turns: text2qti makes a package of plain multiple-choice
questions, quizgen exports the same questions, and then as many with all that a question may
have ("full"); those are imported again and checked.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from check import Writer, write
from measuring import Sample, measure, medians

FORMATS = ("gift", "moodle-xml", "qti12")
QUIZGEN = (sys.executable, "-m", "quizgen")
PEER = (sys.executable, "-c", "from text2qti.cmdline import main; main()")


def plain_quiz(number: int) -> Iterator[str]:
    """Yield the lines of a quiz for text2qti: stems, four options each, and nothing else."""
    writer = Writer(number)
    for index in range(1, number + 1):
        yield f"{index}. What does {writer.text(12)}?"
        yield f"*a) It {writer.text(8)}."
        yield from (f"{letter}) It {writer.text(8)}." for letter in "bcd")
        yield ""


Figures = dict[str, tuple[float, float, float]]
"""For each thing that was measured: seconds, the processor's seconds, bytes."""


def measured(folder: Path, number: int, runs: int) -> Figures:
    """Return the medians for so many questions; each run measures everything once."""
    bank = write(folder, number)
    quiz, plain = folder / f"quiz-{number}.txt", folder / f"plain-{number}.yaml"
    quiz.write_text("\n".join(plain_quiz(number)), "utf-8")
    measure([*QUIZGEN, "import", str(quiz), "-o", str(plain)], folder)
    samples: dict[str, list[Sample]] = {}

    def take(name: str, *command: object) -> None:
        samples.setdefault(name, []).append(measure([*map(str, command)], folder))

    for run in range(runs):
        take("text2qti", *PEER, quiz)
        for form in FORMATS:
            exported = folder / f"{number}.{form}"
            again = folder / f"again-{number}-{run}-{form}.yaml"  # no file is overwritten
            to_form = ("--to", form, "-o", exported)
            take(f"export {form}", *QUIZGEN, "export", plain, *to_form)
            take(f"full {form}", *QUIZGEN, "export", bank, *to_form)
            take(f"import {form}", *QUIZGEN, "import", exported, "--from", form, "-o", again)
            take(f"check {form}", *QUIZGEN, "check", again)
    return {name: medians(each) for name, each in samples.items()}


def tell(found: dict[int, Figures]) -> None:
    """Print the figures, their ratios, and how memory grew."""
    print("| questions | what | s | CPU s | MB | of text2qti's CPU | of check's CPU |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for number, figures in found.items():
        for name, (wall, cpu, memory) in figures.items():
            step, _, form = name.partition(" ")
            is_export = step in ("export", "full")
            peer = f"{cpu / figures['text2qti'][1]:.2f}" if is_export else ""
            check = f"{cpu / figures[f'check {form}'][1]:.2f}" if step == "import" else ""
            row = (
                number,
                name,
                f"{wall:.2f}",
                f"{cpu:.2f}",
                f"{memory / 1e6:.0f}",
                peer,
                check,
            )
            print(f"| {' | '.join(map(str, row))} |")
    fewest, most = min(found), max(found)
    if fewest == most:
        return
    for name in found[most]:
        small, large = found[fewest][name], found[most][name]
        print(
            f"{name}: {most / fewest:.1f} times the questions take {large[1] / small[1]:.1f} "
            f"times the processor's time and {large[2] / small[2]:.1f} times the memory."
        )


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--questions", default="1250,5000")
    options = parser.parse_args()
    numbers = sorted(int(number) for number in options.questions.split(","))
    with tempfile.TemporaryDirectory() as folder:
        tell({number: measured(Path(folder), number, options.runs) for number in numbers})


if __name__ == "__main__":
    main()
