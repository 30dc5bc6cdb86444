"""Whole processes, and what they took."""

import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

# ru_maxrss is in bytes on macOS and in kilobytes elsewhere (getrusage(2)).
MEMORY_UNIT = 1 if sys.platform == "darwin" else 1024


class FailedError(Exception):
    """A program that was to be measured failed; the message is what it said."""


class TooLongError(FailedError):
    """A program took longer than it may, and was stopped."""


@dataclass(frozen=True)
class Sample:
    """What a process and those it started took.

    Seconds by the clock and of the processors, and the bytes of the largest among them.
    """

    wall: float
    cpu: float
    memory: float


def measure(
    command: Sequence[str],
    folder: Path,
    settings: Mapping[str, str] | None = None,
    limit: float | None = None,
) -> Sample:
    """Run a command in a folder and return what it took.

    `settings` are added to the environment; `limit` is in seconds. Raises FailedError with what
    the command said if it fails, and TooLongError.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            env=environment(folder, settings or {}),
            start_new_session=True,  # so that whatever it started is stopped with it
        )
        stopped = threading.Event()
        watch = threading.Timer(limit or threading.TIMEOUT_MAX, _stop, (process.pid, stopped))
        watch.daemon = True
        watch.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            _stop(process.pid, stopped)
            process.wait()
            raise
        finally:
            watch.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if stopped.is_set():
            raise TooLongError(f"This took more than {limit:.0f} s: {' '.join(command)}")
        if process.returncode:
            said.seek(0)
            text = said.read().decode(errors="replace").strip()
            raise FailedError(f"This failed: {' '.join(command)}\n{text}")
    return Sample(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * MEMORY_UNIT)


def _stop(group: int, stopped: threading.Event) -> None:
    stopped.set()
    os.killpg(group, signal.SIGKILL)


def environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a measured process.

    Temporary files go to `folder`, so that nothing killed leaves a trace, and Python keeps its
    byte code, as it does on a teacher's machine.
    """
    mine = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
    return {**mine, "TMPDIR": str(folder), **settings}


def medians(samples: Sequence[Sample]) -> tuple[float, float, float]:
    """Return the medians of what processes took: seconds, of the processors, and bytes."""
    return (
        median(sample.wall for sample in samples),
        median(sample.cpu for sample in samples),
        median(sample.memory for sample in samples),
    )


def machine() -> str:
    """Say what this runs on, and how busy it is."""
    return (
        f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def memory() -> float:
    """Return the bytes of memory that this machine has."""
    return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))


def processor() -> str:
    """Return the name of the processor, as far as the system tells."""
    info = Path("/proc/cpuinfo")
    if info.exists() and (name := re.search(r"model name\s*: (.+)", info.read_text())):
        return name[1]
    if sys.platform == "darwin":
        return said_by(["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"])
    return platform.processor() or "unknown processor"


def said_by(command: Sequence[str]) -> str:
    """Return the first line that a command prints, "" if it cannot be run."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return ran.stdout.strip().partition("\n")[0]
