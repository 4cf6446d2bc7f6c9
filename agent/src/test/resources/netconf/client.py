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
NC = "urn:ietf:params:xml:ns:netconf:base:1.0"
NMDA = "urn:ietf:params:xml:ns:yang:ietf-netconf-nmda"
DS = "urn:ietf:params:xml:ns:yang:ietf-datastores"
MONITORING = "urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring"
NS = {"p": PROBES, "m": MONITORING}


def connect():
    return manager.connect(
        host="127.0.0.1",
        port=port,
        username=user,
        key_filename=key,
        # The key has none, but ncclient 0.6.17 (Debian 13) fails on a key without.
        password="",
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
    assert any("with-defaults:1.0?basic-mode=explicit" in c for c in session.server_capabilities)
    tagged = session.get_config("running", with_defaults="report-all-tagged").data
    tags = {e.get("{urn:ietf:params:xml:ns:netconf:default:1.0}default") for e in tagged.iterfind(".//p:interval", NS)}
    assert tags == {"true"}, tags
    selected = session.get_config("running", ("xpath", ({"p": PROBES}, "/p:probes/p:max-probes"))).data
    assert [e.text for e in selected.iter() if not len(e)] == ["65536"], etree.tostring(selected)
    filtered = session.get_config("running", ("subtree", f'<probes xmlns="{PROBES}"><max-probes/></probes>'))
    assert filtered.data.findtext(".//p:max-probes", namespaces=NS) == "65536"

    def get_data(datastore, inside=""):
        asked = f'<get-data xmlns="{NMDA}" xmlns:ds="{DS}"><datastore>ds:{datastore}</datastore>{inside}</get-data>'
        return session.dispatch(to_ele(asked)).xml.encode()

    shown = etree.fromstring(get_data("operational", "<with-origin/>"))
    assert len(shown.findall(".//p:probes/p:probe", NS)) == 50
    origins = {e.get("{urn:ietf:params:xml:ns:yang:ietf-origin}origin") for e in shown.iterfind(".//p:interval", NS)}
    assert len(origins) == 1 and origins.pop().endswith(":default")
    shallow = etree.fromstring(get_data("running", "<max-depth>2</max-depth>"))
    assert shallow.find(".//p:target", NS) is None and shallow.find(".//p:probes", NS) is not None

    schema = session.get_schema("pathgauge-probes")
    assert "module pathgauge-probes" in schema.data
    listed = session.get(("subtree", f'<netconf-state xmlns="{MONITORING}"><schemas/></netconf-state>'))
    for entry in listed.data.findall(".//m:schema", NS):
        name, version = (entry.findtext("m:" + n, namespaces=NS) for n in ("identifier", "version"))
        assert f"module {name}" in session.get_schema(name, version=version).data

    for refused, tag in (
        (lambda: session.get_schema("none"), "invalid-value"),
        (lambda: session.get_config(source="running", filter=("xpath", "1 + 1")), "invalid-value"),
        (lambda: session.dispatch(to_ele("<reboot xmlns='urn:none'/>")), "unknown-namespace"),
        (lambda: session.delete_config("running"), "invalid-value"),
        (lambda: session.delete_config("candidate"), "invalid-value"),
        (lambda: session.validate("startup"), "invalid-value"),
        (lambda: session.cancel_commit(persist_id="none"), "operation-failed"),
        (lambda: session.kill_session(session.session_id), "invalid-value"),
    ):
        try:
            refused()
        except RPCError as e:
            assert e.tag == tag, (tag, e.tag)
        else:
            raise AssertionError(f"{tag} expected")

    def edit(target, content, **options):
        return session.edit_config(target=target, config=f'<nc:config xmlns:nc="{NC}">{content}</nc:config>', **options)

    def probe(name, inside="", attributes=""):
        return f'<probes xmlns="{PROBES}"><probe {attributes}><name>{name}</name>{inside}</probe></probes>'

    def targets(source):
        found = session.get_config(source).data.findall(".//p:probe", NS)
        return {e.findtext("p:name", namespaces=NS): e.findtext("p:target", namespaces=NS) for e in found}

    with session.locked("candidate"):
        edit("candidate", probe("new", "<target>192.0.2.77</target>"))
        assert targets("candidate")["new"] == "192.0.2.77" and "new" not in targets("running")
        assert session.validate("candidate").ok
        with connect() as other:
            try:
                other.lock("candidate")
            except RPCError as e:
                assert e.tag == "lock-denied" and session.session_id in etree.tostring(e.xml).decode(), e
            else:
                raise AssertionError("a second lock was granted")
        assert session.commit().ok
        assert targets("running")["new"] == "192.0.2.77"
        edit("candidate", probe("new", attributes='nc:operation="delete"'))
        assert "new" not in targets("candidate")
        assert session.discard_changes().ok and "new" in targets("candidate")
    with session.locked("running"):
        edit("running", probe("new", "<target>192.0.2.78</target>"), default_operation="none", test_option="set")
        edit("running", probe("new", "<interval>500</interval>"), error_option="rollback-on-error")
        edit("running", probe("new", attributes='nc:operation="delete"'))
        assert "new" not in targets("running")
    try:
        edit("running", probe("new", "<target>192.0.2.78</target><interval>1</interval>"))
    except RPCError as e:
        assert e.tag == "invalid-value" and e.path.endswith("pgp:probe[pgp:name='new']/pgp:interval"), e.path
    else:
        raise AssertionError("an interval of 1 ms was accepted")
    assert session.copy_config("running", "candidate").ok

    edit("candidate", probe("confirmed", "<target>192.0.2.79</target>"))
    session.commit(confirmed=True, timeout="300", persist="token")
    assert "confirmed" in targets("running")
    session.cancel_commit(persist_id="token")
    assert "confirmed" not in targets("running")
    edit("candidate", probe("confirmed", "<target>192.0.2.79</target>"))
    session.commit(confirmed=True, timeout="300")
    assert session.commit().ok, "the confirmation"
    assert "confirmed" in targets("running")
    assert session.copy_config("running", "candidate").ok
    edit("running", probe("confirmed", attributes='nc:operation="remove"'))
    assert "confirmed" not in targets("running")

    with connect() as listener:
        streams = listener.get(("subtree", '<netconf xmlns="urn:ietf:params:xml:ns:netmod:notification"/>')).data
        assert "<name>NETCONF</name>" in etree.tostring(streams).decode(), etree.tostring(streams)
        filtered = '<netconf-config-change xmlns="urn:ietf:params:xml:ns:yang:ietf-netconf-notifications"/>'
        assert listener.create_subscription(filter=("subtree", filtered), start_time="2020-01-01T00:00:00Z").ok
        told = [listener.take_notification(timeout=30).notification_xml for _ in range(3)]
        assert "<operation>create</operation>" in told[0] and "<username>" + user in told[0], told
        edit("running", probe("told", "<target>192.0.2.80</target>"))
        while "pgp:name='told'" not in told[-1]:
            told.append(listener.take_notification(timeout=30).notification_xml)
        assert len(listener.get_config("running").data), "requests go on"
        edit("running", probe("told", attributes='nc:operation="delete"'))

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
