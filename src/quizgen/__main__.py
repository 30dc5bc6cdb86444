"""python -m quizgen is quizgen."""

from quizgen.cli import main

main(prog_name="quizgen")
