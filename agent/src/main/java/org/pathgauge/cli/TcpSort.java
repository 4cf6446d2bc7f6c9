package org.pathgauge.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/** What TCP rows can be sorted by. */
enum TcpSort {
    INDEX("index", ""),
    ACTIVE("active", ""),
    OPENED("opened", "opened"),
    FAILED("failed", "failed"),
    REFUSED("refused", "refused"),
    RESET("reset", "reset"),
    IN("in", "octetsIn"),
    OUT("out", "octetsOut"),
    RETRANSMISSION("retransmission", "retransmissionPpm"),
    CONNECT("connect", "connectP50Nanos"),
    RTT("rtt", "rttP50Nanos");

    private final String label;
    /** Of the window; empty for a member of the row. */
    private final String member;

    TcpSort(String label, String member) {
        this.label = label;
        this.member = member;
    }

    static Optional<TcpSort> of(String label) {
        return Arrays.stream(values()).filter(s -> s.label.equals(label)).findFirst();
    }

    static String labels() {
        return String.join(", ", Arrays.stream(values()).map(s -> s.label).toList());
    }

    /** The largest first, what is undefined behind, equal ones by index; the remainders at the end. */
    Comparator<JsonObject> order(String window) {
        Comparator<JsonObject> remainderLast = Comparator.comparing(row -> !row.has("peer"));
        Comparator<JsonObject> byIndex =
                Comparator.comparingLong(row -> row.get("index").getAsLong());
        if (this == INDEX) {
            return remainderLast.thenComparing(byIndex);
        }
        Comparator<JsonObject> byValue = Comparator.comparingLong(row -> value(row, window));
        return remainderLast.thenComparing(byValue.reversed()).thenComparing(byIndex);
    }

    private long value(JsonObject row, String window) {
        JsonObject in = member.isEmpty() ? row : TcpTables.window(row, window);
        JsonElement value = in.get(member.isEmpty() ? label : member);
        return value == null ? -1 : value.getAsLong();
    }
}
