"""Holds Python back from looking for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Let Python look for no garbage meanwhile, in any thread.

    While much is made and kept, it would look again and again through all that is there, and
    most of that a process has loaded for good.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
