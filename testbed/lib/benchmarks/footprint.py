"""Start of the packaged agent to the first answers, and its memory with 1,000 probes.

The peer is the limit that the project set itself. SNMP: from starting the process to the answer to
a v2c GET, asked every 5 ms. NETCONF: to the server's hello, the SSH client's own work included.
"""

import pathlib
import socket
import time

from pgtest.agent import NETCONF_USER, Agent, probe
from pgtest.network import Topology
from pgtest.procs import Failed, entered

from .figures import against_limit

NAME = "footprint"
STARTS = 5
PROBES = 1000
SETTLE_SECONDS = 60
COMMUNITY = "bench"


def tlv(tag, *parts):
    """A BER element with a short length."""
    body = b"".join(parts)
    return bytes([tag, len(body)]) + body


# GetRequest of sysUpTime.0 in SNMPv2c: version 1, community, PDU (request 1, no error, one variable).
SYS_UP_TIME = tlv(0x06, bytes.fromhex("2b06010201010300"))
GET = tlv(
    0x30,
    tlv(0x02, b"\x01"),
    tlv(0x04, COMMUNITY.encode()),
    tlv(
        0xA0,
        tlv(0x02, b"\x01"),
        tlv(0x02, b"\x00"),
        tlv(0x02, b"\x00"),
        tlv(0x30, tlv(0x30, SYS_UP_TIME, tlv(0x05))),
    ),
)


def figures(progress):
    snmp, netconf = [], []
    with Topology(1) as topology:
        probes = [probe(f"node-{n:04}", topology["NODE1_V4"], interval=1000) for n in range(PROBES)]
        hooks = {topology["AGENT_IF"]: "auto"}
        with Footprint(topology["AGENT_NS"], hooks, probes) as agent:
            # The first start learns what later ones reuse: hash of the checked file, host key.
            agent.seconds_to(agent.first_snmp)
            agent.stop()
            for number in range(STARTS):
                snmp.append(agent.seconds_to(agent.first_snmp))
                agent.stop()
                netconf.append(agent.seconds_to(agent.first_hello))
                if number < STARTS - 1:
                    agent.stop()
                progress(0.5 * (number + 1) / STARTS, f"SNMP {snmp[-1]:.2f} s, NETCONF {netconf[-1]:.2f} s")
            for second in range(SETTLE_SECONDS):
                time.sleep(1)
                progress(0.5 + 0.5 * (second + 1) / SETTLE_SECONDS)
            rss = agent.rss_megabytes()
    yield against_limit("footprint start to first SNMP answer (peer: limit)", snmp, 1.0, "s")
    yield against_limit("footprint start to NETCONF hello (peer: limit)", netconf, 2.5, "s")
    yield against_limit("footprint RSS after 60 s, 1,000 probes (peer: limit)", [rss], 110, "MB")


class Footprint(Agent):
    """An agent that is started again and again."""

    def document(self, probes):
        document = super().document(probes)
        document["pathgauge-system:agent"]["snmp"]["community"] = [COMMUNITY]
        return document

    def __enter__(self):
        self.prepare()
        return self

    def seconds_to(self, event):
        started = time.monotonic()
        self.start()
        deadline = started + 60
        while not event():
            if time.monotonic() > deadline:
                raise Failed(f"{event.__name__}: not within 60 s: {self.tail()}")
            self.check_alive()
        return time.monotonic() - started

    def first_snmp(self):
        with entered(self.netns):
            asking = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with asking:
            asking.settimeout(0.005)
            asking.connect(("127.0.0.1", self.snmp_port))
            began = time.monotonic()
            try:
                asking.send(GET)
                return asking.recv(2048)[:1] == b"\x30"
            except OSError:
                # Refused comes at once, nothing comes late: ask every 5 ms in either case.
                time.sleep(max(0, 0.005 - (time.monotonic() - began)))
                return False

    def first_hello(self):
        import paramiko  # comes with ncclient

        with entered(self.netns):
            connection = socket.socket()
        try:
            connection.connect(("127.0.0.1", self.netconf_port))
        except OSError:
            connection.close()
            time.sleep(0.005)
            return False
        transport = paramiko.Transport(connection)
        try:
            transport.connect(username=NETCONF_USER, pkey=paramiko.Ed25519Key.from_private_key_file(str(self.key)))
            channel = transport.open_session()
            channel.settimeout(30)
            channel.invoke_subsystem("netconf")
            text = b""
            while b"]]>]]>" not in text:
                received = channel.recv(65536)
                if not received:
                    return False
                text += received
            return b"hello" in text
        except (paramiko.SSHException, OSError, EOFError):
            return False
        finally:
            transport.close()

    def rss_megabytes(self):
        """Resident memory in MB (10^6 octets) of the agent's process and what it started."""
        total = 0
        for status in pathlib.Path("/proc").glob("[0-9]*/status"):
            try:
                fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            except OSError:
                continue
            if int(fields["Pid"]) == self.child.pid or int(fields["PPid"]) == self.child.pid:
                total += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
        return total / 1e6
