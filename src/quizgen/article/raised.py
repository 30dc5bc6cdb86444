"""Raised and lowered figures as signs of their own: 10 to the second is not 102."""

from collections.abc import Callable, Mapping

from quizgen.base.regex import regex

_FIGURES = regex(r"[\d+−=()n-]*\d[\d+−=()n-]*")
_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def raised(text: str) -> str:
    """Return raised figures as signs; other text stays, as in 1st.

    >>> raised("2"), raised("st")
    ('²', 'st')
    """
    return text.translate(_RAISED) if _FIGURES.fullmatch(text) else text


def lowered(text: str) -> str:
    """Return lowered figures as signs.

    >>> lowered("2")
    '₂'
    """
    return text.translate(_LOWERED) if _FIGURES.fullmatch(text) else text


PLACED: Mapping[str, Callable[[str], str]] = {
    "superscript": raised,
    "super": raised,
    "subscript": lowered,
    "sub": lowered,
}
"""How text is written that a format calls raised or lowered."""
