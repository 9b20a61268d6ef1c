"""The frames on the wire, one file for CPython and MicroPython."""
