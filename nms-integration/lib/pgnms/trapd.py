"""snmptrapd with the one trap handler, as an NMS on the agent's machine would run them."""

import json
import pathlib

from pgtest.agent import MIB_PATH, SNMP_USER
from pgtest.procs import REPO, Failed, await_true

HANDLER = REPO / "nms-integration" / "traps" / "pathgauge-traphandle"


def trapd(proof, port, handler_config, name="snmptrapd", mibs=True, handler=HANDLER, more=()):
    """Starts snmptrapd for the agent's notifications and hands each to the handler; the running program.

    proof: who keeps it; handler_config: text of the handler's configuration; mibs: whether snmptrapd knows PATHGAUGE-MIB;
    more: further options of snmptrapd. The agent must send to this port of 127.0.0.1: Proof.trap_port."""
    folder = pathlib.Path(proof.folder) / name
    folder.mkdir()
    traphandle_conf = folder / "traphandle.conf"
    traphandle_conf.write_text(handler_config)
    # The sender of a trap is its authoritative engine (RFC 3414), so its engine ID must be known.
    engine = json.loads((proof.agent.state / "engine.json").read_text())["engine-id"]
    config = folder / "snmptrapd.conf"
    config.touch(mode=0o600)
    config.write_text(
        f'createUser -e 0x{engine} {SNMP_USER} SHA-256 "{proof.agent.auth}" AES "{proof.agent.priv}"\n'
        f"authUser log,execute {SNMP_USER} priv\n"
        f"traphandle default {handler} --config {traphandle_conf}\n"
    )
    log = folder / "received.log"
    options = ["-M", MIB_PATH, "-m", "PATHGAUGE-MIB"] if mibs else ["-m", ""]
    # -X: as a subagent of a host's snmpd it tells its version before it listens.
    program = proof.child(
        name, "snmptrapd", "-f", "-X", "-n", "-C", "-c", config, *options, *more, "-Lf", log, f"udp:127.0.0.1:{port}",
        SNMP_PERSISTENT_DIR=str(folder), LC_ALL="C.UTF-8",
    )  # fmt: skip

    def listening():
        program.check_alive()
        if log.exists() and "No access configuration" in log.read_text():
            raise Failed(f"snmptrapd: {log.read_text()}")
        return log.exists() and "NET-SNMP version" in log.read_text()

    await_true("snmptrapd listens", listening)
    return program
