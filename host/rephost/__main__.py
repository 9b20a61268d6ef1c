"""`repbelt`, and `python -m rephost`, which is the same."""


def main() -> int:
    """Run the command line; Ctrl-C counts from the first import on."""
    try:
        from rephost.cli import main as command_line

        return command_line()
    except KeyboardInterrupt:
        return 130  # as `rephost.errors.INTERRUPTED`, which may not be there yet


if __name__ == "__main__":
    raise SystemExit(main())
