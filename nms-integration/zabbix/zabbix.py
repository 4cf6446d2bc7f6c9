"""Zabbix 6.0 or 7.0 with a PostgreSQL and a web server of its own, all in one directory and one network namespace."""

import json
import pathlib
import pwd
import shutil
import subprocess

from pgnms.web import ask_json
from pgtest.procs import Failed, await_true, run

WEB = "http://127.0.0.1:8080"
_DATABASE_USER = "postgres"

_SERVER = """\
LogType=console
PidFile={folder}/server.pid
SocketDir={folder}
DBHost={folder}
DBName=zabbix
DBUser=zabbix
ListenIP={listen}
AllowRoot=1
SNMPTrapperFile={traps}
StartSNMPTrapper=1
StartPollers=4
StartPollersUnreachable=1
StartTrappers=2
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
StartPreprocessors=1
StartLLDProcessors=1
StartDBSyncers=1
StartAlerters=1
StartEscalators=1
CacheUpdateFrequency=2
Timeout=10
"""

_WEB = """\
<?php
$DB['TYPE'] = 'POSTGRESQL';
$DB['SERVER'] = '{folder}';
$DB['PORT'] = '0';
$DB['DATABASE'] = 'zabbix';
$DB['USER'] = 'zabbix';
$DB['PASSWORD'] = '';
$DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false;
$DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1';
$ZBX_SERVER_PORT = '10051';
$ZBX_SERVER_NAME = 'PathGauge';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
"""


class Zabbix:
    """The running system. child(name, *command, **environment) starts a program that ends with the proof."""

    def __init__(self, folder, netns, child, traps, root=pathlib.Path("/"), address=None):
        """traps: the file that the trap handler writes; root: where the packages of server and frontend were unpacked;
        address: of the server for proxies elsewhere."""
        self.folder = folder
        self._netns = netns
        self._child = child
        self._traps = traps
        self._root = root
        self._listen = ",".join(filter(None, ("127.0.0.1", address)))
        self.version = None
        self._token = None
        self._asked = 0

    def start(self):
        """Starts everything, with a database made anew; returns when the API answers."""
        shutil.chown(self.folder, _DATABASE_USER)
        self._database()
        (self.folder / "server.conf").write_text(_SERVER.format(folder=self.folder, traps=self._traps, listen=self._listen))
        # MIBs would only cost time: the template names objects by number.
        program = self._root / "usr" / "sbin" / "zabbix_server"
        libraries = (
            sorted(str(path) for path in (self._root / "usr" / "lib").glob("*-linux-gnu"))
            if self._root != pathlib.Path("/")
            else []
        )
        self._server = self._child(
            "zabbix-server", program, "-f", "-c", self.folder / "server.conf", MIBS="", LD_LIBRARY_PATH=":".join(libraries)
        )
        self._frontend()
        self.version = await_true("Zabbix answers its API", self._answers, 60, every=0.2)["result"]
        self._token = self.call("user.login", username="Admin", password="zabbix")

    def check_alive(self):
        for program in (self._postgres, self._server, self._web):
            program.check_alive()

    # PostgreSQL refuses to run as root.

    def _as_owner(self, *command):
        return ["setpriv", f"--reuid={_DATABASE_USER}", f"--regid={_DATABASE_USER}", "--clear-groups", "--", *command]

    def _database(self):
        pwd.getpwnam(_DATABASE_USER)
        programs = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))[-1]
        data = self.folder / "database"
        run(*self._as_owner(programs / "initdb", "-D", data, "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync"))
        # It lasts a few minutes: nothing needs to reach the disk.
        quick = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
                 "autovacuum=off", "listen_addresses=", f"unix_socket_directories={self.folder}")  # fmt: skip
        settings = [part for setting in quick for part in ("-c", setting)]
        self._postgres = self._child("postgres", *self._as_owner(programs / "postgres", "-D", data, *settings))
        ready = [programs / "pg_isready", "-q", "-U", _DATABASE_USER, "-h", self.folder]
        await_true("PostgreSQL answers", lambda: self._postgres.check_alive() or _succeeds(*ready), 60)
        psql = [programs / "psql", "-q", "-X", "-h", self.folder, "-v", "ON_ERROR_STOP=1", "-U"]
        run(
            *psql,
            _DATABASE_USER,
            "-d",
            "postgres",
            "-c",
            "CREATE ROLE zabbix LOGIN",
            "-c",
            "CREATE DATABASE zabbix OWNER zabbix",
        )
        sql = self._root / "usr" / "share" / "zabbix-server-pgsql"
        script = " ".join(f"'{sql / name}.sql.gz'" for name in ("schema", "images", "data"))
        load = f"zcat {script} | '{psql[0]}' -q -X -h '{self.folder}' -U zabbix -d zabbix -v ON_ERROR_STOP=1"
        run("bash", "-o", "pipefail", "-c", f"{load} >'{self.folder}/load.log'", timeout=180)
        # Without statistics some questions about templates take minutes.
        run(*psql, _DATABASE_USER, "-d", "zabbix", "-c", "ANALYZE")
        # The host that comes with it would be asked for things that are not there.
        run(*psql, "zabbix", "-d", "zabbix", "-c", "UPDATE hosts SET status = 1 WHERE host = 'Zabbix server'")

    def _frontend(self):
        etc = self.folder / "etc"
        etc.mkdir()
        (etc / "zabbix.conf.php").write_text(_WEB.format(folder=self.folder))
        # Without en_US each graph is a picture of an error message.
        locales = self.folder / "locale"
        locales.mkdir()
        run("localedef", "--no-archive", "-i", "en_US", "-f", "UTF-8", locales / "en_US.UTF-8")
        settings = (
            "post_max_size=32M",
            "max_execution_time=300",
            "max_input_time=300",
            "memory_limit=256M",
            "date.timezone=UTC",
        )
        options = [part for setting in settings for part in ("-d", setting)]
        # The packaged frontend reads its settings in /etc/zabbix and nowhere else: there, it shall see ours, and only it.
        place = f"mount --bind '{etc}' /etc/zabbix && exec \"$@\""
        self._web = self._child(
            "frontend", "unshare", "--mount", "sh", "-c", place, "sh",
            "php", *options, "-S", WEB.removeprefix("http://"), "-t", self._root / "usr" / "share" / "zabbix",
            PHP_CLI_SERVER_WORKERS="4", LOCPATH=str(locales), LC_ALL="en_US.UTF-8",
        )  # fmt: skip

    def _answers(self):
        self.check_alive()
        return self._ask("apiinfo.version", [])

    def _ask(self, method, parameters):
        self._asked += 1
        request = {"jsonrpc": "2.0", "method": method, "params": parameters, "id": self._asked}
        headers = {}
        if self._token:
            # 6.0 knows the first way alone, later ones want the second.
            request |= {"auth": self._token} if self.version.startswith("6.") else {}
            headers |= {} if self.version.startswith("6.") else {"Authorization": f"Bearer {self._token}"}
        url = f"{WEB}/api_jsonrpc.php"
        return ask_json(self._netns, url, method="POST", body=request, headers=headers, timeout=120)

    def call(self, method, *listed, **parameters):
        """The result of a method of the API; with positional parameters it gets a list of them."""
        answer = self._ask(method, list(listed) or parameters)
        if answer is None:
            self.check_alive()
            raise Failed("Zabbix's frontend does not answer")
        if "error" in answer:
            raise Failed(f"{method}: {answer['error']['message']} {answer['error']['data']}")
        return answer["result"]

    def load_template(self, path):
        """Imports a template as an operator does."""
        new = {"createMissing": True, "updateExisting": True}
        groups = ("groups",) if self.version.startswith("6.0.") else ("template_groups", "host_groups")
        rules = {
            kind: new
            for kind in (
                *groups,
                "templates",
                "items",
                "discoveryRules",
                "triggers",
                "graphs",
                "templateDashboards",
                "valueMaps",
            )
        }
        self.call("configuration.import", format="yaml", source=path.read_text(), rules=rules)

    def problems(self, hostid):
        """Open problems of a host: each with name, severity, clock, and its tags as a mapping."""
        found = self.call("problem.get", hostids=hostid, selectTags="extend", output=["name", "severity", "clock", "ns"])
        return [problem | {"tags": {tag["tag"]: tag["value"] for tag in problem["tags"]}} for problem in found]

    def ask_now(self, *ids):
        """Has items or discovery rules done at once."""
        if ids:
            self.call("task.create", *({"type": 6, "request": {"itemid": itemid}} for itemid in ids))

    def as_file(self, name, value):
        """Keeps a result for whoever reads what went wrong."""
        (self.folder / name).write_text(json.dumps(value, indent=1))


def _succeeds(*command):
    return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
