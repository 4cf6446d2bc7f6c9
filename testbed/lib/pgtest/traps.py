"""snmptrapd of net-snmp as the receiver of the agent's notifications."""

import json
import re

from .agent import MIB_PATH, SNMP_USER
from .procs import Child, Failed, await_true, in_netns


class TrapReceiver:
    """snmptrapd on an ephemeral port, printing to a file, for as long as the context lasts."""

    def __init__(self, agent, port):
        self.path = agent.folder / "traps.txt"
        self._agent = agent
        self._port = port
        self._child = None

    def __enter__(self):
        folder = self._agent.folder / "snmptrapd"
        folder.mkdir()
        config = folder / "snmptrapd.conf"
        # The sender of a trap is its authoritative engine (RFC 3414), so its engine ID must be known.
        engine = json.loads((self._agent.state / "engine.json").read_text())["engine-id"]
        config.write_text(
            f'createUser -e 0x{engine} {SNMP_USER} SHA-256 "{self._agent.auth}" AES "{self._agent.priv}"\n'
            f"authUser log {SNMP_USER} priv\n"
            'format2 %V\\n%v\\n\\n\n'
        )
        log = folder / "snmptrapd.log"
        command = ["snmptrapd", "-f", "-n", "-C", "-c", config, "-M", MIB_PATH, "-m", "PATHGAUGE-MIB", "-OQ"]
        # As a subagent of a host's snmpd it tells its version before it listens.
        command += ["-X", "-Lf", self.path, f"udp:127.0.0.1:{self._port}"]
        with log.open("wb") as sink:
            command = in_netns(self._agent.netns, *command)
            self._child = Child(*command, stdout=sink, stderr=sink, env={"SNMP_PERSISTENT_DIR": str(folder)})
        await_true("snmptrapd listens", self._listening)
        return self

    def _listening(self):
        if not self._child.alive():
            raise Failed(f"snmptrapd ended: {self.path.read_text() if self.path.exists() else ''}")
        return self.path.exists() and "NET-SNMP version" in self.path.read_text()

    def __exit__(self, *_):
        self._child.stop()

    def traps(self):
        """What was received, in order: each a mapping of name (as printed) to value."""
        received = []
        for block in re.split(r"\n\s*\n", self.path.read_text(errors="replace")):
            pairs = dict(re.findall(r"^\s*(\S+::\S+) = (.*?)$", block.replace("\t", "\n"), re.MULTILINE))
            if any("snmpTrapOID" in name for name in pairs):
                received.append(pairs)
        return received
