"""The review pages' templates, and what they share."""

from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from rephost.review_words import capital, kilograms, plain, set_line
from rephost.words import clock, exercise_name, few_to_most, planned_tempo, several, why_not

if TYPE_CHECKING:
    from jinja2 import Environment

_PAGES: Final = Path(__file__).parent / "review_page"


def templates(base: str) -> "Environment":
    """Return the templates of pages whose addresses begin with `base`."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "capital": capital,
        "clock": lambda t_s: clock(t_s, tenths=False),
        "exact": clock,
        "exercise": exercise_name,
        "kilograms": kilograms,
        "part": lambda text: quote(text, safe=""),
        "plain": plain,
        "reps": few_to_most,
        "set_line": set_line,
        "several": several,
        "tempo": planned_tempo,
        "why_not": why_not,
    }
    made.globals["base"] = base
    return made
