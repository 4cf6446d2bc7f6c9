"""The packaged agent: its configuration, its life, and what its own command line and clients say."""

import contextlib
import http.client
import json
import pathlib
import re
import secrets
import shutil
import signal
import socket
import tempfile

from .procs import PATIENCE, REPO, Child, Failed, await_true, entered, in_netns, run

PATHGAUGE = REPO / "agent" / "target" / "pathgauge" / "bin" / "pathgauge"
MIB_PATH = f"{REPO / 'mib' / 'src' / 'main' / 'resources' / 'mib'}:{REPO / 'mib' / 'target' / 'base-mibs'}"
SNMP_USER = "monitor"
NETCONF_USER = "operator"


# With this whoever logs in over NETCONF may do everything, writing and operations included.
ALL_PERMITTED = {
    "ietf-netconf-acm:nacm": {
        "groups": {"group": [{"name": "all", "user-name": [NETCONF_USER]}]},
        "rule-list": [
            {
                "name": "all",
                "group": ["all"],
                "rule": [{"name": "all", "module-name": "*", "access-operations": "*", "action": "permit"}],
            }
        ],
    }
}


def probe(name, target, **leaves):
    """A probe of the configuration; leaves with _ for -, 64-bit numbers as RFC 7951 wants them."""
    return {"name": name, "target": target} | {key.replace("_", "-"): value for key, value in leaves.items()}


def threshold(name, metric, rising, falling, **leaves):
    """A threshold over the 10 s window. RFC 7951 writes 64-bit numbers as strings."""
    values = {"name": name, "metric": metric, "window": "10s", "rising": str(rising), "falling": str(falling)}
    return values | leaves


class Agent:
    """A running agent. The folder holds all it needs and goes with the context."""

    def __init__(self, netns, hooks, probes, snmp_port=1161, netconf_port=1830, trap_port=None, limits=None,
                 openmetrics=None, extra=None, snmp=None, managed=True):  # fmt: skip
        """hooks: interface name -> ingress-hook; probes: as probe() makes them; openmetrics: its configuration;
        extra: further top-level containers of the configuration, name -> content; snmp: further content of its container snmp;
        managed: whether it has a user of SNMP, whose making is one more start of Java."""
        self.netns = netns
        self.snmp_port = snmp_port
        self.netconf_port = netconf_port
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pgagent"))
        self.state = self.folder / "state"
        self.config = self.folder / "pathgauge.json"
        self.log = self.folder / "agent.log"
        self.key = self.folder / "id_ed25519"
        self.child = None
        self.auth = secrets.token_hex(12)
        self.priv = secrets.token_hex(12)
        self._hooks = hooks
        self._probes = probes
        self._limits = limits or {}
        self._trap_port = trap_port
        self.openmetrics = openmetrics
        self.extra = extra or {}
        self._snmp = snmp or {}
        self._managed = managed

    def document(self, probes):
        """The configuration, an RFC 7951 document of the YANG models."""
        targets = []
        if self._trap_port:
            targets = [{"name": "nms", "address": "127.0.0.1", "port": self._trap_port, "user": SNMP_USER}]
        public = (self.folder / "id_ed25519.pub").read_text().strip()
        return {
            "pathgauge-probes:probes": self._limits | {"probe": probes},
            "pathgauge-xdp:interfaces": {
                "interface": [{"name": name, "ingress-hook": hook} for name, hook in self._hooks.items()]
            },
            "pathgauge-system:agent": {
                "snmp": {"listen": [{"address": "127.0.0.1", "port": self.snmp_port}], "target": targets} | self._snmp,
                "netconf": {
                    "listen": [{"address": "127.0.0.1", "port": self.netconf_port}],
                    "user": [{"name": NETCONF_USER, "authorized-key": [public]}],
                },
            }
            | ({"openmetrics": self.openmetrics} if self.openmetrics else {}),
            "ietf-netconf-acm:nacm": {
                "groups": {"group": [{"name": "testers", "user-name": [NETCONF_USER]}]},
                "rule-list": [
                    {
                        "name": "testers",
                        "group": ["testers"],
                        "rule": [
                            {
                                "name": "tests",
                                "module-name": "pathgauge-probes",
                                "rpc-name": "run-test",
                                "access-operations": "exec",
                                "action": "permit",
                            }
                        ],
                    }
                ],
            },
        } | self.extra

    def prepare(self):
        """Keys, SNMP user and configuration file: everything before the start."""
        self.state.mkdir()
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", NETCONF_USER, "-f", self.key)
        self.config.write_text(json.dumps(self.document(self._probes), indent=2) + "\n")
        if not self._managed:
            return
        for name in ("auth", "priv"):
            path = self.folder / name
            path.touch(mode=0o600)
            path.write_text(getattr(self, name) + "\n")
        self.pathgauge(
            "user", "add", SNMP_USER, "--auth-file", self.folder / "auth", "--priv-file", self.folder / "priv"
        )

    def start(self):
        """Starts the agent; returns at once."""
        command = in_netns(self.netns, PATHGAUGE, "run", "--config", self.config, "--state", self.state)
        with self.log.open("ab") as log:
            self.child = Child(*command, stdout=log, stderr=log)

    def await_snmp(self, seconds=60):
        """Until SNMP answers."""
        await_true("the agent answers SNMP", lambda: self._answers("1.3.6.1.2.1.1.3.0"), seconds)

    def await_ready(self):
        """Until SNMP answers, if anybody may ask, and then the command line's socket."""
        if self._managed:
            self.await_snmp()
        # Made after SNMP answers; a socket in the making is not yet listened on.
        await_true("the agent answers its command line", self._listens)

    def await_first_window(self, seconds=45):
        """Until every probe's first 10 s window is complete, and all are up."""

        def complete():
            self.check_alive()
            return all(p["state"] == "up" and p["windows"].get("10s") for p in self.ask("probes"))

        await_true("the first windows are complete", complete, seconds, every=1)

    def _listens(self):
        self.check_alive()
        with contextlib.suppress(FileNotFoundError, ConnectionRefusedError):
            return self.ask("alarms") is not None

    def _answers(self, oid):
        self.check_alive()
        try:
            return self.snmp("snmpget", "-Oqv", oid).strip()
        except Failed:
            return None

    def check_alive(self):
        if not self.child.alive():
            raise Failed(f"the agent ended with status {self.child.process.returncode}: {self.tail()}")

    def tail(self, lines=15):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def pathgauge(self, *arguments):
        """Runs the agent's command line on its state directory."""
        return run(*in_netns(self.netns, PATHGAUGE, *arguments, "--state", self.state))

    def show(self, what, *name):
        """What "pathgauge show ... --json" says."""
        return json.loads(self.pathgauge("show", what, *name, "--json"))

    def ask(self, what):
        """The same from the agent's control socket, without a Java machine for each question: for who polls."""
        return [answer for answer in self._control("show", what=what)[:-1] if "snapshot" not in answer]

    def one_shot(self, target, **members):
        """Every packet of a one-shot test, as "pathgauge probe TARGET --json" lists them; members as the command sends them."""
        answers = self._control("probe", target=target, results=True, **members)
        return [answer["packet"] for answer in answers if "packet" in answer]

    def state_of(self, what):
        """What the agent says of a part of itself, such as tcp: whether it runs, and what its problem is."""
        return self._control("show", what=what)[0][what]

    def ask_pinned(self, *whats):
        """What ask() says of several, all of one snapshot: its number, and then each."""
        pinned = self._control("pin")[-1]["snapshot"]
        try:
            return pinned, *(self.ask(what) for what in whats)
        finally:
            self._control("unpin")

    def _control(self, command, **arguments):
        """All that the control socket answers, the last of it that it is done."""
        request = json.dumps({"command": command} | arguments) + "\n"
        with socket.socket(socket.AF_UNIX) as control:
            control.settimeout(30 * PATIENCE)
            control.connect(str(self.state / "control.sock"))
            control.sendall(request.encode())
            answers = []
            for line in control.makefile("rb"):
                answers.append(json.loads(line))
                if "done" in answers[-1] or "error" in answers[-1]:
                    break
        if not answers or "done" not in answers[-1]:
            raise Failed(f"the agent does not answer {request.strip()}: {answers[-1:]}")
        return answers

    def pin(self):
        """Holds all views at one snapshot; its number."""
        return int(self.pathgauge("pin"))

    def unpin(self):
        self.pathgauge("pin", "--off")

    def snmp_options(self):
        """What an SNMPv3 client of net-snmp needs to talk to the agent."""
        return [
            "-v3", "-l", "authPriv", "-u", SNMP_USER, "-a", "SHA-256", "-A", self.auth, "-x", "AES",
            "-X", self.priv, "-t", "2", "-r", "2",
        ]  # fmt: skip

    def snmp(self, tool, *arguments, names=False):
        """Runs a client of net-snmp. Without names no MIB is read, and values stay raw."""
        mibs = ["-M", MIB_PATH, "-m", "PATHGAUGE-MIB"] if names else ["-m", ""]
        arguments = list(arguments)
        options = [a for a in arguments if a.startswith("-")]
        rest = [a for a in arguments if not a.startswith("-")]
        command = [tool, *mibs, *options, *self.snmp_options(), f"127.0.0.1:{self.snmp_port}", *rest]
        return run(*in_netns(self.netns, *command))

    def walk(self, name):
        """Raw values below an object of our MIB: index as a tuple of numbers -> number or text."""
        base = oid(name)
        values = {}
        for line in self.snmp("snmpbulkwalk", "-Onq", "-Oe", base).splitlines():
            found = re.match(rf"\.?{re.escape(base)}\.([0-9.]+) ?(.*)$", line)
            if found and not found[2].startswith("No "):
                text = found[2][1:-1] if found[2].startswith('"') else found[2]
                values[tuple(int(part) for part in found[1].split("."))] = text
        return values

    def netconf(self, way=None):
        """An open ncclient session, a context manager. way: a TCP connection to the server; else one is made beside it."""
        from ncclient import manager  # ncclient takes half a second to import

        return manager.connect(
            sock=way or self._connect(self.netconf_port),
            host="127.0.0.1",
            port=self.netconf_port,
            username=NETCONF_USER,
            key_filename=str(self.key),
            # The key has none, but ncclient 0.6.17 (Debian 13) fails on a key without.
            password="",
            hostkey_verify=False,
            allow_agent=False,
            look_for_keys=False,
            timeout=20,
        )

    def connect_netconf(self):
        """A TCP connection to the NETCONF server."""
        return self._connect(self.netconf_port)

    def _connect(self, port):
        """A connection made inside the agent's namespace. A socket keeps the namespace it was made in."""
        with entered(self.netns):
            return socket.create_connection(("127.0.0.1", port), 10)

    def scrape(self, accept="application/openmetrics-text; version=1.0.0"):
        """The exporter's page, as text, from the first address that it listens on."""
        port = self.openmetrics["listen"][0]["port"]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        connection.sock = self._connect(port)
        try:
            connection.request("GET", "/metrics", headers={"Accept": accept})
            answer = connection.getresponse()
            page = answer.read().decode()
        finally:
            connection.close()
        if answer.status != 200:
            raise Failed(f"the exporter answers {answer.status}: {page}")
        return page

    def reload(self, probes):
        """Writes a configuration with other probes and has the agent take it."""
        self.config.write_text(json.dumps(self.document(probes), indent=2) + "\n")
        self.pathgauge("reload")

    def stop(self, signal_number=signal.SIGTERM):
        return self.child.stop(signal_number, patience=15) if self.child else 0

    def __enter__(self):
        try:
            self.prepare()
            self.start()
            self.await_ready()
        except Failed as failure:
            # The log goes with the folder.
            said = self.tail() if self.log.exists() else ""
            self.__exit__()
            raise Failed(f"{failure}; the agent said: {said or 'nothing'}") from failure
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)


_oids = {}


def oid(name):
    """The numeric identifier of an object of our MIB."""
    if name not in _oids:
        text = run("snmptranslate", "-M", MIB_PATH, "-m", "PATHGAUGE-MIB", "-On", f"PATHGAUGE-MIB::{name}")
        _oids[name] = text.strip().lstrip(".")
    return _oids[name]


def free_udp_port():
    """A UDP port of 127.0.0.1 that nobody has at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe_socket:
        probe_socket.bind(("127.0.0.1", 0))
        return probe_socket.getsockname()[1]
