"""Nanoseconds a packet of each kernel program over an empty one, of filter and detection, and an event of the tracepoints.

The first by BPF_PROG_TEST_RUN, org.pathgauge.bpf.bench.PacketBench in the test code of module bpf, which takes turns
between ours and the empty program at the same hook; "over empty" is what ours costs more. The others as guards.py tells.
"""

import json
import os
import subprocess

from pgtest.procs import REPO, Failed

from . import guards

NAME = "packet"
CASES = 16


def figures(progress):
    yield from alone(lambda share, what: progress(share / 2, what))
    yield from guards.ingress(lambda share, what: progress(0.5 + share / 2, what))
    yield from guards.events(lambda share, what: progress(0.5 + share / 2, what))


def alone(progress):
    """The programs by themselves, beside empty ones."""
    libraries = REPO / "agent" / "target" / "pathgauge" / "lib" / "*"
    tests = sorted((REPO / "bpf" / "target").glob("pathgauge-bpf-*-tests.jar"))
    if not tests:
        raise Failed("the test code of module bpf is not packaged: run testbed/setup")
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, "--enable-native-access=ALL-UNNAMED", "-cp", f"{tests[-1]}:{libraries}"]
    command.append("org.pathgauge.bpf.bench.PacketBench")
    measuring = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told, done = [], 0
    try:
        # Few lines go to standard output, so its pipe never fills while the other one is read.
        for line in measuring.stderr:
            told.append(line)
            if line.startswith("packet: "):
                progress(min(1, done / CASES), line.removeprefix("packet: ").strip())
                done += 1
        output = measuring.stdout.read()
    finally:
        if measuring.poll() is None:
            measuring.terminate()
        measuring.wait()
    if measuring.returncode != 0:
        raise Failed(f"PacketBench ended with status {measuring.returncode}: {''.join(told[-15:])}")
    for line in output.splitlines():
        yield json.loads(line)
