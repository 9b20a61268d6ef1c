"""Stand-in for `micropython` under CPython; the real one always comes first where it exists."""


def const(value):
    return value


def heap_lock():
    pass


def heap_unlock():
    pass
