"""python -m quizgen is quizgen."""

import gc
import os


def main() -> None:
    """Run the command; worker processes import this module, and need no more of it."""
    # None is wanted, and to look for them pydantic reads about every installed package.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from quizgen.app.cli.main import main as command

    # A command keeps what it makes to its end: collecting garbage costs a tenth of a run.
    gc.disable()
    try:
        command(prog_name="quizgen")
    finally:
        gc.freeze()  # else Python looks through all of it once more as it ends


if __name__ == "__main__":
    main()
