"""The libraries for scans, which are an extra."""

from importlib.util import find_spec

from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.base.words import and_list

NEEDED = {"cv2": "opencv-python-headless", "numpy": "numpy", "zxingcpp": "zxing-cpp"}


def refuse_without_libraries() -> None:
    """Raise QuizgenError, with how to install them, if any of the libraries is missing."""
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise QuizgenError(
            "To read scans quizgen needs its extra quizgen[grade]. Install "
            f"{and_list(missing)} with: {install_command(*missing)}. Marks can be typed "
            "without it: quizgen mark"
        )
