"""What any link answers when it is given a frame to send."""

from micropython import const

BUSY = const(0)  # no room: the same frame again a little later
SENT = const(1)
LOST = const(-1)  # the other end is gone
