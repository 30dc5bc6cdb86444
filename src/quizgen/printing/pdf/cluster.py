"""Slices made by the workers of a Dask cluster."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any
from uuid import uuid4

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.printing.pdf.plate import Plates
from quizgen.printing.pdf.press import Bundle, LaidSlice, Press, Slice
from quizgen.printing.pdf.shared_streams import Extent, Shared, Start
from quizgen.printing.pdf.workers import Crew, Helpers, Wait, drawn_with

PATIENCE = 10
"""Seconds that a cluster may take to answer."""


@dataclass
class _Place:
    """A worker of the cluster: its press, and slices that are laid out and not yet drawn.

    These stay where they are: they hold on to the whole press, which cannot travel.
    """

    press: Press
    laid: dict[int, LaidSlice] = field(default_factory=dict)


_places: dict[str, _Place] = {}


def _place_there(key: str, plates: Plates) -> _Place:
    """Return what a worker keeps from one slice to the next, as long as a run lasts."""
    if key not in _places:
        _places.clear()
        _places[key] = _Place(Press(plates))
    return _places[key]


def _laid_there(
    key: str, plates: Plates, name: int, bundles: Sequence[Bundle], shared: Shared
) -> tuple[Extent, str]:
    """Lay a slice out; return what is counted of it, and the worker that has it."""
    from distributed import get_worker

    place = _place_there(key, plates)
    place.laid[name] = laid = place.press.laid(bundles, shared)
    return laid.extent, get_worker().address


def _drawn_there(
    key: str,
    plates: Plates,
    name: int,
    bundles: Sequence[Bundle],
    shared: Shared,
    start: Start,
) -> Slice:
    """Draw a slice; another worker than the one that laid it out does that again."""
    place = _place_there(key, plates)
    laid = place.laid.pop(name, None) or place.press.laid(bundles, shared)
    return place.press.slice(laid, start)


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

        names = count()
        laid: dict[int, tuple[int, Sequence[Bundle], Shared]] = {}
        workers: dict[int, str] = {}

        def lay(number: int, bundles: Sequence[Bundle], shared: Shared) -> Wait[Extent]:
            name = next(names)
            laid[number] = name, bundles, shared
            asked = client.submit(_laid_there, key, there, name, bundles, shared, pure=False)

            def extent() -> Extent:
                found, workers[name] = asked.result()
                return found  # type: ignore[no-any-return]

            return extent

        def draw(number: int, start: Start) -> Wait[Slice]:
            name, *given = laid.pop(number)
            drawn = client.submit(
                _drawn_there, key, there, name, *given, start,
                workers=[workers.pop(name)], allow_other_workers=True, pure=False,
            )  # fmt: skip
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
