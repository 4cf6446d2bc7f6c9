package org.pathgauge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.DataContainerChild;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.pathgauge.config.ConfigDecoder;
import org.pathgauge.config.ConfigException;
import org.pathgauge.model.AgentConfig;

class ConfigDiffTest {
    @Test
    void limitThatWaitsForARestartSaysSo() throws ConfigException {
        assertEquals(
                List.of("packets-per-second is now 5", "max-probes will be 7 when the agent is restarted"),
                ConfigDiff.lines(
                        config("{}"),
                        config("{\"pathgauge-probes:probes\":{\"max-probes\":7,\"packets-per-second\":5}}")));
    }

    @Test
    void changedUsersAreNoSilence() {
        assertEquals(
                List.of("SNMP user ann removed", "SNMP user bob changed", "SNMP user eve added"),
                ConfigDiff.users(Map.of("ann", 1, "bob", 1, "dan", 1), Map.of("bob", 2, "dan", 1, "eve", 1)));
    }

    @Test
    void changedAccessControlIsNoSilence() {
        ContainerNode none = root(QName.create("urn:pathgauge:yang:pathgauge-probes", "2026-11-23", "probes"));
        QName nacm = QName.create("urn:ietf:params:xml:ns:yang:ietf-netconf-acm", "2018-02-14", "nacm");
        ContainerNode some = root(nacm, ImmutableNodes.leafNode(QName.create(nacm, "enable-nacm"), false));
        assertEquals(List.of(), ConfigDiff.accessControl(some, some));
        assertEquals(List.of("access control (nacm) changed"), ConfigDiff.accessControl(none, some));
    }

    private static ContainerNode root(QName top, DataContainerChild... inside) {
        return container(
                QName.create("urn:ietf:params:xml:ns:netconf:base:1.0", "data"),
                List.of(container(top, List.of(inside))));
    }

    private static ContainerNode container(QName name, List<? extends DataContainerChild> inside) {
        return ImmutableNodes.newContainerBuilder()
                .withNodeIdentifier(new NodeIdentifier(name))
                .withValue(List.copyOf(inside))
                .build();
    }

    private static AgentConfig config(String json) throws ConfigException {
        return ConfigDecoder.decode(json, name -> 1);
    }
}
