"""Kernel objects of BPF: which of them a process holds, and whether one still exists."""

import json
import pathlib

from .procs import Failed, run


def held_by(pid):
    """("prog"|"map"|"link", id) of every BPF object that a process has open."""
    held = set()
    for info in pathlib.Path(f"/proc/{pid}/fdinfo").iterdir():
        try:
            lines = info.read_text().splitlines()
        except FileNotFoundError:
            continue  # closed since the directory was read
        for line in lines:
            kind, _, number = line.partition("_id:")
            if kind in ("prog", "map", "link") and number:
                held.add((kind, int(number)))
    return held


def exists(kind, number):
    try:
        return bool(json.loads(run("bpftool", "-j", kind, "show", "id", number)))
    except Failed:
        return False
