"""The agent's traps, through snmptrapd and the handler, reach Alertmanager, Zabbix's file and the pipe of Icinga 2 or Nagios."""

import json
import os
import threading

from pgnms.proof import Proof
from pgnms.trapd import trapd
from pgnms.web import Webhook, ask_json
from pgtest.procs import await_true

ALERTMANAGER, WEBHOOK = 9093, 9099


class Pipe:
    """The external command pipe of Icinga 2 or Nagios, and what was written to it."""

    def __init__(self, path):
        self.lines = []
        os.mkfifo(path)
        # Open for writing too, so that it never ends while the handler comes and goes.
        self._descriptor = os.open(path, os.O_RDWR)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with os.fdopen(self._descriptor, closefd=False) as pipe:
            for line in pipe:
                self.lines.append(line)


class Traps(Proof):
    trap_port = 16162
    shows_values = False

    def start(self):
        self.webhook = self.keep(Webhook(self.netns, WEBHOOK))
        self.pipe = Pipe(self.folder / "commands")
        (self.folder / "alertmanager.yml").write_text(
            json.dumps(
                {
                    "route": {"receiver": "proof", "group_by": ["..."], "group_wait": "0s", "group_interval": "1s"},
                    "receivers": [{"name": "proof", "webhook_configs": [{"url": self.webhook.url, "send_resolved": True}]}],
                }
            )
        )
        self.alertmanager = self.child(
            "alertmanager",
            "prometheus-alertmanager",
            f"--config.file={self.folder / 'alertmanager.yml'}",
            f"--storage.path={self.folder / 'alerts'}",
            f"--web.listen-address=127.0.0.1:{ALERTMANAGER}",
            "--cluster.listen-address=",
        )
        self.zabbix = self.folder / "zabbix_traps"
        self.trapd = trapd(
            self,
            self.trap_port,
            f"[zabbix]\nfile = {self.zabbix}\n"
            f"[alertmanager]\nurl = http://127.0.0.1:{ALERTMANAGER}\n"
            f"[nagios]\ncommand_file = {self.folder / 'commands'}\nstate = {self.folder / 'raised'}\n"
            "[hosts]\n127.0.0.1 = probe-host\n",
        )

    def first_value(self):
        self.alertmanager.check_alive()
        return ask_json(self.netns, f"http://127.0.0.1:{ALERTMANAGER}/api/v2/status")

    def told(self, status):
        """Types of the alarms that Alertmanager told with a status."""
        alerts = [alert for message in self.webhook.received for alert in message["alerts"]]
        return {a["labels"]["type"] for a in alerts if a["status"] == status and a["labels"]["agent"] == "probe-host"}

    def alerted(self):
        self.trapd.check_alive()
        return self.told("firing") >= {"probeLoss", "probeUnreachable"}

    def cleared(self):
        return self.told("resolved") >= {"probeLoss", "probeUnreachable"}

    def finish(self):
        text = self.zabbix.read_text()
        self.say(text)
        for state in ("raised", "cleared"):
            for kind, severity in (("probeLoss", "major"), ("probeUnreachable", "critical")):
                assert f'pathgauge {state} kind="probe" resource="path" type="{kind}"' in text, text
                assert f'severity="{severity}"' in text, text
        assert " ZBXTRAP 127.0.0.1\n" in text, text
        # The handler feeds the pipe last.
        await_true("the pipe has the clearing", lambda: self.pipe.lines and self.pipe.lines[-1].split(";")[3] == "0", 30)
        lines = [line.split(";") for line in self.pipe.lines]
        self.say("".join(self.pipe.lines))
        assert {(line[1], line[2]) for line in lines} == {("probe-host", "PathGauge probe path")}, lines
        states = [int(line[3]) for line in lines]
        assert states[-1] == 0 and max(states) == 2, states
        # A service is OK only once all of its alarms are cleared.
        assert states.count(0) == 1, states
        assert ask_json(self.netns, f"http://127.0.0.1:{ALERTMANAGER}/api/v2/alerts?active=true") == []
