"""The host program: links, recordings, the session path and the commands."""
