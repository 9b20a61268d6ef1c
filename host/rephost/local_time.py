"""The time of day where a session was lifted, wherever it is looked at."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def local_time(unix_s: float, utc_offset_s: int) -> datetime:
    """Return a moment as a clock on the wall showed it, to the nearest second."""
    moment = _EPOCH + timedelta(seconds=round(unix_s))
    return moment.astimezone(timezone(timedelta(seconds=utc_offset_s)))
