"""What a process costs: processor time, memory, and what its kernel programs and maps take."""

import contextlib
import json
import os
import pathlib
import re
import time

from .procs import run

_STATS = pathlib.Path("/proc/sys/kernel/bpf_stats_enabled")


@contextlib.contextmanager
def bpf_run_times():
    """The kernel counts the run time of all its BPF programs while the context lasts; this costs some 20 ns a run."""
    before = _STATS.read_text()
    _STATS.write_text("1\n")
    try:
        yield
    finally:
        _STATS.write_text(before)


def processor_seconds(pid):
    """(user, system) of all threads of a process since its start."""
    # The name in parentheses may hold anything.
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    tick = os.sysconf("SC_CLK_TCK")
    return int(fields[11]) / tick, int(fields[12]) / tick


def exact_seconds(pid):
    """Processor time of all threads of a process since its start, user and system together, not rounded to ticks."""
    # The number of another process's CPU clock, as clock_getcpuclockid() makes it.
    return time.clock_gettime(~pid << 3 | 2)


def resident_bytes(pid):
    """Resident memory of a process; maps of the kernel that it has mapped are part of it."""
    return _status(pid, "VmRSS")


def resident_parts(pid):
    """What resident memory is made of: the process's own, pages of files and kernel maps, shared memory."""
    return {part: _status(pid, f"Rss{part}") for part in ("Anon", "File", "Shmem")}


def _status(pid, field):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE)[1]) * 1024


def kernel_objects(pid):
    """(bytes of all BPF maps, seconds that all BPF programs ran) of the descriptors of a process."""
    maps, programs = {}, {}
    for info in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        with contextlib.suppress(OSError):
            fields = dict(line.split(":", 1) for line in info.read_text().splitlines() if ":" in line)
            if "map_id" in fields:
                maps[fields["map_id"]] = int(fields["memlock"])
            elif "run_time_ns" in fields:
                programs[fields["prog_id"]] = int(fields["run_time_ns"])
    return sum(maps.values()), sum(programs.values()) / 1e9


def program_runs(pid):
    """name -> (runs, seconds) of each BPF program that a process holds, itself or by a link."""
    ours = set()
    for info in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        with contextlib.suppress(OSError):
            ours.update(int(number) for number in re.findall(r"^prog_id:\s+(\d+)", info.read_text(), re.MULTILINE))
    runs = {}
    for program in json.loads(run("bpftool", "-j", "prog", "show")):
        if program["id"] in ours:
            count, seconds = runs.get(program["name"], (0, 0))
            runs[program["name"]] = (count + program.get("run_cnt", 0), seconds + program.get("run_time_ns", 0) / 1e9)
    return runs
