"""What an editor offers next: keys with what they mean, kinds and skills.

All of it is what the models say, as the JSON Schema for other editors is.
"""

from functools import cache
from typing import Any

from pydantic import BaseModel

from quizgen.bank.fields import Record
from quizgen.bank.kinds import KINDS
from quizgen.bank.model import BUILT_IN_SKILLS, Article, Bank


@cache
def completions() -> dict[str, Any]:
    """Return the keys of the bank, of its article and of each kind, and names to choose."""
    return {
        "bank": _keys(Bank),
        "article": _keys(Article),
        "kinds": {kind.name: _keys(kind.model) for kind in KINDS},
        "titles": {kind.name: kind.title for kind in KINDS},
        "skills": dict(BUILT_IN_SKILLS),
    }


def _keys(model: type[BaseModel] | type[Record]) -> dict[str, str]:
    return {name: field.description or "" for name, field in model.model_fields.items()}
