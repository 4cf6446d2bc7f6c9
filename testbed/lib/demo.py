"""The demo: one measurement from a packet in the kernel to snmpget, NETCONF get and a trap."""

import contextlib
import fcntl
import signal
import socket
import sys
import time

import fivenodes
from pgtest.agent import MIB_PATH, NETCONF_USER, SNMP_USER, Agent, free_udp_port, probe, threshold
from pgtest.network import Topology
from pgtest.procs import REPO, STATE, TESTBED, Failed, end_on_signals, run
from pgtest.traps import TrapReceiver
from showing import indented, pretty, progress, say, step

PREFIX = "pgdemo"
SNMP_PORT = 1161
NETCONF_PORT = 1830
PROBES = "urn:pathgauge:yang:pathgauge-probes"
XDP = "urn:pathgauge:yang:pathgauge-xdp"
SYSTEM = "urn:pathgauge:yang:pathgauge-system"


class Demo:
    """One run, in the order it is told."""

    def __init__(self, topology, agent, receiver):
        self.topology = topology
        self.agent = agent
        self.receiver = receiver
        self.shown_traps = 0

    def snmp(self, tool, *arguments, most=60):
        """Runs a client of net-snmp and shows the command, its passphrases as variables, and the answer."""
        shown = [tool, *arguments[:-1], "$V3", f"127.0.0.1:{SNMP_PORT}", arguments[-1]]
        say(f"   $ {' '.join(shown)}")
        answer = self.agent.snmp(tool, *arguments, names=True)
        indented(answer, most)
        return answer

    def introduce(self):
        step(1, "A network: this machine, and a node in a namespace of its own")
        t = self.topology
        say(f"   {t['AGENT_IF']} {t['AGENT_V4']} == veth == bridge == veth == eth0 {t['NODE1_V4']} (node)")
        indented(run("ping", "-c", "3", "-i", "0.2", "-q", t["NODE1_V4"]).split("\n\n")[-1])

        step(2, "The agent: two probes, ten packets a second each, matched at the native XDP hook")
        indented(self.agent.pathgauge("show", "interfaces"))
        progress("Measuring for a whole window of ten seconds", self.first_window, 20)
        indented(self.agent.pathgauge("show", "probes", "--window", "10s"))

    def first_window(self):
        self.agent.check_alive()
        shown = self.agent.show("probes")["probes"]
        return all(p["state"] == "up" and p["windows"].get("10s", {}).get("sent", 0) > 50 for p in shown)

    def ask(self):
        step(3, "SNMP, asked by net-snmp (version 3, SHA-256 and AES)")
        say(f'   $ export MIBS=PATHGAUGE-MIB MIBDIRS={MIB_PATH.replace(str(REPO) + "/", "")}')
        say(f'   $ V3="-v3 -l authPriv -u {SNMP_USER} -a SHA-256 -A ... -x AES -X ..."')
        index = self.index("node-v4")
        self.snmp("snmpget", f"PATHGAUGE-MIB::pathGaugeProbeLastRtt.{index}")
        say()
        self.snmp("snmpwalk", "PATHGAUGE-MIB::pathGaugeProbeTable", most=72)

        step(4, "NETCONF, asked by ncclient (SSH, public key)")
        filter_text = (
            f'<probes xmlns="{PROBES}"><probe><name>node-v4</name><state/>'
            "<statistics><totals/></statistics></probe></probes>"
        )
        say(f"   >>> manager.connect(port={NETCONF_PORT}, username={NETCONF_USER!r}, key_filename=...)")
        say(f"   >>> m.get(filter=('subtree', '{filter_text}'))")
        indented(pretty(self.netconf_get(filter_text)))

    def index(self, name):
        return next(p["index"] for p in self.agent.show("probes")["probes"] if p["name"] == name)

    def netconf_get(self, filter_text):
        with self.agent.netconf() as session:
            return session.get(filter=("subtree", filter_text)).data

    def compare_drops(self):
        step(5, "Replies that XDP dropped on the interface: one number, whoever asks")
        interface = self.topology["AGENT_IF"]
        if_index = int(open(f"/sys/class/net/{interface}/ifindex").read())
        number = self.agent.pin()
        try:
            say(f"   All views held at snapshot {number} (pathgauge pin).")
            snmp = self.snmp("snmpget", "-OQv", f"PATHGAUGE-MIB::pathGaugeIfDroppedPackets.{if_index}")
            data = self.netconf_get(
                f'<interfaces xmlns="{XDP}"><interface><name>{interface}</name>'
                "<state><hook/><dropped-packets/></state></interface></interfaces>"
            )
            say("   >>> m.get(filter=('subtree', ... <hook/><dropped-packets/> ...))")
            indented(pretty(data))
        finally:
            self.agent.unpin()
        netconf = data.find(f".//{{{XDP}}}dropped-packets").text
        hook = data.find(f".//{{{XDP}}}hook").text
        if not int(netconf) or int(snmp.split()[0]) != int(netconf) or hook != "xdp-native":
            raise Failed(f"the drop counters disagree or are 0: SNMP {snmp.strip()}, NETCONF {netconf}, hook {hook}")
        say(f"   SNMP says {int(netconf):,}, NETCONF says {int(netconf):,}: equal.")

    def break_and_mend(self):
        step(6, "Breaking the path: every third request lost, 5 ms more each way")
        self.topology.drop("--every", 3)
        self.topology.delay(5000)
        progress("Waiting for the traps that raise", lambda: self.traps("Raised", 2), 22)
        indented(self.agent.pathgauge("show", "alarms"))

        step(7, "Mending it")
        self.topology.drop("--none")
        self.topology.delay(None)
        progress("Waiting for the traps that clear", lambda: self.traps("Cleared", 2), 22)
        indented(self.agent.pathgauge("show", "alarms"))
        counts = self.topology.counts()["drop"]
        shown = self.agent.show("probes")["probes"]
        lost = sum(p["totals"]["sent"] - p["totals"]["received"] for p in shown)
        say(f"\n   The dropper lost {counts['dropped']} of {counts['matched']} requests. The agent counts {lost} unanswered:")
        say("   the same, and the few that were on their way when relay and bridge changed places.")

    def traps(self, kind, wanted):
        """Shows traps as they come; true once as many of a kind are there."""
        self.agent.check_alive()
        received = self.receiver.traps()
        for trap in received[self.shown_traps :]:
            if sys.stdout.isatty():
                print("\r\033[K", end="")
            say("   snmptrapd received:")
            for name, value in trap.items():
                say(f"      {name} = {value}")
        self.shown_traps = len(received)
        return sum(any(f"pathGaugeAlarm{kind}" == v.split("::")[-1] for v in t.values()) for t in received) >= wanted

    def stay(self):
        t = self.topology
        values = {
            "SNMP_ADDRESS": "127.0.0.1",
            "SNMP_PORT": SNMP_PORT,
            "SNMP_VERSION": 3,
            "SNMP_USER": SNMP_USER,
            "SNMP_LEVEL": "authPriv",
            "SNMP_AUTH_PROTOCOL": "SHA-256",
            "SNMP_AUTH_PASSPHRASE": self.agent.auth,
            "SNMP_PRIV_PROTOCOL": "AES",
            "SNMP_PRIV_PASSPHRASE": self.agent.priv,
            "MIBS": "PATHGAUGE-MIB",
            "MIBDIRS": MIB_PATH,
            "TRAP_FILE": self.receiver.path,
            "NETCONF_ADDRESS": "127.0.0.1",
            "NETCONF_PORT": NETCONF_PORT,
            "NETCONF_USER": NETCONF_USER,
            "NETCONF_KEY_FILE": self.agent.key,
            "INTERFACE": t["AGENT_IF"],
            "INTERFACE_ADDRESS": t["AGENT_V4"],
            "INTERFACE_ADDRESS_V6": t["AGENT_V6"],
            "NODE_ADDRESS": t["NODE1_V4"],
            "NODE_ADDRESS_V6": t["NODE1_V6"],
            "NODE_NETNS": t["NODE1_NS"],
            "TOPOLOGY": PREFIX,
            "PATHGAUGE": REPO / "agent" / "target" / "pathgauge" / "bin" / "pathgauge",
            "CONFIG_FILE": self.agent.config,
            "STATE_DIR": self.agent.state,
            "AGENT_LOG": self.agent.log,
            "AGENT_PID": self.agent.child.pid,
        }
        step(6, "Running until Ctrl-C or TERM. How to connect:")
        for key, value in values.items():
            say(f"{key}={value}")
        say("\n   To break the path and mend it:")
        say(f"   testbed/impair drop --prefix {PREFIX} --every 3    testbed/impair drop --prefix {PREFIX} --none")
        say(f"   testbed/impair delay --prefix {PREFIX} --us 5000   testbed/impair delay --prefix {PREFIX} --off")
        while True:
            self.agent.check_alive()
            time.sleep(0.5)


def check_ports():
    for kind, port, name in ((socket.SOCK_DGRAM, SNMP_PORT, "UDP"), (socket.SOCK_STREAM, NETCONF_PORT, "TCP")):
        with socket.socket(socket.AF_INET, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(kind == socket.SOCK_STREAM))
            try:
                tried.bind(("127.0.0.1", port))
            except OSError as error:
                raise Failed(
                    f"{name} port {port} of 127.0.0.1 is taken ({error.strerror}): "
                    f"'ss -lnp sport = :{port}' tells by whom; end that first"
                ) from error


def configured(topology):
    thresholds = [
        threshold("slow", "rtt-p50", 5_000_000, 2_000_000, severity="minor"),
        threshold("lossy", "loss", 100_000, 10_000, severity="major"),
    ]
    return [
        probe("node-v4", topology["NODE1_V4"], interval=100, timeout=500, threshold=thresholds),
        probe("node-v6", topology["NODE1_V6"], interval=100, timeout=500),
    ]


def main():
    stay, five = (option in sys.argv[1:] for option in ("--stay", "--five"))
    end_on_signals()
    STATE.mkdir(exist_ok=True)
    lock = open(STATE / "demo.lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        print("demo: another demo of this tree is running", file=sys.stderr)
        return 1
    started = time.monotonic()
    staying = False
    try:
        # What a demo that was killed may have left.
        run(TESTBED / "topology", "down", "--prefix", PREFIX)
        check_ports()
        with contextlib.ExitStack() as stack:

            def enter(context):
                entered = stack.enter_context(context)
                # The way back begins with this: a second Ctrl-C must not stop it half-way.
                stack.callback(ignore_signals)
                return entered

            topology = enter(Topology(5 if five else 1, "--host", "--relay", prefix=PREFIX))
            trap_port = free_udp_port()
            hooks = {topology["AGENT_IF"]: "xdp-native"}
            probes = fivenodes.probes(topology) if five else configured(topology)
            agent = enter(Agent("", hooks, probes, trap_port=trap_port))
            receiver = enter(TrapReceiver(agent, trap_port))
            demo = Demo(topology, agent, receiver)
            if five:
                fivenodes.show(demo)
            else:
                demo.introduce()
                demo.ask()
                demo.compare_drops()
                if stay:
                    staying = True
                    demo.stay()
                demo.break_and_mend()
        say("\nEverything is removed: the agent, the networks, the keys.")
        say(f"That took {time.monotonic() - started:.0f} s.")
        return 0
    except (KeyboardInterrupt, SystemExit) as leave:
        # Struck between making the network and remembering that it is made.
        ignore_signals()
        run(TESTBED / "topology", "down", "--prefix", PREFIX)
        say("\nEverything is removed: the agent, the networks, the keys.")
        return 0 if staying else getattr(leave, "code", None) or 130
    except Failed as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1


def ignore_signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


if __name__ == "__main__":
    sys.exit(main())
