"""Slices made by the workers of a Dask cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.printing.pdf.plate import Plates
from quizgen.printing.pdf.press import Bundle, Extent, LaidSlice, Press, Slice, Start
from quizgen.printing.pdf.workers import Crew, Helpers, Wait, drawn_with

PATIENCE = 10
"""Seconds that a cluster may take to answer."""

_presses: dict[str, Press] = {}


def _press_there(key: str, plates: Plates) -> Press:
    """Return the press of a cluster's worker, which keeps it from one slice to the next."""
    if key not in _presses:
        _presses.clear()
        _presses[key] = Press(plates)
    return _presses[key]


def _laid_there(key: str, plates: Plates, bundles: Sequence[Bundle]) -> LaidSlice:
    return _press_there(key, plates).laid(bundles)


def _extent_there(laid: LaidSlice) -> Extent:
    return laid.extent


def _drawn_there(key: str, plates: Plates, laid: LaidSlice, start: Start) -> Slice:
    return _press_there(key, plates).slice(laid, start)


@contextmanager
def cluster_crew(address: str, press: Press) -> Iterator[Crew]:
    """Give a crew of the workers of the Dask cluster whose scheduler has this address.

    A worker that is lost costs time and nothing else: its slices are made by the others.
    Raises QuizgenError where the cluster cannot be reached, or is lost whole.
    """
    client, failures = _client(address)
    try:
        plates = drawn_with(press.plates)
        key = uuid4().hex
        [there] = client.scatter([plates], broadcast=True)

        laid: dict[int, Any] = {}

        def lay(number: int, bundles: Sequence[Bundle]) -> Wait[Extent]:
            laid[number] = client.submit(_laid_there, key, there, bundles, pure=False)
            extent = client.submit(_extent_there, laid[number], pure=False)
            return extent.result  # type: ignore[no-any-return]

        def draw(number: int, start: Start) -> Wait[Slice]:
            own = laid.pop(number)
            drawn = client.submit(_drawn_there, key, there, own, start, pure=False)
            return drawn.result  # type: ignore[no-any-return]

        yield Helpers(lay, draw, max(sum(client.nthreads().values()), 1))
    except failures as error:
        raise QuizgenError(
            f"The cluster at {address} was lost before all papers were made ({error}). Nothing "
            "was written. Start it again, or print without --scheduler."
        ) from error
    finally:
        client.close()


def _client(address: str) -> tuple[Any, tuple[type[BaseException], ...]]:
    """Return a client of the cluster, and what it raises when the cluster is lost."""
    try:
        from distributed import Client
        from distributed.client import FutureCancelledError
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise QuizgenError(
            "--scheduler needs the package distributed, which is not installed. Install it "
            f"with: {install_command('quizgen[cluster]')}"
        ) from None
    make_client: Callable[..., Any] = Client
    try:
        client = make_client(address, timeout=PATIENCE, set_as_default=False)
        client.wait_for_workers(1, timeout=PATIENCE)
    except Exception as error:  # whatever listens there may answer anything
        raise QuizgenError(
            f"No cluster answers at {address}: {error or 'time ran out'}. Write the address "
            "that dask scheduler shows, such as tcp://10.0.0.5:8786, and start at least one "
            "worker."
        ) from error
    return client, (KilledWorker, FutureCancelledError, OSError, TimeoutError)
