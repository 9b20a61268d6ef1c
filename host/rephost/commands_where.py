"""`repbelt where`."""

import argparse
import json

from rephost import keys, library, plans
from rephost.last_strap import kept_in


def run(args: argparse.Namespace) -> None:
    """Tell where the data lies."""
    from rephost.store_opening import URL_VARIABLE, database_url, shown_url

    places = {
        "recordings": str(library.folder()),
        "database": shown_url(database_url()),
        "plans": str(plans.own_folder()),
        "keys": str(keys.folder()),
        "last strap": str(kept_in()),
    }
    if args.json:
        document = {name.replace(" ", "_"): place for name, place in places.items()}
        print(json.dumps(document, indent=1))
        return
    for name, place in places.items():
        print(f"{name:10}  {place}")
    print()
    print(f"The database is where {URL_VARIABLE} says, if it is set.")
    print("Nothing leaves this machine, unless that names another one: repbelt asks nobody.")
