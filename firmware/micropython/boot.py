"""Keep the board switched on; some are held up by a pin of theirs."""
