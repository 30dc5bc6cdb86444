"""Printing in the background: how far it is, how long it still takes, and stopping it."""

import logging
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Thread
from time import monotonic
from typing import Any, Literal

from quizgen.app.web.pages import Refusal
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError

KEPT = 20
"""How many jobs can be asked about."""

log = logging.getLogger(__name__)


class CancelledError(Exception):
    """The teacher has stopped it: nothing is written."""


@dataclass
class Job:
    """One run that is being printed, or was."""

    name: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    state: Literal["running", "done", "failed", "cancelled"] = "running"
    doing: str = ""
    done: int = 0
    total: int = 0
    result: dict[str, Any] = field(default_factory=dict)
    is_cancelled: bool = False
    since: float = 0.0

    def progress(self, doing: str, done: int, total: int) -> None:
        """Note how far it is; end it here if it is to be stopped."""
        if self.is_cancelled:
            raise CancelledError
        if doing != self.doing:
            self.since = monotonic()
        self.doing, self.done, self.total = doing, done, total

    @property
    def left(self) -> float | None:
        """Seconds that what is being done still takes, if that can be told."""
        if not self.done or self.done >= self.total:
            return None
        return (monotonic() - self.since) / self.done * (self.total - self.done)

    def told(self) -> dict[str, Any]:
        """Return what the page shows of it."""
        return {
            "job": self.name,
            "state": self.state,
            "doing": self.doing,
            "done": self.done,
            "total": self.total,
            "left": self.left,
            **self.result,
        }


class Jobs:
    """The jobs of a folder."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()

    def start(self, work: Callable[[Job], dict[str, Any]]) -> Job:
        """Do some work in a thread of its own; what it returns is its result."""
        job = Job()
        self._jobs[job.name] = job
        while len(self._jobs) > KEPT:
            self._jobs.popitem(last=False)

        def run() -> None:
            try:
                job.result = work(job)
                job.state = "done"
            except CancelledError:
                job.state = "cancelled"
            except QuizgenError as error:
                job.result, job.state = {"error": str(error)}, "failed"
            except Exception:
                log.exception("printing")
                failed = "Something went wrong inside quizgen. The log tells what."
                job.result, job.state = {"error": failed}, "failed"

        Thread(target=run, daemon=True).start()
        return job

    def get(self, name: str) -> Job:
        """Return a job; refuse a name that is none."""
        job = self._jobs.get(name)
        if job is None:
            raise Refusal(404, "There is no such run any more.")
        return job
