package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.NetworkInterface;
import org.pathgauge.model.Snapshot;
import org.pathgauge.snmp.mib.MibTree;
import org.pathgauge.snmp.mib.Reading;
import org.pathgauge.snmp.mib.StandardViews;
import org.pathgauge.snmp.mib.UpTime;
import org.pathgauge.snmp.mib.WindowCache;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.TimeTicks;

/** IF-MIB against ietf-interfaces, which RFC 8343 section 4 maps to it, on one snapshot. */
class InterfaceAgreementTest {
    private static final Instant STARTED = Instant.parse("2026-03-04T05:06:07Z");
    private static final long PAST_32_BITS = 5L << 32;
    private static final String IF_TABLE = "1.3.6.1.2.1.2.2.1.";
    private static final String IF_X_TABLE = "1.3.6.1.2.1.31.1.1.1.";

    /** Leaf of ietf-interfaces to the column whose value is the same, number for number. */
    private static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("if-index", IF_TABLE + 1),
            Map.entry("name", IF_X_TABLE + 1),
            Map.entry("description", IF_X_TABLE + 18),
            Map.entry("statistics/in-octets", IF_X_TABLE + 6),
            Map.entry("statistics/in-unicast-pkts", IF_X_TABLE + 7),
            Map.entry("statistics/in-multicast-pkts", IF_X_TABLE + 8),
            Map.entry("statistics/in-discards", IF_TABLE + 13),
            Map.entry("statistics/in-errors", IF_TABLE + 14),
            Map.entry("statistics/out-octets", IF_X_TABLE + 10),
            Map.entry("statistics/out-unicast-pkts", IF_X_TABLE + 11),
            Map.entry("statistics/out-discards", IF_TABLE + 19),
            Map.entry("statistics/out-errors", IF_TABLE + 20));

    private final Snapshot snapshot = Snapshot.empty(STARTED)
            .but()
            .hostInterfaces(List.of(shown(2, "eth0"), shown(70_000, "br0")), STARTED)
            .build();
    private final MibTree tree = new MibTree(StandardViews.all(
            new UpTime() {
                @Override
                public TimeTicks now() {
                    return new TimeTicks(100);
                }

                @Override
                public TimeTicks at(Instant instant) {
                    return new TimeTicks(instant.getEpochSecond() - STARTED.getEpochSecond());
                }
            },
            i -> false));

    private static NetworkInterface shown(int index, String name) {
        return new NetworkInterface(
                index,
                name,
                "to the " + name,
                NetworkInterface.Kind.ETHERNET,
                true,
                NetworkInterface.Status.DORMANT,
                Optional.of(STARTED.plusSeconds(8)),
                Optional.empty(),
                9000,
                OptionalLong.of(25_000_000_000L),
                List.of(),
                List.of(),
                true,
                true,
                STARTED.plusSeconds(9),
                new NetworkInterface.In(
                        PAST_32_BITS + index, PAST_32_BITS + 2, PAST_32_BITS + 3, PAST_32_BITS + 4, PAST_32_BITS + 5),
                new NetworkInterface.Out(
                        PAST_32_BITS + 6 + index, PAST_32_BITS + 7, PAST_32_BITS + 8, PAST_32_BITS + 9));
    }

    private String snmp(String column, int index) {
        return tree.get(new Reading(() -> snapshot, new WindowCache()), new OID(column + "." + index))
                .toString();
    }

    private Map<String, String> yang(int position) {
        var entries = new ArrayList<Node.Branch>();
        for (Field field : InterfaceShapes.interfaces()
                .bind(new Name(InterfaceShapes.NS, "interfaces"), snapshot)
                .fields()) {
            field.nodes().forEachRemaining(node -> entries.add((Node.Branch) node));
        }
        var leaves = new TreeMap<String, String>();
        flatten(entries.get(position), "", leaves);
        return leaves;
    }

    private static void flatten(Node.Branch branch, String prefix, Map<String, String> leaves) {
        for (Field field : branch.fields()) {
            field.nodes().forEachRemaining(node -> {
                String path = prefix + node.name().local();
                if (node instanceof Node.Leaf leaf) {
                    leaves.put(path, String.valueOf(leaf.value()));
                } else if (node instanceof Node.Branch inner) {
                    flatten(inner, path + "/", leaves);
                }
            });
        }
    }

    @Test
    void countersAndNamesAreTheSameNumberForNumber() {
        for (int position : List.of(0, 1)) {
            Map<String, String> leaves = yang(position);
            int index = Integer.parseInt(leaves.get("if-index"));
            SAME.forEach((leaf, column) -> assertEquals(leaves.get(leaf), snmp(column, index), leaf));
            assertEquals("up".equals(leaves.get("admin-status")) ? "1" : "2", snmp(IF_TABLE + 7, index));
            assertEquals("dormant", leaves.get("oper-status"));
            assertEquals("5", snmp(IF_TABLE + 8, index));
            assertEquals(leaves.get("speed"), snmp(IF_X_TABLE + 15, index) + "000000");
            assertEquals("4294967295", snmp(IF_TABLE + 5, index), "a speed past 32 bits stays at the largest");
            assertEquals(STARTED.plusSeconds(8).toString(), leaves.get("last-change"));
            assertEquals(new TimeTicks(8).toString(), snmp(IF_TABLE + 9, index));
            assertEquals(STARTED.plusSeconds(9).toString(), leaves.get("statistics/discontinuity-time"));
            assertEquals(new TimeTicks(9).toString(), snmp(IF_X_TABLE + 19, index));
        }
    }

    @Test
    void countersOf32BitsAreTheLowHalves() {
        assertEquals(String.valueOf(70_000), snmp(IF_TABLE + 10, 70_000));
        assertEquals("2", snmp(IF_TABLE + 11, 70_000));
        assertEquals("3", snmp(IF_TABLE + 12, 70_000));
        assertEquals(String.valueOf(70_006), snmp(IF_TABLE + 16, 70_000));
        assertEquals("7", snmp(IF_TABLE + 17, 70_000));
    }

    @Test
    void rowsAreCountedAndTheTableSaysWhenItChanged() {
        assertEquals("2", snmp("1.3.6.1.2.1.2.1", 0));
        assertEquals("noSuchInstance", snmp(IF_TABLE + 1, 3));
        assertEquals(new TimeTicks(0).toString(), snmp("1.3.6.1.2.1.31.1.5", 0), "the same as since the start");
    }
}
