"""A place in a bank: the keys and list indexes that lead to it, as in pydantic's `loc`."""

Place = tuple[str | int, ...]
