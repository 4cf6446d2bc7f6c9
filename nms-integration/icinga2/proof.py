"""Icinga 2 runs the plugin and check_snmp, takes traps as passive results over its API, and notifies."""

import base64
import contextlib
import http.client
import json
import pathlib
import secrets
import socket
import ssl

from pgnms.pluginproof import PluginProof, Service
from pgnms.plugins import PLUGINS, STANDARD, credentials, folder, own, readable
from pgnms.trapd import trapd
from pgtest.procs import Failed, entered, run

HERE = pathlib.Path(__file__).resolve().parent
API = 5665
DIRECTORIES = {"InitRunDir": "run", "LogDir": "log", "DataDir": "data", "CacheDir": "cache", "SpoolDir": "spool"}


class Icinga2(PluginProof):
    def start(self):
        super().start()
        self.password = secrets.token_hex(12)
        for name in DIRECTORIES.values():
            folder(self.folder, name)
        self.certs = folder(self.folder / "data", "certs")
        self.make_certificate()
        config = self.folder / "icinga2.conf"
        config.touch(mode=0o600)
        config.write_text(self.configuration())
        own(config)
        self.icinga = self.child("icinga2", *self.command("daemon", "-c", config))
        password = self.folder / "password"
        password.write_text(self.password + "\n")
        trapd(
            self,
            self.trap_port,
            f"[icinga2]\nurl = https://localhost:{API}\nuser = pathgauge\npassword_file = {password}\n"
            f"ca_file = {self.certs / 'ca.crt'}\nstate = {self.folder / 'raised'}\n[hosts]\n127.0.0.1 = router\n",
        )

    def command(self, *arguments):
        """Icinga 2 in directories of its own; the package's stay as they are."""
        defined = [f"-D{name}={self.folder / place}" for name, place in DIRECTORIES.items()]
        return ["icinga2", *arguments[:1], *defined, f"-DConfigDir={self.folder}", *arguments[1:]]

    def make_certificate(self):
        """What "icinga2 api setup" makes, for this machine's own name."""
        key, certificate = self.certs / "localhost.key", self.certs / "localhost.crt"
        run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
        )  # fmt: skip
        (self.certs / "ca.crt").write_bytes(certificate.read_bytes())
        own(key, certificate, self.certs / "ca.crt")

    def configuration(self):
        """A whole Icinga 2 around the artefact, which is included as it is."""
        return f"""
            const PluginDir = "{STANDARD}"
            const PluginContribDir = "{readable(self, PLUGINS / "check_pathgauge").parent}"
            const NodeName = "localhost"
            const ZoneName = NodeName
            const TicketSalt = ""
            include <itl>
            object Endpoint NodeName {{ }}
            object Zone ZoneName {{ endpoints = [ NodeName ] }}
            object CheckerComponent "checker" {{ }}
            object NotificationComponent "notification" {{ }}
            object ApiListener "api" {{ bind_host = "127.0.0.1"; bind_port = {API} }}
            object ApiUser "pathgauge" {{
              password = "{self.password}"
              permissions = [ "objects/query/Service", "actions/process-check-result" ]
            }}
            include "{readable(self, HERE / "pathgauge.conf")}"
            object Host "router" {{
              address = "127.0.0.1"
              check_command = "pathgauge"
              check_interval = {self.poll_seconds}s
              retry_interval = {self.poll_seconds}s
              vars.pathgauge = true
              vars.pathgauge_port = {self.agent.snmp_port}
              vars.pathgauge_credentials = "{credentials(self)}"
              vars.pathgauge_timeout = 3
              vars.pathgauge_interval = {self.poll_seconds}s
              vars.pathgauge_alarm_interval = 1h
              vars.pathgauge_probes["path"] = {{ window = 10, warning = "loss=1,p95=50", critical = "loss=5,p95=200" }}
              vars.pathgauge_probes["path-v6"] = {{ window = 10 }}
              vars.pathgauge_tcp["any"] = {{ window = 10, warning = "rtt_p99=100000" }}
              vars.pathgauge_drops["{self.topology["AGENT_IF"]}"] = {{ window = 10, warning = "dropped=1000000" }}
            }}
            object User "operator" {{ }}
            object NotificationCommand "tell" {{
              command = [ "{self.told.command}", "$notification.type$", "$service.name$:", "$service.state$", "$service.output$" ]
            }}
            apply Notification "tell" to Service {{
              command = "tell"
              users = [ "operator" ]
              interval = 0
              assign where true
            }}
            """

    def services(self):
        self.icinga.check_alive()
        answer = self.ask("/v1/objects/services?attrs=name&attrs=state&attrs=state_type&attrs=last_check_result")
        services = {}
        for attributes in (found["attrs"] for found in (answer or {"results": []})["results"]):
            result = attributes["last_check_result"]
            if result:
                services[attributes["name"]] = Service(
                    int(attributes["state"]), attributes["state_type"] == 1, result["output"], " ".join(result["performance_data"] or [])
                )
        return services

    def ask(self, path):
        """What the API answers; None while nobody listens."""
        with contextlib.ExitStack() as stack:
            try:
                with entered(self.netns):
                    plain = socket.create_connection(("127.0.0.1", API), 10)
                trusted = ssl.create_default_context(cafile=self.certs / "ca.crt")
                wrapped = stack.enter_context(trusted.wrap_socket(plain, server_hostname="localhost"))
            except (ConnectionError, TimeoutError):
                return None
            connection = http.client.HTTPSConnection("localhost", API, timeout=10)
            connection.sock = wrapped
            token = base64.b64encode(f"pathgauge:{self.password}".encode()).decode()
            connection.request("GET", path, headers={"Accept": "application/json", "Authorization": f"Basic {token}"})
            answer = connection.getresponse()
            octets = answer.read()
        if answer.status != 200:
            raise Failed(f"{path}: {answer.status} {octets.decode(errors='replace')}")
        return json.loads(octets)
