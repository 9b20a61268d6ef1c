"""Stand-in for a strap's flash: an image file of 4 kB blocks, with littlefs on it as on the chip.

What was programmed is in the image at once, whatever happens to the process then.
"""

import vfs

_BLOCK_BYTES = 4096


class Blocks:
    """A block device as `vfs.VfsLfs2` wants it; bits can be cleared, only erasing sets them."""

    def __init__(self, image, size):
        self._image = image
        self._blocks = size // _BLOCK_BYTES

    def readblocks(self, number, buffer, offset=0):
        self._image.seek(number * _BLOCK_BYTES + offset)
        self._image.readinto(buffer)

    def writeblocks(self, number, buffer, offset=0):
        there = bytearray(len(buffer))
        self.readblocks(number, there, offset)
        for i in range(len(there)):
            there[i] &= buffer[i]
        self._image.seek(number * _BLOCK_BYTES + offset)
        self._image.write(there)

    def ioctl(self, op, argument):
        if op == 4:
            return self._blocks
        if op == 5:
            return _BLOCK_BYTES
        if op == 6:
            self._image.seek(argument * _BLOCK_BYTES)
            self._image.write(b"\xff" * _BLOCK_BYTES)
            return 0


def mount(path, image):
    """Mount an open image; one that holds no littlefs yet is formatted."""
    size = image.seek(0, 2)
    blocks = Blocks(image, size)
    try:
        made = vfs.VfsLfs2(blocks)
    except OSError:
        vfs.VfsLfs2.mkfs(blocks)
        made = vfs.VfsLfs2(blocks)
    vfs.mount(made, path)
