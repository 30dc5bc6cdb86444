"""A run that was printed, by its code."""

from quizgen.app import api
from quizgen.app.web.pages import Refusal
from quizgen.app.web.work_folder import WorkFolder
from quizgen.plan.kept_runs import Run


def run_of(folder: WorkFolder, code: str) -> Run:
    """Return a run of the folder; refuse a code of none."""
    for run in api.runs_in(folder.worksheets):
        if run.code == code:
            return run
    raise Refusal(404, f"There is no run {code} in this folder.")
