"""Zabbix takes the template, finds what there is, shows what the agent says, and tells problems by polling and by traps."""

import base64
import datetime
import json
import os
import pathlib
import time

import templates
from parts import TEMPLATE
from pgnms.browser import Browser, pixels, require_drawn
from pgnms.proof import Proof
from pgnms.trapd import trapd
from pgtest.agent import Agent, SNMP_USER, probe
from pgtest.everything import DROPS, PATTERNS, TCP, filtered, rule
from pgtest.mibtext import MibText
from pgtest.procs import STATE, Failed, await_true, run
from proxy import Branch
from zabbix import WEB, Zabbix

HERE = pathlib.Path(__file__).resolve().parent
# Another version than the installed one: the directory where its packages were unpacked (dpkg -x).
ROOT = pathlib.Path(os.environ.get("ZABBIX_ROOT", "/"))
POLL_SECONDS = 5
TRAP_PORT = 1162
SNMPD_PORT = 1061
SHA_256, AES_128 = 3, 1  # as the API numbers them
SNMP_INTERFACE, SECRET = 2, 1
STOCK = "Linux by SNMP"
RULES = filtered([rule("pings", 1, "count", protocol=1)])

# What the template leaves to the operator, so that the proof need not wait for minutes.
MACROS = {
    "{$PATHGAUGE.INTERVAL}": f"{POLL_SECONDS}s",
    "{$PATHGAUGE.DISCOVERY}": "10s",
    "{$PATHGAUGE.WINDOW}": "10",
    "{$PATHGAUGE.NODATA}": "30s",
    "{$PATHGAUGE.RAISE}": "#1",
    "{$PATHGAUGE.CLEAR}": "#1",
    # TCP is measured on the whole machine; here, only Zabbix's own matters.
    "{$PATHGAUGE.TCP.PORT.MATCHES}": "^(8080|10051)$",
}


class WithAgentX(Agent):
    """An agent that also serves through an snmpd, once one is there."""

    def document(self, probes):
        document = super().document(probes)
        self.agentx = self.folder / "agentx"
        document["pathgauge-system:agent"]["snmp"]["agentx"] = {
            "enabled": True,
            "socket": str(self.agentx),
            "reconnect-delay-max": 2,
        }
        return document


class ZabbixProof(Proof):
    nodes = 5
    poll_seconds = POLL_SECONDS
    # A path with some life in it, for the pictures.
    relay = ("--match", "echo", "--delay", 1500, "--jitter", "pareto,500", "--seed", 7)
    trap_port = TRAP_PORT
    extra = TCP | DROPS | PATTERNS | RULES
    agent_type = WithAgentX

    def probes(self):
        plain, v6 = super().probes()
        node = self.topology["NODE1_V4"]
        return [
            plain | {"interval": 100},
            v6 | {"interval": 100},
            probe("large", node, interval=100, timeout=500, size=1200),
            probe("voice", node, interval=100, timeout=500, dscp=46),
        ]

    def prepare(self):
        traps = self.folder / "traps"
        folder = self.folder / "zabbix"
        folder.mkdir()
        self.zabbix = Zabbix(folder, self.netns, self.child, traps, ROOT, self.topology["AGENT_V4"])
        trapd(self, TRAP_PORT, f"[zabbix]\nfile = {traps}\n")
        self.zabbix.start()
        series = "6.0" if self.zabbix.version.startswith("6.") else "7.0"
        self.say(f"Zabbix {self.zabbix.version} takes the template of {series}")
        self.zabbix.load_template(HERE / f"template_pathgauge_{series}.yaml")
        self.group = self.zabbix.call("hostgroup.create", name="PathGauge")["groupids"][0]

    def start(self):
        self.host = self.make_host("router", self.agent.snmp_port, TEMPLATE)

    def make_host(self, name, port, *templates, agent=None, **more):
        """A host that is asked at a port of 127.0.0.1, with these templates; its identifier. agent: whose users it has."""
        agent = agent or self.agent
        secrets = {"{$PATHGAUGE.SNMP.AUTH}": agent.auth, "{$PATHGAUGE.SNMP.PRIV}": agent.priv}
        return self.zabbix.call(
            "host.create",
            **more,
            host=name,
            groups=[{"groupid": self.group}],
            templates=[{"templateid": self.template_id(template)} for template in templates],
            macros=[{"macro": macro, "value": value} for macro, value in MACROS.items()]
            + [{"macro": macro, "value": value, "type": SECRET} for macro, value in secrets.items()],
            interfaces=[
                {
                    "type": SNMP_INTERFACE, "main": 1, "useip": 1, "ip": "127.0.0.1", "dns": "", "port": str(port),
                    "details": {
                        "version": 3, "bulk": 1, "securitylevel": 2, "contextname": "",
                        "securityname": "{$PATHGAUGE.SNMP.USER}",
                        "authprotocol": SHA_256, "authpassphrase": "{$PATHGAUGE.SNMP.AUTH}",
                        "privprotocol": AES_128, "privpassphrase": "{$PATHGAUGE.SNMP.PRIV}",
                    },
                }
            ],
        )["hostids"][0]  # fmt: skip

    def template_id(self, name):
        found = self.zabbix.call("template.get", filter={"name": name}, output=["templateid"])
        if not found:
            raise Failed(f"Zabbix has no template {name}")
        return found[0]["templateid"]

    def items(self, host=None):
        """Key -> item of a host, the agent's if none is named."""
        fields = ["key_", "lastvalue", "lastclock", "state", "error"]
        found = self.zabbix.call("item.get", hostids=host or self.host, output=fields)
        return {item["key_"]: item for item in found}

    def first_value(self):
        self.zabbix.check_alive()
        item = self.items().get('pathgauge.probe.rtt.p50["path"]')
        return item and float(item["lastvalue"]) > 0

    def check(self):
        # A proxy is of the server's version, and what was unpacked is of Debian's.
        self.branch = Branch(self) if self.zabbix.version.startswith("6.0.") else None
        await_true("Zabbix's values are the agent's", self.agrees, 150, every=1)
        await_true("each discovery found something", self.found, 150, every=1)
        if self.branch:
            await_true("the server has values that the proxy polled", self.branch.has_value, 150, every=1)
        self.no_errors()
        self.waits_for_agent()
        values = sum(key.startswith("pathgauge.") for key in self.items())
        self.remark(f"{values} values a poll, every {POLL_SECONDS} s, and what is discovered, every 10 s")
        self.trap_forms()
        self.takes_7_0()

    def takes_7_0(self):
        """The frontend of 7.0 has a validator of what is imported, and parsers, which read the template without a server."""
        frontend = HERE / "target" / "frontend7" / "usr" / "share" / "zabbix"
        if not frontend.exists():
            if os.environ.get("CI") == "true":
                raise Failed("Zabbix 7.0's frontend is not there, so its template is not checked: nms-integration/setup zabbix")
            self.remark("template for 7.0: not checked, its frontend could not be fetched")
            return
        told = json.loads(run("php", HERE / "validate.php", frontend, HERE / "template_pathgauge_7.0.yaml"))
        assert told["version"] == "7.0" and min(told[kind] for kind in ("items", "expressions", "keys")) > 50, told
        self.remark(f"template for 7.0: {told['items']} items, {told['expressions']} expressions, read by 7.0's frontend")

    def trap_forms(self):
        """Zabbix's own JavaScript makes one line of a trap, whoever wrote it and whatever MIBs that one knew."""
        script = self.folder / "trap.js"
        script.write_text(templates.trap(MibText())[1]["preprocessing"][0]["parameters"][0])
        root = "SNMPv2-SMI::enterprises.32473.1"
        forms = (
            'pathgauge raised kind="probe" resource="a b" severity="major" alarm=7\ntext="lost, all"',
            "PATHGAUGE-MIB::pathGaugeAlarmRaised\tPATHGAUGE-MIB::pathGaugeNotifyAlarmId.0 = INTEGER: 7\t"
            "PATHGAUGE-MIB::pathGaugeAlarmSeverity.7 = INTEGER: major(3)\tPATHGAUGE-MIB::pathGaugeAlarmText.7 = STRING: lost, all\t"
            "PATHGAUGE-MIB::pathGaugeAlarmResourceName.7 = STRING: a b",
            f'SNMPv2-MIB::snmpTrapOID.0 {root}.0.1\n{root}.1.4.2.0 7\n{root}.1.4.1.1.10.7 3\n{root}.1.4.1.1.16.7 "lost, all"\n'
            f'{root}.1.4.1.1.18.7 "a b"',
        )
        for form in forms:
            made = run("zabbix_js", "-s", script, "-p", form).strip()
            assert made == 'raised alarm=7 severity=major resource="a b" text=lost, all', (form, made)
        made = run("zabbix_js", "-s", script, "-p", forms[0].replace("raised", "cleared")).strip()
        assert made.startswith("cleared alarm=7 "), made

    def agrees(self):
        """Whether Zabbix has, for one snapshot, what the command line says."""
        self.agent.pin()
        try:
            pinned_at = time.time()
            # Whatever was asked before is answered, then everything is asked again.
            await_true("Zabbix asks for everything again", lambda: self.asked_since(pinned_at + 1), 90, every=0.5)
            return self.differences() == []
        finally:
            self.agent.unpin()

    def asked_since(self, when):
        items = self.items()
        rtt = 'pathgauge.probe.{}["path"]'
        return all(
            int(items[key]["lastclock"]) > when for key in (rtt.format("rtt.p50"), rtt.format("loss"), "pathgauge.snapshot")
        )

    def differences(self):
        """Values that are not those of pathgauge show --json."""
        items = self.items()
        shown = self.agent.show("probes")
        expected = {"pathgauge.snapshot": shown["snapshot"], "pathgauge.rate": shown["health"]["probesPerSecond"]}
        for path in shown["probes"]:
            window = path["windows"]["10s"]
            delays = {
                "rtt.min": "rttMinNanos",
                "rtt.mean": "rttMeanNanos",
                "rtt.p50": "rttP50Nanos",
                "rtt.p90": "rttP90Nanos",
            }
            # Undefined while packets of a busy machine are lost.
            if not set(delays.values()) <= window.keys():
                return [f"{path['name']} has lost {window['lossPpm']} ppm"]
            for key, name in delays.items():
                # The MIB counts tenths of a microsecond.
                expected[f'pathgauge.probe.{key}["{path["name"]}"]'] = round(window[name] / 100) / 1e7
            expected[f'pathgauge.probe.loss["{path["name"]}"]'] = window["lossPpm"] / 10_000
            expected[f'pathgauge.probe.burst["{path["name"]}"]'] = window["longestLossBurst"]
            expected[f'pathgauge.probe.state["{path["name"]}"]'] = {"up": 2}[path["state"]]
        wrong = []
        for key, value in expected.items():
            seen = float(items[key]["lastvalue"])
            if abs(seen - value) > 1.01e-7:
                wrong.append(f"{key}: Zabbix has {seen}, the agent says {value}")
        started = datetime.datetime.fromisoformat(items["pathgauge.started"]["lastvalue"])
        if abs(started.timestamp() - datetime.datetime.fromisoformat(shown["started"][:19] + "+00:00").timestamp()) > 1:
            wrong.append(f"pathgauge.started: Zabbix has {started}, the agent says {shown['started']}")
        self.say(f"{len(expected) + 1} values compared; {'; '.join(wrong) or 'all agree'}")
        return wrong

    def found(self):
        """Whether each discovery made items: of probes, interfaces, drops, rules and TCP peers. There are no alarms yet."""
        interface = self.topology["AGENT_IF"]
        keys = self.items()
        wanted = [
            'pathgauge.probe.state["path-v6"]',
            f'pathgauge.if.hook["{interface}"]',
            f'pathgauge.drops.kernel["{interface}"]',
            'pathgauge.rule.hits["pings"]',
        ]
        # Zabbix's own connections are TCP peers.
        return all(key in keys for key in wanted) and any(key.startswith("pathgauge.tcp.connect.p50[") for key in keys)

    def no_errors(self):
        """Nothing of ours that Zabbix could not ask or understand."""
        bad = [
            f"{key}: {item['error']}"
            for key, item in self.items().items()
            if key.startswith("pathgauge.") and item["state"] == "1"
        ]
        rules = self.zabbix.call("discoveryrule.get", hostids=self.host, output=["name", "state", "error"])
        bad += [f"{found['name']}: {found['error']}" for found in rules if found["error"]]
        if bad:
            raise Failed(f"Zabbix complains: {'; '.join(bad)}")

    def waits_for_agent(self):
        """Every problem of ours but restarts waits for the agent's answering."""
        found = self.zabbix.call(
            "trigger.get", hostids=self.host, output=["description"], selectDependencies=["description"]
        )
        free = {
            t["description"]
            for t in found
            if "PathGauge does not answer" not in {d["description"] for d in t["dependencies"]}
        }
        free = {name for name in free if not name.startswith("Trap: ")}
        if len(found) < 20 or free != {"PathGauge does not answer", "PathGauge was started again"}:
            raise Failed(f"of {len(found)} triggers these do not wait for the agent: {sorted(free)}")

    def beside_stock(self):
        """Our template and Zabbix's own for Linux on one host: the host's snmpd, which has ours by AgentX."""
        folder = self.folder / "snmpd"
        folder.mkdir()
        configuration = folder / "snmpd.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            f"agentAddress udp:127.0.0.1:{SNMPD_PORT}\nmaster agentx\nagentXSocket {self.agent.agentx}\n"
            f'createUser {SNMP_USER} SHA-256 "{self.agent.auth}" AES "{self.agent.priv}"\nrouser {SNMP_USER} priv\n'
        )
        self.child("snmpd", "snmpd", "-f", "-Lo", "-C", "-c", configuration, SNMP_PERSISTENT_DIR=str(folder), MIBS="")
        self.server = self.make_host("server", SNMPD_PORT, TEMPLATE, STOCK)
        self.lacking, self.asked = [], 0
        try:
            await_true("one host has values of both templates", self.both, 150, every=2)
        except Failed as failure:
            raise Failed(f"{failure}; there is none of {', '.join(self.lacking)}") from failure

    def both(self):
        self.zabbix.check_alive()
        items = self.items(self.server)
        status = next((key for key in items if key.startswith("net.if.status[")), "no interface yet")
        wanted = {
            "a probe's state": 'pathgauge.probe.state["path"]',
            "memory": "vm.memory.total[memTotalReal.0]",
            "an interface": status,
        }
        self.lacking = [what for what, key in wanted.items() if items.get(key, {}).get("lastclock", "0") == "0"]
        if time.monotonic() > self.asked + 5:
            # Their turn would come within a minute, the discovery's within an hour.
            self.asked = time.monotonic()
            rules = self.zabbix.call(
                "discoveryrule.get", hostids=self.server, output=["itemid"], filter={"key_": "net.if.discovery"}
            )
            waiting = [items[wanted[what]]["itemid"] for what in self.lacking if wanted[what] in items]
            self.zabbix.ask_now(*(rule["itemid"] for rule in rules if status not in items), *waiting)
        return not self.lacking

    def break_path(self):
        self.topology.drop("--all")
        self.broken = time.monotonic()
        self.seen = {}

    def mend_path(self):
        self.topology.drop("--none")

    def ways(self):
        """The ways that open problems of the probe came: polled state, polled alarm, trap."""
        ways = set()
        for problem in self.zabbix.problems(self.host):
            tags = problem["tags"]
            if problem["name"] == "path: unreachable":
                ways.add("state")
            elif tags.get("resource") == "path":
                ways.add(tags["told"])
        return ways

    def alerted(self):
        self.zabbix.check_alive()
        for way in self.ways():
            self.seen.setdefault(way, time.monotonic() - self.broken)
        if self.branch and self.branch.has_problem():
            self.seen.setdefault("proxy", time.monotonic() - self.broken)
        if not {"state", "polled", "trap"} | ({"proxy"} if self.branch else set()) <= self.seen.keys():
            return False
        self.zabbix.as_file("problems.json", self.zabbix.problems(self.host))
        ways = {
            "state": "polling the probe's state",
            "polled": "polling the alarm table",
            "trap": "a trap",
            "proxy": "polling of a proxy",
        }
        for way, text in ways.items():
            if way in self.seen:
                self.remark(f"broken path to problem by {text}: {self.seen[way]:.1f} s")
        return True

    def cleared(self):
        return not self.ways() and not (self.branch and self.branch.has_problem())

    def finish(self):
        self.beside_stock()
        self.look()

    def look(self):
        """What an operator sees: the dashboard, and one of its graphs as the frontend draws it."""
        pictures = STATE / "log" / "nms"
        with Browser(self.netns, 1400, 1000) as browser:
            browser.open(f"{WEB}/index.php")
            browser.js(
                "document.querySelector('#name').value = 'Admin', document.querySelector('#password').value = 'zabbix',"
                "document.querySelector('#enter').click()"
            )
            browser.await_js("location.search.includes('action=dashboard')")
            self.graph(browser, pictures / "zabbix-graph.png")
            found = self.zabbix.call("templatedashboard.get", templateids=self.template_id(TEMPLATE), output=["dashboardid"])
            place = f"hostid={self.host}&dashboardid={found[0]['dashboardid']}&from=now-3m&to=now&kiosk=1"
            browser.open(f"{WEB}/zabbix.php?action=host.dashboard.view&{place}")
            browser.await_js(
                "[...document.querySelectorAll('.dashboard-grid-widget img')]"
                ".filter(i => i.complete && i.naturalWidth > 300 && i.naturalHeight > 100).length >= 6",
                60,
            )
            size = browser.picture(pictures / "zabbix-dashboard.png")
        self.say(f"the dashboard is drawn, {size[0]} x {size[1]}")

    def graph(self, browser, path):
        """The picture has the size that was asked for, and is none of an error message."""
        name = "path: round-trip time and loss"
        found = self.zabbix.call("graph.get", hostids=self.host, filter={"name": name}, output=["graphid"])
        if not found:
            raise Failed(f"Zabbix made no graph {name}")
        url = (
            f"chart2.php?graphid={found[0]['graphid']}&from=now-3m&to=now&width=900&height=250&profileIdx=web.charts.filter"
        )
        octets = base64.b64decode(
            browser.js(
                f"fetch('{url}').then(a => a.arrayBuffer())"
                ".then(b => btoa([...new Uint8Array(b)].map(o => String.fromCharCode(o)).join('')))"
            )
        )
        path.write_bytes(octets)
        width, height, shares = pixels(octets)
        if not (900 <= width <= 1200 and 250 <= height <= 700):
            raise Failed(f"the graph {path} is {width} x {height}: an error message?")
        require_drawn(path, shares)
