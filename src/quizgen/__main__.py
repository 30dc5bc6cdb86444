"""python -m quizgen is quizgen."""

import gc


def main() -> None:
    """Run the command; worker processes import this module, and need no more of it."""
    from quizgen.app.cli.main import main as command

    # A command keeps what it makes to its end: collecting garbage costs a tenth of a run.
    gc.disable()
    try:
        command(prog_name="quizgen")
    finally:
        gc.freeze()  # else Python looks through all of it once more as it ends


if __name__ == "__main__":
    main()
