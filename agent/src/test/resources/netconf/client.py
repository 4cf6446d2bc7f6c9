"""Uses a NETCONF server as a manager would, with ncclient; ends with 'all done' or a traceback.

Arguments: port, user, key file, base version (1.0 or 1.1).
"""

import sys

from lxml import etree
from ncclient import manager
from ncclient.operations import RPCError
from ncclient.xml_ import to_ele

port, user, key, base = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
PROBES = "urn:pathgauge:yang:pathgauge-probes"
MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"
NS = {"p": PROBES, "m": MONITORING}


def connect():
    return manager.connect(
        host="127.0.0.1",
        port=port,
        username=user,
        key_filename=key,
        hostkey_verify=False,
        allow_agent=False,
        look_for_keys=False,
        timeout=30,
    )


def only_base(device_handler):
    """ncclient names both bases on its own; this leaves the wanted one."""
    return ["urn:ietf:params:netconf:base:" + base]


from ncclient.devices.default import DefaultDeviceHandler  # noqa: E402

DefaultDeviceHandler.get_capabilities = only_base

with connect() as session:
    assert session.connected
    assert any("yang-library:1.1" in c for c in session.server_capabilities)
    assert any("module=ietf-netconf&" in c for c in session.server_capabilities)
    assert any("module=ietf-netconf-monitoring&" in c for c in session.server_capabilities)

    everything = session.get()
    assert len(everything.data.findall(".//p:probes/p:probe", NS)) == 50

    one = session.get(("subtree", f'<probes xmlns="{PROBES}"><probe><name>probe-4</name></probe></probes>'))
    entries = one.data.findall(".//p:probe", NS)
    assert [e.findtext("p:name", namespaces=NS) for e in entries] == ["probe-4"], etree.tostring(one.data)
    assert entries[0].findtext("p:state/p:index", namespaces=NS) == "4"
    assert entries[0].findtext("p:statistics/p:window[p:length='1min']/p:sent", namespaces=NS) == "60"

    config = session.get_config(source="running")
    assert len(config.data.findall(".//p:probe", NS)) == 50
    assert config.data.find(".//p:state", NS) is None
    filtered = session.get_config("running", ("subtree", f'<probes xmlns="{PROBES}"><max-probes/></probes>'))
    assert filtered.data.findtext(".//p:max-probes", namespaces=NS) == "65536"

    schema = session.get_schema("pathgauge-probes")
    assert "module pathgauge-probes" in schema.data
    listed = session.get(("subtree", f'<netconf-state xmlns="{MONITORING}"><schemas/></netconf-state>'))
    for entry in listed.data.findall(".//m:schema", NS):
        name, version = (entry.findtext("m:" + n, namespaces=NS) for n in ("identifier", "version"))
        assert f"module {name}" in session.get_schema(name, version=version).data

    for refused, tag in (
        (lambda: session.get_schema("none"), "invalid-value"),
        (lambda: session.get_config(source="running", filter=("xpath", "/x")), None),
        (lambda: session.dispatch(to_ele("<reboot xmlns='urn:none'/>")), "unknown-namespace"),
        (lambda: session.lock("running"), "operation-not-supported"),
    ):
        try:
            refused()
        except RPCError as e:
            assert tag is None or e.tag == tag, (tag, e.tag)
        except Exception as e:  # ncclient refuses what the server did not advertise
            assert tag is None, e
        else:
            raise AssertionError(f"{tag} expected")

    with connect() as victim:
        assert victim.session_id != session.session_id
        session.kill_session(victim.session_id)
        try:
            victim.get_config(source="running")
        except Exception:
            pass
        else:
            raise AssertionError("a killed session answers")
        victim._session.close()
        victim.close_session = lambda: None

    assert session.close_session().ok
    session.close_session = lambda: None
print("all done")
