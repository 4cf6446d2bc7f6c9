"""Cacti imports the data query and the template, polls the agent, and draws a path's percentiles and losses."""

import pathlib
import re
import shutil
import time

import templates
from pgnms.browser import pixels, require_drawn
from pgnms.proof import Proof
from pgtest.agent import Agent
from pgtest.procs import Failed, await_true, in_netns, run

HERE = pathlib.Path(__file__).resolve().parent
SITE = pathlib.Path("/usr/share/cacti/site")
CLI = pathlib.Path("/usr/share/cacti/cli")
POLL_SECONDS = 10
COMMUNITY = "cacti"


class WithCommunity(Agent):
    def document(self, probes):
        document = super().document(probes)
        document["pathgauge-system:agent"]["snmp"]["community"] = [COMMUNITY]
        return document


class Cacti(Proof):
    poll_seconds = POLL_SECONDS
    agent_type = WithCommunity
    relay = ("--match", "echo", "--delay", 1500, "--jitter", "pareto,500", "--seed", 7)

    def prepare(self):
        assert templates.FILE.read_text() == templates.document(), f"{templates.FILE.name} is old: run templates.py"
        # What an operator installs goes over Cacti's own directories, for this proof's processes alone.
        self.bound = {
            "etc": "/etc/cacti", "rra": "/var/lib/cacti/rra", "cache": "/var/lib/cacti/cache", "log": "/var/log/cacti",
            "snmp_queries": "/usr/share/cacti/resource/snmp_queries",
        }  # fmt: skip
        shutil.copytree(self.bound["snmp_queries"], self.folder / "snmp_queries")
        shutil.copy(HERE / "pathgauge.xml", self.folder / "snmp_queries")
        for name in ("etc", "rra", "cache", "log"):
            (self.folder / name).mkdir()
        (self.folder / "etc" / "debian.php").write_text(
            "<?php $database_type='mysql'; $database_default='cacti'; $database_hostname='127.0.0.1'; $database_username='cacti';"
            "$database_password='cacti'; $database_port='3306'; $database_retries=5; $database_ssl=false; $database_persist=false;"
            "$poller_id=1; $url_path='/cacti/'; $cacti_session_name='Cacti'; $cacti_db_session=false;"
            f"$disable_log_rotation=true; $proxy_headers=null; $path_csrf_secret='{self.folder}/csrf';\n"
        )
        self.start_database()
        self.set_up()
        self.import_template()

    def start(self):
        self.make_graphs()
        # One run of cron's is a minute long and asks every ten seconds.
        every = f"while sleep 0.2; do php -q {SITE}/poller.php --force || exit; done"
        self.poller = self.child("poller", *self.ours("sh", "-c", every))

    def start_database(self):
        data, socket = self.folder / "mariadb", self.folder / "mariadb.sock"
        run("mariadb-install-db", "--no-defaults", "--user=root", f"--datadir={data}", "--auth-root-authentication-method=normal")
        self.mariadb = self.child(
            "mariadbd", "mariadbd", "--no-defaults", "--user=root", f"--datadir={data}", f"--socket={socket}",
            "--bind-address=127.0.0.1", "--port=3306", "--innodb-flush-log-at-trx-commit=0", "--character-set-server=utf8mb4",
            "--collation-server=utf8mb4_unicode_ci",
        )  # fmt: skip
        self.client = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-N", "-B"]

        def answers():
            self.mariadb.check_alive()
            try:
                return run(*self.client, "-e", "SELECT 1").strip() == "1"
            except Failed:
                return False

        await_true("MariaDB answers", answers, 150, every=0.25)
        run(*self.client, "-e", "CREATE DATABASE cacti; GRANT ALL ON cacti.* TO cacti@'127.0.0.1' IDENTIFIED BY 'cacti'")
        run(*self.client, "cacti", stdin=pathlib.Path("/usr/share/cacti/conf_templates/cacti.sql").read_text())

    def sql(self, statement):
        """Lines of what MariaDB answers, each a list of texts."""
        return [line.split("\t") for line in run(*self.client, "cacti", "-e", statement).splitlines()]

    def set_up(self):
        """What Cacti's installation asks in a browser, with an interval of ten seconds in place of five minutes."""
        version = (SITE / "include" / "cacti_version").read_text().strip()
        settings = {
            "path_php_binary": "/usr/bin/php", "path_rrdtool": "/usr/bin/rrdtool", "rrdtool_version": "1.7.2",
            "path_snmpget": "/usr/bin/snmpget", "path_snmpwalk": "/usr/bin/snmpwalk", "path_snmpbulkwalk": "/usr/bin/snmpbulkwalk",
            "path_snmpgetnext": "/usr/bin/snmpgetnext", "path_cactilog": "/var/log/cacti/cacti.log",
            "poller_type": "1", "poller_interval": str(POLL_SECONDS), "cron_interval": "60", "poller_enabled": "on",
            "concurrent_processes": "1", "log_verbosity": "2",
        }  # fmt: skip
        for name, value in settings.items():
            self.sql(f"REPLACE INTO settings (name, value) VALUES ('{name}', '{value}')")
        # It would look for devices in a network that it makes up.
        self.sql("UPDATE automation_networks SET enabled=''")
        self.sql(f"UPDATE version SET cacti='{version}'")
        self.sql(f"UPDATE data_source_profiles SET step={POLL_SECONDS}, heartbeat=120 WHERE id=1")
        # A proof has no time for the first window of five minutes.
        query = self.folder / "snmp_queries" / "pathgauge.xml"
        query.write_text(query.read_text().replace("<oid_suffix>300</oid_suffix>", "<oid_suffix>10</oid_suffix>"))

    def ours(self, *command):
        """The command with the directories of Cacti's that are bound to this proof's."""
        binds = " && ".join(f"mount --bind {self.folder / name} {place}" for name, place in self.bound.items())
        return ["unshare", "--mount", "--propagation", "private", "sh", "-c", f'{binds} && cd "$0" && exec "$@"', SITE, *command]

    def php(self, program, *arguments):
        """What one of Cacti's programs prints."""
        return run(*in_netns(self.netns, *self.ours("php", "-q", program, *arguments)))

    def import_template(self):
        said = self.php(CLI / "import_template.php", f"--filename={templates.FILE}")
        self.say(said)
        self.template = self.one("SELECT id FROM host_template WHERE name='PathGauge Agent'")
        self.query = self.one("SELECT id FROM snmp_query WHERE name='PathGauge - Probes'")

    def one(self, statement):
        found = self.sql(statement)
        if len(found) != 1:
            raise Failed(f"{statement}: {found}")
        return found[0][0]

    def make_graphs(self):
        self.say(
            self.php(
                CLI / "add_device.php", "--description=router", "--ip=127.0.0.1", f"--template={self.template}", "--avail=none",
                "--version=2", f"--community={COMMUNITY}", f"--port={self.agent.snmp_port}", "--timeout=2000",
            )  # fmt: skip
        )
        self.host = self.one("SELECT id FROM host WHERE description='router'")
        found = dict(
            self.sql(
                f"SELECT field_value, snmp_index FROM host_snmp_cache WHERE host_id={self.host} AND field_name='probeName'"
            )
        )
        assert found.keys() == {"path", "path-v6"}, f"the data query found {found}"
        for graph, name in self.sql(f"SELECT id, name FROM snmp_query_graph WHERE snmp_query_id={self.query}"):
            template = self.one(f"SELECT graph_template_id FROM snmp_query_graph WHERE id={graph}")
            self.say(
                self.php(
                    CLI / "add_graphs.php", "--graph-type=ds", f"--graph-template-id={template}", f"--host-id={self.host}",
                    f"--snmp-query-id={self.query}", f"--snmp-query-type-id={graph}", "--snmp-field=probeName",
                    "--snmp-value-regex=^path",
                )  # fmt: skip
            )
            titles = [title for (title,) in self.sql("SELECT title_cache FROM graph_templates_graph WHERE local_graph_id > 0")]
            assert {f"router - {probe} - {name}" for probe in found} <= set(titles), titles

    def check_alive(self):
        self.mariadb.check_alive()
        self.poller.check_alive()

    def newest(self, source):
        """(time, value) of a data source of path; (0, None) before the first, None for what is not defined."""
        self.check_alive()
        title = f"router - path - {source}"
        path = self.one(f"SELECT data_source_path FROM data_template_data WHERE name_cache='{title}'")
        path = self.folder / "rra" / path.removeprefix("<path_rra>/")
        if not path.exists():
            return 0, None
        _, _, line = run("rrdtool", "lastupdate", path).strip().split("\n")
        when, _, number = line.partition(": ")
        return int(when), None if number == "U" else float(number)

    def first_value(self):
        return self.newest("rtt_p50")[1]

    def loss_and_state(self):
        return self.newest("loss")[1], self.newest("state")[1]

    def check(self):
        await_true("Cacti's values are the agent's", self.agrees, 150, every=1)

    def agrees(self):
        self.agent.pin()
        try:
            # The poll that runs may have asked earlier; the one after it has not.
            for _ in range(2):
                since = self.newest("state")[0]
                await_true("Cacti polls again", lambda since=since: self.newest("state")[0] > since, 150, every=0.5)
            window = next(p for p in self.agent.show("probes")["probes"] if p["name"] == "path")["windows"]["10s"]
        finally:
            self.agent.unpin()
        seen = {f"rtt_{key}": self.newest(f"rtt_{key}")[1] for key in ("min", "p50", "p90", "max")}
        # Undefined while packets of a busy machine are lost.
        expected = {f"rtt_{key.lower()}": window.get(f"rtt{key}Nanos") for key in ("Min", "P50", "P90", "Max")}
        wrong = [
            f"{key}: {seen.get(key)}, not {nanos} ns"
            for key, nanos in expected.items()
            if nanos is None or abs((seen.get(key) or 0) - round(nanos / 100)) > 1
        ]
        self.say("; ".join(wrong) or f"all values agree: {seen}")
        return not wrong and self.loss_and_state() == (0, 2)

    def alerted(self):
        """Cacti 1.2 has no thresholds without a plugin; the state that it keeps is what one would alarm on."""
        return self.loss_and_state() == (1_000_000, 3)

    def cleared(self):
        return self.loss_and_state() == (0, 2)

    def finish(self):
        self.remark("alert: Cacti has stored that the path is unreachable; it has no thresholds of its own")
        for name in ("Round-trip time", "Loss"):
            graph = self.one(f"SELECT local_graph_id FROM graph_templates_graph WHERE title_cache='router - path - {name}'")
            colour = {"Round-trip time": "539ecd", "Loss": "c00000"}[name]
            # A percentile is undefined until the losses have left its window, and then it takes some polls to be seen.
            await_true(f"Cacti's graph of {name} shows {colour}", lambda: self.shows(graph, name, colour), 150, every=2)
        log = (self.folder / "log" / "cacti.log").read_text()
        # Its own complaints are about PHP 8.2, having nobody to write to, and a poll that a busy machine did not end in ten seconds.
        bad = [line for line in log.splitlines() if re.search(r"PathGauge -|SNMP.*(ERROR|WARNING)", line)]
        assert not bad, bad

    def shows(self, graph, name, colour):
        """Whether a colour covers what can be seen of a graph, which is drawn anew."""
        octets = self.draw(graph)
        (self.pictures / f"cacti-{name.split()[0].lower()}.png").write_bytes(octets)
        width, height, shares = pixels(octets)
        assert width > 700 and height > 200, (width, height)
        require_drawn(f"Cacti's graph of {name}", shares)
        return sum(share for key, share in shares.items() if key[:3] == bytes.fromhex(colour)) > 0.005

    def draw(self, graph):
        """A graph of the last two minutes, which Cacti draws as it does for its pages."""
        now = int(time.time())
        program = self.folder / "draw.php"
        program.write_text(
            f"<?php require('{SITE}/include/cli_check.php'); require_once($config['base_path'] . '/lib/rrd.php');\n"
            f"$null = array(); $options = array('graph_start' => {now - 120}, 'graph_end' => {now}, 'graph_width' => 700,\n"
            f"'graph_height' => 200, 'image_format' => 'png', 'output_filename' => '{self.folder}/graph.png');\n"
            f"print rrdtool_function_graph({graph}, 0, $options, null, $null, 1);\n"
        )
        picture = self.folder / "graph.png"
        picture.unlink(missing_ok=True)
        said = self.php(program)
        if not picture.exists():
            raise Failed(f"Cacti drew no graph: {said}")
        return picture.read_bytes()
