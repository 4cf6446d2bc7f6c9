package org.pathgauge.mib;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of DISMAN-PING-MIB as a module that smilint reads, made of the one that python3-pysnmp4-mibs has compiled,
 * since no package carries its text. Names, base types and groups are those of RFC 4560; nothing else is.
 */
final class PingModule {
    private static final Path COMPILED = Path.of("/usr/lib/python3/dist-packages/pysnmp_mibs/DISMAN-PING-MIB.py");
    private static final Map<String, String> SYNTAX = Map.ofEntries(
            Map.entry("Unsigned32", "Unsigned32"),
            Map.entry("Gauge32", "Gauge32"),
            Map.entry("Integer", "Integer32"),
            Map.entry("Integer32", "Integer32"),
            Map.entry("Bits", "BITS { a(0) }"),
            Map.entry("ObjectIdentifier", "OBJECT IDENTIFIER"),
            Map.entry("TruthValue", "TruthValue"),
            Map.entry("StorageType", "StorageType"),
            Map.entry("RowStatus", "RowStatus"),
            Map.entry("InetAddressType", "INTEGER { unknown(0), ipv4(1), ipv6(2), ipv4z(3), ipv6z(4), dns(16) }"));

    private PingModule() {}

    static String skeleton() throws IOException {
        String compiled = Files.readString(COMPILED);
        List<String> lines = new ArrayList<>(List.of(
                "DISMAN-PING-MIB DEFINITIONS ::= BEGIN",
                "IMPORTS MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Unsigned32, Gauge32, Integer32, mib-2"
                        + " FROM SNMPv2-SMI TruthValue, StorageType, RowStatus FROM SNMPv2-TC"
                        + " OBJECT-GROUP, NOTIFICATION-GROUP FROM SNMPv2-CONF;",
                "pingMIB MODULE-IDENTITY LAST-UPDATED \"200606130000Z\" ORGANIZATION \"-\" CONTACT-INFO \"-\""
                        + " DESCRIPTION \"-\" ::= { mib-2 80 }"));
        Matcher object = matcher("(\\w+) = Mib(?:Scalar|TableColumn)\\(\\(.*?\\), (\\w+)\\(", compiled);
        while (object.find()) {
            lines.add(object.group(1) + " OBJECT-TYPE SYNTAX " + SYNTAX.getOrDefault(object.group(2), "OCTET STRING")
                    + " MAX-ACCESS read-write" + rest(lines));
        }
        Matcher notification = matcher("(\\w+) = NotificationType\\(", compiled);
        while (notification.find()) {
            lines.add(notification.group(1) + " NOTIFICATION-TYPE" + rest(lines));
        }
        Matcher group = matcher("(\\w+) = (Object|Notification)Group\\(.*?setObjects\\(\\*\\((.*)\\)", compiled);
        while (group.find()) {
            boolean objects = group.group(2).equals("Object");
            List<String> members = Pattern.compile("\"DISMAN-PING-MIB\", \"(\\w+)\"")
                    .matcher(group.group(3))
                    .results()
                    .map(m -> m.group(1))
                    .toList();
            lines.add(group.group(1) + (objects ? " OBJECT-GROUP OBJECTS { " : " NOTIFICATION-GROUP NOTIFICATIONS { ")
                    + String.join(", ", members) + " }" + rest(lines));
        }
        if (lines.size() < 50) {
            throw new IOException(COMPILED + " has another form than expected");
        }
        lines.add("END");
        return String.join("\n", lines);
    }

    private static String rest(List<String> before) {
        return " STATUS current DESCRIPTION \"-\" ::= { pingMIB " + (1000 + before.size()) + " }";
    }

    private static Matcher matcher(String line, String text) {
        return Pattern.compile("^" + line, Pattern.MULTILINE).matcher(text);
    }
}
