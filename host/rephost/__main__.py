"""`python -m rephost` is `repbelt`."""

from rephost.cli import main

raise SystemExit(main())
