"""Munin fetches the plugin's values from a munin-node, keeps them, draws them, and tells its contacts of limits."""

import os
import pathlib
import pwd
import re
import shutil
import socket
import subprocess
import time

from pgnms.browser import pixels, require_drawn
from pgnms.proof import Proof
from pgtest.agent import SNMP_USER
from pgtest.procs import Failed, await_true, entered, in_netns, run

HERE = pathlib.Path(__file__).resolve().parent
MUNIN = pathlib.Path("/usr/share/munin")
# A cron job every five minutes, for operators.
UPDATE_SECONDS = 10
PORT = 4949
HOST = "router"


class Munin(Proof):
    poll_seconds = UPDATE_SECONDS
    relay = ("--match", "echo", "--delay", 1500, "--jitter", "pareto,500", "--seed", 7)

    def start(self):
        self.updated = 0
        self.told = self.folder / "told"
        self.etc = self.folder / "etc"
        shutil.copytree("/etc/munin", self.etc, ignore=shutil.ignore_patterns("plugins", "plugin-conf.d", "*.conf"))
        for name in ("etc/plugins", "etc/plugin-conf.d", "etc/munin-conf.d", "etc/pathgauge", "db", "html", "cgi", "log", "run"):
            (self.folder / name).mkdir(exist_ok=True)
        # A copy, since Munin's user may not be able to enter the directory that this file is in.
        shutil.copy(HERE / "pathgauge_", self.etc / "plugins" / f"pathgauge_{HOST}")
        (self.etc / "pathgauge" / "snmp.conf").write_text(
            f"defVersion 3\ndefSecurityName {SNMP_USER}\ndefSecurityLevel authPriv\n"
            f"defAuthType SHA-256\ndefAuthPassphrase {self.agent.auth}\n"
            f"defPrivType AES\ndefPrivPassphrase {self.agent.priv}\n"
        )
        (self.etc / "plugin-conf.d" / "pathgauge").write_text(
            f"[pathgauge_*]\nuser munin\nenv.window 10\nenv.update_rate {UPDATE_SECONDS}\n"
            f"env.agent udp:127.0.0.1:{self.agent.snmp_port}\n"
        )
        (self.etc / "munin-node.conf").write_text(
            f"log_file {self.folder}/log/node.log\npid_file {self.folder}/run/node.pid\nbackground 0\nsetsid 0\n"
            f"user root\ngroup root\nhost 127.0.0.1\nport {PORT}\nallow ^127\\.0\\.0\\.1$\nhost_name {HOST}\n"
        )
        (self.etc / "munin.conf").write_text(
            f"dbdir {self.folder}/db\nhtmldir {self.folder}/html\nlogdir {self.folder}/log\nrundir {self.folder}/run\n"
            f"cgitmpdir {self.folder}/cgi\n"
            "tmpldir /etc/munin/templates\nstaticdir /etc/munin/static\ngraph_strategy cron\nhtml_strategy cron\n"
            "graph_data_size custom 1d\n"
            f"contacts proof\ncontact.proof.command cat >>{self.told}\n"
            "contact.proof.text ${loop<\\n>:cfields ${var:graph_title}|${var:label}|critical}"
            "\\n${loop<\\n>:wfields ${var:graph_title}|${var:label}|warning}"
            "\\n${loop<\\n>:ofields ${var:graph_title}|${var:label}|ok}"
            "\\n${loop<\\n>:fofields ${var:graph_title}|${var:label}|ok}\n"
            f"[{HOST}]\naddress 127.0.0.1\nport {PORT}\n"
        )
        self.user = pwd.getpwnam("munin")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, self.user.pw_uid, self.user.pw_gid)
        self.node = self.child("munin-node", *self.ours("munin-node"))
        await_true("munin-node listens", self.listens)

    def ours(self, *command):
        """The command where /etc/munin is this proof's: Munin takes some of its directories from nowhere else."""
        bound = 'mount --bind "$0" /etc/munin && exec "$@"'
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", bound, str(self.etc), *map(str, command)]

    def as_munin(self, *command):
        """Runs one of Munin's programs as its user, to its end."""
        user = ("setpriv", "--reuid", self.user.pw_uid, "--regid", self.user.pw_gid, "--clear-groups")
        return run(*in_netns(self.netns, *self.ours(*user, *command)))

    def listens(self):
        self.node.check_alive()
        try:
            with entered(self.netns):
                socket.create_connection(("127.0.0.1", PORT), 5).close()
            return True
        except ConnectionRefusedError:
            return False

    def update(self):
        """What the cron job does first, when it is time."""
        self.node.check_alive()
        if time.monotonic() > self.updated + UPDATE_SECONDS:
            self.updated = time.monotonic()
            self.as_munin(MUNIN / "munin-update")
            self.as_munin(MUNIN / "munin-limits")

    def value(self, graph, field):
        """The newest value that Munin keeps of a field; None while there is none."""
        found = list((self.folder / "db" / HOST).glob(f"{HOST}-{graph}-{field}-g.rrd"))
        if not found:
            return None
        _, _, value = run("rrdtool", "lastupdate", found[0]).strip().split("\n")[-1].partition(": ")
        return None if value.strip() in ("U", "NaN", "nan") else float(value)

    def first_value(self):
        self.update()
        return self.value("pathgauge_rtt", "path")

    def check(self):
        await_true("Munin's values are the agent's", self.agrees, 150, every=1)
        # Packets that were under way when the path got its delay may be lost.
        await_true("nothing is lost any more", lambda: self.lost() == [0, 0], 150, every=0.5)
        assert self.value("pathgauge_state", "path") == self.value("pathgauge_state", "path_v6") == 2

    def lost(self):
        self.update()
        return [self.value("pathgauge_loss", field) for field in ("path", "path_v6")]

    def agrees(self):
        """Whether Munin keeps what the agent says of one snapshot."""
        self.agent.pin()
        try:
            self.updated = 0
            self.update()
            probes = {p["name"]: p["windows"]["10s"] for p in self.agent.show("probes")["probes"]}
        finally:
            self.agent.unpin()
        wrong = []
        for name, field in (("path", "path"), ("path-v6", "path_v6")):
            for key in ("min", "p50", "p90", "max"):
                # Undefined while packets of a busy machine are lost.
                expected = probes[name].get(f"rtt{key.capitalize()}Nanos")
                seen = self.value(f"pathgauge_rtt-{field}", key)
                if expected is None or seen is None or abs(seen - expected / 1e9) > 2e-7:
                    wrong.append(f"{name} {key}: Munin keeps {seen}, the agent says {expected} ns")
        self.say("; ".join(wrong) or "all values agree")
        return not wrong

    def level(self, title, label):
        """The newest level that the contact was told about a field of a graph."""
        text = self.told.read_text() if self.told.exists() else ""
        found = re.findall(rf"^{re.escape(title)}\|{re.escape(label)}\|(\w+)$", text, re.MULTILINE)
        return found[-1] if found else None

    def alerted(self):
        self.update()
        return self.level("Packets lost in 10 s", "path") == "critical"

    def while_broken(self):
        def unreachable():
            self.update()
            return self.level("State of probes", "path") == "critical"

        await_true("the state is critical", unreachable, 150, every=0.5)

    def cleared(self):
        self.update()
        return self.level("Packets lost in 10 s", "path") == "ok"

    def finish(self):
        self.as_munin(MUNIN / "munin-html")
        page = self.folder / "html" / HOST / HOST / "index.html"
        assert "Packets lost in 10 s" in page.read_text(), page
        self.as_munin(MUNIN / "munin-graph", "--cron", "--nofork")
        assert list((self.folder / "html").rglob("pathgauge_rtt/path-day.png")), "munin-graph drew nothing"
        # A percentile is undefined until the losses have left its window, and then it takes some updates to be seen.
        await_true("Munin's graph shows the 90th percentile", self.shows_percentile, 150, every=2)

    def shows_percentile(self):
        self.update()
        octets = self.zoomed()
        (self.pictures / "munin.png").write_bytes(octets)
        width, height, shares = pixels(octets)
        assert width > 400 and height > 200, (width, height)
        require_drawn("Munin's graph", shares)
        # The area up to the 90th percentile; in the legend it has a twentieth of that.
        return sum(share for colour, share in shares.items() if colour[:3] == bytes.fromhex("539ecd")) > 0.005

    def zoomed(self):
        """The graph of a probe over the last two minutes, which Munin's CGI program draws."""
        end = int(time.time())
        command = (
            "setpriv", "--reuid", self.user.pw_uid, "--regid", self.user.pw_gid, "--clear-groups",
            "env", "REQUEST_METHOD=GET", f"PATH_INFO=/{HOST}/{HOST}/pathgauge_rtt/path-pinpoint={end - 120},{end}.png",
            "/usr/lib/munin/cgi/munin-cgi-graph",
        )  # fmt: skip
        answer = subprocess.run(self.ours(*command), stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60)
        header, _, octets = answer.stdout.partition(b"\r\n\r\n")
        if not octets.startswith(b"\x89PNG"):
            raise Failed(f"munin-cgi-graph: {header.decode(errors='replace')} {answer.stderr.decode(errors='replace')}")
        return octets
