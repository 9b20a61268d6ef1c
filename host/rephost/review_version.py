"""What tells two states of a session apart."""

import hashlib
import json

from rephost.corrections import as_json
from rephost.reviewed import Reviewed


def version_of(session: Reviewed) -> str:
    """Return a name of a session's state: another count or correction gives it another.

    How many corrections there are would not do: one taken back and another made are as many.
    """
    said = [
        session.algorithm,
        *((k.made_unix_s, as_json(k.correction)) for k in session.corrections),
    ]
    digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode())
    return f"{len(session.corrections)}-{digest.hexdigest()[:16]}"
