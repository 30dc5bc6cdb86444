"""python -m quizgen is quizgen."""


def main() -> None:
    """Run the command; processes that it calls import this module, and need no more of it."""
    from quizgen.app.cli.main import main as command

    command(prog_name="quizgen")


if __name__ == "__main__":
    main()
