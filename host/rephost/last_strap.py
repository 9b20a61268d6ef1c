"""Which strap was used last: it is looked for first."""

import json
from pathlib import Path

import platformdirs


def last_strap() -> str | None:
    """Return it as `--strap` names it."""
    try:
        strap = json.loads(kept_in().read_text(encoding="utf-8"))["strap"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return strap if isinstance(strap, str) else None


def remember(strap: str) -> None:
    """Remember a strap; an OSError where that cannot be written."""
    path = kept_in()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"strap": strap}), encoding="utf-8")


def kept_in() -> Path:
    """Return the file that remembers it, which need not exist."""
    return platformdirs.user_state_path("repbelt", appauthor=False) / "last-strap.json"
