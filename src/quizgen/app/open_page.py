"""Starts the teachers' page, so that the command line need not know it."""

from collections.abc import Callable
from pathlib import Path

from quizgen.base.errors import QuizgenError


def open_page(
    folder: Path, *, port: int = 0, browser: bool = True, say: Callable[[str], object] = print
) -> None:
    """Show a folder in the browser until the process is stopped.

    Raises QuizgenError where the libraries of the page are not installed.
    """
    try:
        import python_multipart  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise QuizgenError(
            f"The page needs {error.name}, which is not installed: pip install 'quizgen[web]'"
        ) from error
    from quizgen.app.web.serve import serve

    serve(folder, port, browser=browser, say=say)
