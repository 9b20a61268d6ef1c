"""A rep as it is measured, made up."""

from repsignal.cycle import Cycle
from repsignal.state import MEASURED


def made_cycle(start_s: float, travel_m: float, lasts_s: float = 2.0) -> Cycle:
    """Return a rep that goes straight down and comes up again; `replace` what matters."""
    return Cycle(
        start_s=start_s,
        bottom_s=start_s + 0.4 * lasts_s,
        bottom_end_s=start_s + 0.5 * lasts_s,
        end_s=start_s + lasts_s,
        start_deg=1.0,
        bottom_deg=1.0,
        end_deg=1.0,
        range_deg=1.0,
        most_deg=1.5,
        concentric_dps=5.0,
        travel_m=travel_m,
        down_m=travel_m,
        vertical_g=0.15,
        flight_s=0.0,
        doubt=MEASURED,
        has_eccentric=True,
        up=(0.0, 0.0, 1.0),
        forward=0.0,
        thrown_deg=1.0,
        roundness=0.0,
        hips_lead=None,
    )
