"""What is for NMSs that do not run here: each file against its format, PATHGAUGE-MIB and a running agent; snmptt takes traps for real."""

import json
import pathlib
import re
import sys
import tomllib
import urllib.error
import urllib.request

import jsonschema
import yaml

from pgnms.proof import Proof
from pgnms.trapd import trapd
from pgtest.everything import DROPS, filtered, rule
from pgtest.mibtext import MibText
from pgtest.procs import await_true

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parent
sys.path.insert(0, str(FOLDER / "opennms"))

from loaded import OpenNms, traps_of  # noqa: E402

SCHEMAS = "https://raw.githubusercontent.com/librenms/librenms/master/resources/definitions/schema"
# What LibreNMS has a graph and a unit for.
CLASSES = {"state", "load", "delay"}
# What LibreNMS knows in a sensor, by its documentation and schemas: what there must be, and what there may be.
NEEDED = {"oid", "num_oid", "descr"}
STATE = NEEDED | {"value", "index", "group", "state_name", "states", "skip_values", "snmp_flags"}
SENSOR = NEEDED | {
    "value", "index", "group", "divisor", "multiplier", "low_limit", "low_warn_limit", "warn_limit", "high_limit",
    "skip_values", "skip_value_lt", "skip_value_gt", "snmp_flags", "rrd_type",
}  # fmt: skip
NUMBER = re.compile(r"(\.\d+)+\.\{\{ \$index \}\}")
REPLACED = re.compile(r"\{\{ (?:\$(?:index|subindex\d)|(PATHGAUGE-MIB::\w+)(?::\d)?) \}\}")


class Validated(Proof):
    trap_port = 16163
    shows_values = False
    # All that OpenNMS collects is there.
    extra = DROPS | filtered([rule("pings", 1, "count", protocol=1)])

    def start(self):
        self.mib = MibText()
        self.snmptt()
        self.librenms()
        self.telegraf()
        self.opennms()

    def opennms(self):
        """OpenNMS's own loaders read every file, and what they make of it is the MIB's and the agent's."""
        folder = self.folder / "opennms"
        folder.mkdir()
        self.in_opennms = OpenNms(self.agent, folder, self.pictures)
        values, graphs = self.in_opennms.check()
        self.remark(f"OpenNMS: {values} values read for what its loaders say is collected, {graphs} graphs drawn of them")

    def alarms_of_opennms(self):
        """What it makes of the notifications that came: each alarm ends by what was raised before with the same key."""
        alarms = [self.in_opennms.alarm(trap) for trap in traps_of(self.raw.read_text())]
        for key in {key for key, _ in alarms}:
            severities = [severity for other, severity in alarms if other == key]
            assert severities[0] in ("MAJOR", "CRITICAL") and severities[-1] == "CLEARED", (key, severities)
        self.say(alarms)
        assert len({key for key, _ in alarms}) == 2, alarms
        assert {severity for _, severity in alarms} == {"MAJOR", "CRITICAL", "CLEARED"}, alarms

    def column(self, oid):
        """The name of the accessible object that a dotted identifier is."""
        number = tuple(int(part) for part in oid.strip(".").split("."))
        name = self.mib.names.get(number)
        assert name in self.mib.syntax and not self.mib.syntax[name].startswith("SEQUENCE"), f"{oid} is no object"
        return name

    def librenms(self):
        """Names, identifiers, states and units of the YAML are the MIB's; and its form is what upstream's schemas want."""
        detection = yaml.safe_load((FOLDER / "librenms" / "os_detection" / "pathgauge.yaml").read_text())
        discovery = yaml.safe_load((FOLDER / "librenms" / "os_discovery" / "pathgauge.yaml").read_text())
        (product,) = detection["discovery"][0]["sysObjectID"]
        assert self.agent.snmp("snmpget", "-Oqvn", "1.3.6.1.2.1.1.2.0").strip() == product, product
        sensors = dict(discovery["modules"]["sensors"])
        (more,) = sensors.pop("additional_oids")["data"]
        assert more["oid"] == ["PATHGAUGE-MIB::pathGaugeProbeName"] and "pathGaugeProbeName" in self.mib.syntax
        assert detection.keys() <= {"os", "text", "type", "icon", "group", "over", "discovery", "mib_dir", "ifname"}, detection
        assert sensors.keys() == CLASSES, sensors.keys()
        for kind, content in sensors.items():
            for sensor in content["data"]:
                assert NEEDED <= sensor.keys() <= (STATE if kind == "state" else SENSOR), sensor
                assert NUMBER.fullmatch(sensor["num_oid"]), sensor
                assert sensor["descr"].count("{{") == len(REPLACED.findall(sensor["descr"])), sensor
                assert {name for name in REPLACED.findall(sensor["descr"]) if name} == set(more["oid"]), sensor
                name = self.column(sensor["num_oid"].removesuffix(".{{ $index }}"))
                assert "PATHGAUGE-MIB::" + name == sensor.get("value", sensor["oid"]), sensor
                assert sensor["index"] == name + ".{{ $index }}", sensor
                syntax = self.mib.syntax[name]
                if kind == "state":
                    assert {s["value"]: s["descr"] for s in sensor["states"]} == self.mib.labels(name), sensor
                elif kind == "delay":
                    assert (syntax, sensor["divisor"]) == ("PathGaugeDelay", 10_000_000), sensor
                else:
                    assert (syntax, sensor["divisor"]) == ("Gauge32 (0..1000000)", 10_000), sensor
        self.against_schemas({"os_schema": detection, "discovery_schema": discovery})

    def against_schemas(self, documents):
        for name, document in documents.items():
            try:
                with urllib.request.urlopen(f"{SCHEMAS}/{name}.json", timeout=10) as answer:
                    schema = json.load(answer)
            except (urllib.error.URLError, TimeoutError) as problem:
                self.remark(f"LibreNMS: names, identifiers and units checked; {name} of upstream cannot be fetched: {problem}")
                continue
            jsonschema.validate(document, schema)
            self.remark(f"LibreNMS: valid by upstream's {name}")

    def telegraf(self):
        """It is TOML, and each identifier is a column, or a scalar with its 0, which the agent has."""
        (plugin,) = tomllib.loads((FOLDER / "telegraf" / "pathgauge.conf").read_text())["inputs"]["snmp"]
        for field in plugin["field"]:
            self.column(field["oid"].removesuffix(".0"))
            assert self.agent.snmp("snmpget", "-Oqv", field["oid"]).strip().isdigit(), field
        fields = [field for table in plugin["table"] for field in table["field"]]
        assert len(fields) == 8, fields
        for field in fields:
            self.column(field["oid"])
            # A percentile is there once a window has packets enough, at the latest with the first minute.
            oid = field["oid"] + "."
            await_true(f"a value of {field}", lambda oid=oid: self.agent.snmp("snmpbulkwalk", "-Oqn", oid[:-1]).startswith(oid), 90)
        for table in plugin["table"]:
            homes = {self.mib.home(self.column(field["oid"])) for field in table["field"]}
            assert len(homes) == 1, (table["name"], homes)

    def snmptt(self):
        """snmptrapd with snmptt as its handler, as an operator has them."""
        folder = self.folder / "snmptt"
        folder.mkdir()
        self.log = folder / "snmptt.log"
        self.log.touch()
        ini = pathlib.Path("/etc/snmp/snmptt.ini").read_text()
        changes = {
            "mode": "standalone", "log_enable": "1", "log_file": self.log, "log_system_enable": "0", "syslog_enable": "0",
            "unknown_trap_log_enable": "1", "unknown_trap_log_file": folder / "unknown.log", "exec_enable": "0",
            "mibs_environment": "", "net_snmp_perl_enable": "0", "translate_log_trap_oid": "0",
        }  # fmt: skip
        for name, value in changes.items():
            ini = re.sub(rf"^{name} *=.*$", f"{name} = {value}", ini, flags=re.MULTILINE)
        ini = re.sub(
            r"^snmptt_conf_files = <<END\n.*?\nEND$",
            f"snmptt_conf_files = <<END\n{FOLDER / 'snmptt' / 'snmptt.conf.pathgauge'}\nEND",
            ini,
            flags=re.MULTILINE | re.DOTALL,
        )
        (folder / "snmptt.ini").write_text(ini)
        handler = folder / "handler"
        self.raw = folder / "raw"
        handler.write_text(
            "#!/bin/sh\n"
            f"(flock 3; tee -a {self.raw}; echo --end-- >>{self.raw}) 3>{folder}/lock |\n"
            f"    snmptt --ini={folder / 'snmptt.ini'} >>{folder}/said 2>&1\n"
        )
        handler.chmod(0o755)
        self.unknown = folder / "unknown.log"
        # snmptt wants identifiers as numbers.
        self.trapd = trapd(self, self.trap_port, "", mibs=False, handler=handler, more=("-On",))

    def first_value(self):
        self.trapd.check_alive()
        return True

    def logged(self, word):
        """Whether snmptt wrote that both alarms of the probe were raised, or cleared."""
        self.trapd.check_alive()
        return len(set(re.findall(rf"{word} path: (probe path, threshold \w+)", self.log.read_text()))) == 2

    def alerted(self):
        return self.logged("raised")

    def cleared(self):
        return self.logged("cleared")

    def finish(self):
        text = self.log.read_text()
        self.say(text)
        assert " Critical " in text and " Normal " in text, text
        assert not self.unknown.exists() or "32473" not in self.unknown.read_text(), self.unknown.read_text()
        self.alarms_of_opennms()
