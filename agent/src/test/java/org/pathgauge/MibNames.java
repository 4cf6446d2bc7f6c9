package org.pathgauge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Object identifiers by the names in PATHGAUGE-MIB, read from its text. */
final class MibNames {
    private static final Pattern DEFINITION = Pattern.compile(
            "(pathGauge\\w+)\\s+(?:OBJECT-TYPE|OBJECT IDENTIFIER|MODULE-IDENTITY)\\b.*?::=\\s*\\{\\s*(\\w+)[^}]*?(\\d+)\\s*\\}",
            Pattern.DOTALL);

    private final Map<String, String> oids = new HashMap<>(Map.of("enterprises", ".1.3.6.1.4.1.32473"));

    MibNames() throws IOException {
        try (InputStream in = MibNames.class.getResourceAsStream("/mib/PATHGAUGE-MIB")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("--[^\n]*", "");
            text = text.substring(text.indexOf("pathGaugeMIB MODULE-IDENTITY"));
            Matcher matcher = DEFINITION.matcher(text);
            while (matcher.find()) {
                String parent = oids.get(matcher.group(2));
                if (parent != null) {
                    oids.put(matcher.group(1), parent + "." + matcher.group(3));
                }
            }
        }
    }

    String oid(String name) {
        String oid = oids.get(name);
        if (oid == null) {
            throw new AssertionError("PATHGAUGE-MIB has no " + name);
        }
        return oid;
    }
}
