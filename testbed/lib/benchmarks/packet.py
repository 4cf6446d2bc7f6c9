"""Nanoseconds a packet of each kernel program over an empty one (BPF_PROG_TEST_RUN).

Measured by org.pathgauge.bpf.bench.PacketBench in the test code of module bpf.
"""

from pgtest.procs import Failed

NAME = "packet"


def figures(progress):
    raise Failed("not wired yet")
    yield
