"""A plan to its distinct blocks of HTML."""
