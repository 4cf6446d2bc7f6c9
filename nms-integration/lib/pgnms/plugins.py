"""What the proofs of Icinga 2 and Nagios share: the plugin's credentials, their user, and what they tell."""

import os
import pwd
import shutil

from pgtest.agent import SNMP_USER
from pgtest.procs import REPO

PLUGINS = REPO / "nms-integration" / "plugins"
STANDARD = "/usr/lib/nagios/plugins"
USER = "nagios"


def own(*paths):
    """Gives files and directories to the user that both run as."""
    who = pwd.getpwnam(USER)
    for path in paths:
        os.chown(path, who.pw_uid, who.pw_gid)


def folder(parent, name):
    """A new directory of theirs."""
    path = parent / name
    path.mkdir()
    own(path)
    return path


def readable(proof, source):
    """A copy that they can read in the proof's folder, also where this tree is in a home that is closed to them."""
    copy = proof.folder / source.name
    shutil.copy(source, copy)
    own(copy)
    return copy


def credentials(proof):
    """The value of --extra-opts that lets plugins ask the proof's agent."""
    path = proof.folder / "check.ini"
    path.touch(mode=0o600)
    lines = (PLUGINS / "pathgauge.ini").read_text()
    lines = lines.replace("authentication passphrase", proof.agent.auth).replace("privacy passphrase", proof.agent.priv)
    assert f"secname={SNMP_USER}\n" in lines
    path.write_text(lines)
    own(path)
    return f"pathgauge@{path}"


class Told:
    """A notification command that writes a line for each call, and what it was called with."""

    def __init__(self, proof):
        self.command = proof.folder / "notify"
        self._file = proof.folder / "notified"
        self.command.write_text(f'#!/bin/sh\nprintf \'%s\\n\' "$*" >>{self._file}\n')
        self.command.chmod(0o755)
        self._file.touch()
        self._before = 0
        own(self._file)

    def lines(self):
        return self._file.read_text().splitlines()

    def forget(self):
        """From now on of() knows nothing of what was told before."""
        self._before = len(self.lines())

    def of(self, kind, service, state):
        """Whether somebody was notified so."""
        return any(line.startswith(f"{kind} {service}: {state} ") for line in self.lines()[self._before :])
