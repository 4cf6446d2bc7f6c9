"""Nagios 4 runs the plugin and check_snmp, takes traps as passive results by its command pipe, and notifies."""

import os
import pathlib
import re
import subprocess

from pgnms.browser import Browser
from pgnms.pluginproof import PluginProof, Service
from pgnms.plugins import PLUGINS, STANDARD, USER, credentials, folder, own, readable
from pgnms.trapd import trapd
from pgtest.procs import run

HERE = pathlib.Path(__file__).resolve().parent
HARD = "1"
CGI = "/usr/lib/cgi-bin/nagios4/status.cgi"
STYLES = pathlib.Path("/etc/nagios4/stylesheets")


class Nagios(PluginProof):
    def start(self):
        super().start()
        self.plugins = self.folder / "plugins"
        self.plugins.mkdir()
        for program in (readable(self, PLUGINS / "check_pathgauge"), pathlib.Path(STANDARD) / "check_snmp"):
            (self.plugins / program.name).symlink_to(program)
        var = folder(self.folder, "var")
        results = folder(self.folder, "results")
        self.status = var / "status.dat"
        (self.folder / "resource.cfg").write_text(f"$USER1$={self.plugins}\n")
        (self.folder / "objects.cfg").write_text(self.objects())
        config = self.folder / "nagios.cfg"
        config.write_text(
            f"""
cfg_file={readable(self, HERE / "pathgauge.cfg")}
cfg_file={self.folder / "objects.cfg"}
resource_file={self.folder / "resource.cfg"}
log_file={var / "nagios.log"}
log_archive_path={var}
object_cache_file={var / "objects.cache"}
precached_object_file={var / "objects.precache"}
status_file={self.status}
status_update_interval=1
state_retention_file={var / "retention.dat"}
retain_state_information=0
command_file={var / "nagios.cmd"}
query_socket={var / "nagios.qh"}
check_external_commands=1
lock_file={var / "nagios.pid"}
temp_file={var / "nagios.tmp"}
temp_path={var}
check_result_path={results}
nagios_user={USER}
nagios_group={USER}
interval_length=1
service_inter_check_delay_method=n
check_result_reaper_frequency=1
enable_flap_detection=0
use_syslog=0
check_for_updates=0
log_passive_checks=1
illegal_macro_output_chars=`~$&|'"<>
"""
        )
        own(*self.folder.glob("*.cfg"))
        run("nagios4", "-v", config)
        self.nagios = self.child("nagios4", "nagios4", config)
        trapd(
            self,
            self.trap_port,
            f"[nagios]\ncommand_file = {var / 'nagios.cmd'}\nstate = {self.folder / 'raised'}\n[hosts]\n127.0.0.1 = router\n",
        )

    def objects(self):
        """Period, contact, and a host with the artefact's templates, faster than an operator wants."""
        fast = f"check_interval {self.poll_seconds}\nretry_interval 1\ncontacts operator"

        def service(name, command, more=fast, use="pathgauge-service"):
            return f"define service {{\nuse {use}\nhost_name router\nservice_description {name}\ncheck_command {command}\n{more}\n}}\n"

        interface = self.topology["AGENT_IF"]
        return (
            "define timeperiod {\ntimeperiod_name 24x7\nalias always\n"
            + "\n".join(f"{day}day 00:00-24:00" for day in ("sun", "mon", "tues", "wednes", "thurs", "fri", "satur"))
            + "\n}\n"
            + "define command {\ncommand_name tell\n"
            + f"command_line {self.told.command} '$NOTIFICATIONTYPE$' '$SERVICEDESC$:' '$SERVICESTATE$' '$SERVICEOUTPUT$'\n}}\n"
            + "define contact {\ncontact_name operator\nservice_notification_period 24x7\nhost_notification_period 24x7\n"
            + "service_notification_options w,u,c,r\nhost_notification_options n\n"
            + "service_notification_commands tell\nhost_notification_commands tell\n}\n"
            # The services are to be told of while the agent is dead, too, so the host is always up here.
            + "define command {\ncommand_name up\ncommand_line /bin/true\n}\n"
            + "define host {\nuse pathgauge-host\nhost_name router\naddress 127.0.0.1\ncheck_command up\n"
            + f"_PATHGAUGE_PORT {self.agent.snmp_port}\n_PATHGAUGE_CREDENTIALS {credentials(self)}\n_PATHGAUGE_TIMEOUT 3\n{fast}\n}}\n"
            + service("Path path", "check_pathgauge_probe!path!loss=1,p95=50!loss=5,p95=200!10")
            + service("Path path-v6", "check_pathgauge_probe!path-v6!loss=1!loss=5!10")
            + service("PathGauge agent", "check_pathgauge!agent")
            + service("PathGauge alarms", "check_pathgauge!alarms")
            + service("PathGauge active alarms", "check_pathgauge_snmp!.1.3.6.1.4.1.32473.1.1.1.5.0!alarms!0!10")
            + service("PathGauge probe path", "check_pathgauge_alarms_of!path", "check_interval 3600\ncontacts operator", "pathgauge-trap-service")
            + service("TCP any", "check_pathgauge!tcp -W 10 -w rtt_p99=100000")
            + service(f"Drops {interface}", f"check_pathgauge!drops -W 10 --interface {interface} -w dropped=1000000")
        )

    def services(self):
        self.nagios.check_alive()
        text = self.status.read_text() if self.status.exists() else ""
        services = {}
        for block in re.findall(r"^servicestatus \{\n(.*?)\n\s*\}", text, re.S | re.M):
            said = dict(line.strip().partition("=")[::2] for line in block.splitlines())
            if said["has_been_checked"] == "1":
                output = said["plugin_output"] + said["long_plugin_output"]
                services[said["service_description"]] = Service(
                    int(said["current_state"]), said["state_type"] == HARD, output, said["performance_data"]
                )
        return services

    def while_broken(self):
        super().while_broken()
        self.look()

    def look(self):
        """What an operator sees of the host: the page that Nagios' own program makes, without a web server."""
        config = self.folder / "cgi.cfg"
        config.write_text(
            f"main_config_file={self.folder / 'nagios.cfg'}\nphysical_html_path=/usr/share/nagios4/htdocs\n"
            "url_html_path=/nagios4\nuse_authentication=0\nescape_html_tags=1\n"
        )
        request = {"REQUEST_METHOD": "GET", "QUERY_STRING": "host=router&limit=0", "NAGIOS_CGI_CONFIG": str(config)}
        answer = subprocess.run([CGI], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, env=os.environ | request)
        html = answer.stdout.partition("<html>")[2]
        assert "Path path" in html and "CRITICAL" in html, answer
        page = self.folder / "status.html"
        html = re.sub(r"/(?:cgi-bin/)?nagios4/stylesheets/", f"{STYLES.as_uri()}/", html)
        # Icons would come from a web server.
        page.write_text("<!DOCTYPE html><html>" + re.sub(r"<img [^>]*>", "", html, flags=re.I))
        with Browser(self.netns, height=560) as browser:
            browser.open(page.as_uri())
            browser.picture(self.pictures / "nagios.png", whole=True)

    def check(self):
        super().check()
        # Its example is one that Nagios takes.
        example = self.folder / "example.cfg"
        text = (self.folder / "nagios.cfg").read_text().replace(str(self.folder / "objects.cfg"), str(example))
        (self.folder / "example-nagios.cfg").write_text(text)
        common = self.objects().split("define host {")[0] + "define contactgroup {\ncontactgroup_name admins\nmembers operator\n}\n"
        example.write_text(common + (HERE / "pathgauge-example.cfg").read_text())
        own(*self.folder.glob("example*"))
        run("nagios4", "-v", self.folder / "example-nagios.cfg")
