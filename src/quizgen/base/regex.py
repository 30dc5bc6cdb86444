"""Regular expressions that are compiled when they are first used.

A command loads many modules and uses few of their patterns. To compile all of them takes a
tenth of a short run.
"""

import re
from typing import Any, AnyStr, cast


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what re.compile does, compiled when one of its methods is first asked for.

    The functions of re do not take it: call its own methods.
    """
    return cast("re.Pattern[AnyStr]", _Uncompiled(pattern, flags))


class _Uncompiled:
    """Becomes what it stands for, one method at a time."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern, self._flags = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self.pattern, self._flags), name)
        setattr(self, name, found)
        return found
