#!/usr/bin/python3
"""Writes the templates from what content.py says: templates.py [--check]. Identifiers come from the MIB's text."""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "testbed" / "lib")]

import content  # noqa: E402
from export import TRAP, Export60, Export70, uid, yaml  # noqa: E402
from parts import Trigger  # noqa: E402
from pgtest.mibtext import MibText  # noqa: E402

# Turns a trap into a line of one form: what pathgauge-traphandle wrote, or what others let through of snmptrapd's own
# text, with names or without.
TRAP_SCRIPT = """\
function of(word, name, oid) {
    var m = value.match(new RegExp('\\\\b' + word + '=("[^"\\n]*"|[0-9]+)')) ||
        value.match(new RegExp('(?:' + name + '|' + oid + ')\\\\.\\\\d+"?[ \\\\t]*(?:=|:)?[ \\\\t]*(?:[A-Za-z0-9-]+: )?([^\\\\n\\\\t]*)'));
    return m ? m[1].trim().replace(/^"|"$/g, '') : '';
}
var raised = /pathgauge raised |pathGaugeAlarmRaised|NOTIFICATIONS\\.1(?![0-9])/.test(value);
var severity = of('severity', 'pathGaugeAlarmSeverity', 'SEVERITY').replace(/\\(\\d+\\)/, '');
severity = { '1': 'warning', '2': 'minor', '3': 'major', '4': 'critical' }[severity] || severity;
return (raised ? 'raised' : 'cleared') + ' alarm=' + of('alarm', 'pathGaugeNotifyAlarmId', 'NUMBER') +
    ' severity=' + severity + ' resource="' + of('resource', 'pathGaugeAlarmResourceName', 'RESOURCE') +
    '" text=' + of('text', 'pathGaugeAlarmText', 'TEXT');
"""


def pattern(mib, name):
    """An identifier as a regular expression."""
    return ".".join(map(str, mib.oids[name])).removeprefix("1.3.6.1.4.1.").replace(".", "\\.")


def trap(mib):
    """The trap item and its triggers."""
    key = f'snmptrap["pathgauge (raised|cleared) kind=|pathGaugeAlarm(Raised|Cleared)|{pattern(mib, "pathGaugeNotifications")}\\.[12]"]'
    script = TRAP_SCRIPT
    for word, name in (
        ("NOTIFICATIONS", "pathGaugeNotifications"),
        ("SEVERITY", "pathGaugeAlarmSeverity"),
        ("NUMBER", "pathGaugeNotifyAlarmId"),
        ("RESOURCE", "pathGaugeAlarmResourceName"),
        ("TEXT", "pathGaugeAlarmText"),
    ):
        quoted = pattern(mib, name)
        script = script.replace(f"'{word}'", "'" + quoted.replace("\\", "\\\\") + "'").replace(
            f"{word}\\.1", f"{quoted}\\.1"
        )
    item = {
        "uuid": uid("item", TRAP),
        "name": "Traps",
        "type": "SNMP_TRAP",
        "key": key,
        "delay": "0",
        "trends": "0",
        "value_type": "TEXT",
        "description": "Alarms that the agent told by itself, one line each. Needs the handler of nms-integration/traps.",
        "preprocessing": [{"type": "JAVASCRIPT", "parameters": [script]}],
        "tags": [{"tag": "component", "value": "traps"}],
    }
    triggers = [
        Trigger(
            f"Trap: alarm, {word}",
            f'find(<{TRAP}>,,"regexp","^raised alarm=[0-9]+ severity={word} ")=1 and {{$PATHGAUGE.ALARMS.TRAPPED}}=1',
            f'find(<{TRAP}>,,"regexp","^cleared alarm=")=1',
            priority,
            event='{{ITEM.VALUE}.regsub("text=(.*)", "\\1")}',
            correlate="alarm",
            tags=(
                ("alarm", '{{ITEM.VALUE}.regsub("alarm=([0-9]+)", "\\1")}'),
                ("resource", '{{ITEM.VALUE}.regsub("resource=\\"([^\\"]*)\\"", "\\1")}'),
                ("told", "trap"),
            ),
            description="Ended by the trap that tells of the same alarm's clearing, or by hand where that was lost.",
        )
        for word, priority in content.PRIORITY.items()
    ]
    return key, item, triggers


def macros():
    """All user macros: those that content.py names, and two for each filter."""
    filters = {}
    for stem, what in content.FILTERS.items():
        filters[f"{{${stem}.MATCHES}}"] = ".*", f"Regular expression for {what} that are wanted."
        filters[f"{{${stem}.NOT_MATCHES}}"] = "^CHANGE_IF_NEEDED$", f"Regular expression for {what} that are not."
    return content.MACROS | filters


def made(mib):
    """File name -> text."""
    key, item, triggers = trap(mib)
    texts = {}
    for export in (Export60(mib, key), Export70(mib, key)):
        document = export.document(
            content.AGENT_ITEMS, content.AGENT_TRIGGERS, content.AGENT_GRAPHS, content.DISCOVERIES,
            item, triggers, macros(), content.DASHBOARD,
        )  # fmt: skip
        texts[f"template_pathgauge_{export.version}.yaml"] = "\n".join(yaml(document)) + "\n"
    return texts


def main():
    stale = []
    for name, text in made(MibText()).items():
        path = HERE / name
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text() != text:
                stale.append(name)
        else:
            path.write_text(text)
    if stale:
        print(
            f"{', '.join(stale)}: not what content.py and the MIB say; run nms-integration/zabbix/templates.py",
            file=sys.stderr,
        )
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
