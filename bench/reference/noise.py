"""The numbers of bench/compute/noise.ts: in [-1, 1), by a hash of the index."""

import numpy


def noise(size, seed):
    bits = numpy.arange(size, dtype=numpy.uint64) * 2654435761 + seed * 40503 & 0xFFFFFFFF
    for _ in range(2):
        bits = (bits ^ bits >> 16) * 0x45D9F3B & 0xFFFFFFFF
    return ((bits ^ bits >> 16) / 2**31 - 1).astype(numpy.float32)
