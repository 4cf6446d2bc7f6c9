"""Kernel objects of BPF: which of them a process holds, and whether one still exists."""

import ctypes
import errno
import functools
import os
import pathlib


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
    """Whether the kernel still has the object."""
    descriptor = getattr(_library(), f"bpf_{kind}_get_fd_by_id")(number)
    if descriptor >= 0:
        os.close(descriptor)
    elif ctypes.get_errno() != errno.ENOENT:
        raise OSError(ctypes.get_errno(), f"{kind} {number}")
    return descriptor >= 0


@functools.cache
def _library():
    """libbpf: bpftool would be a process for each object, of which an agent has dozens."""
    return ctypes.CDLL("libbpf.so.1", use_errno=True)
