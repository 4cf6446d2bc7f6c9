package org.pathgauge.cli;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what the TCP connections of this host do, once or again and again. */
@Command(
        name = "tcp",
        description =
                "TCP connections by peer and service, measured as they pass: a window of all, or one row in full.")
final class TcpCommand extends LivePart {
    private static final int ALL = Integer.MAX_VALUE;
    /** Of the screen, those above and below the rows. */
    private static final int OTHER_LINES = 6;

    private static final int SCREEN = 24;

    @Parameters(arity = "0..1", paramLabel = "INDEX", description = "Show this row in full.")
    private String index;

    private String window;
    private TcpSort sort;
    private int top;

    @Spec
    private CommandSpec own;

    @Option(
            names = "--window",
            defaultValue = "1min",
            description = "Window of the list: 10s, 1min, 5min or 15min (default: ${DEFAULT-VALUE}).")
    private void setWindow(String label) {
        if (!ProbeTables.WINDOWS.contains(label)) {
            throw wrong("--window must be one of " + String.join(", ", ProbeTables.WINDOWS));
        }
        window = label;
    }

    @Option(
            names = "--sort",
            paramLabel = "KEY",
            defaultValue = "opened",
            description = "Largest first by index, active, opened, failed, refused, reset, in, out, retransmission,"
                    + " connect or rtt of the window (default: ${DEFAULT-VALUE}); the remainders come last.")
    private void setSort(String label) {
        sort = TcpSort.of(label).orElseThrow(() -> wrong("--sort must be one of " + TcpSort.labels()));
    }

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "0",
            description = "The first N rows only; 0, the default, for all, and with --live for a screenful.")
    private void setTop(int rows) {
        if (rows < 0) {
            throw wrong("--top must be at least 0");
        }
        top = rows;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(own.commandLine(), message);
    }

    @Override
    String what() {
        return "tcp";
    }

    @Override
    String list() {
        return "tcpPeers";
    }

    @Override
    String noun() {
        return "row of TCP";
    }

    @Override
    String wanted() {
        return index;
    }

    @Override
    JsonObject brief(JsonObject item) {
        return index == null ? TcpTables.brief(item, window) : item;
    }

    @Override
    String subtitle() {
        return index == null ? ", window " + window : "";
    }

    @Override
    void print(List<JsonObject> items, PrintWriter out) {
        if (index != null) {
            items.forEach(item -> TcpTables.one(item, out));
            return;
        }
        TcpTables.state(header().getAsJsonObject("tcp"), out);
        List<JsonObject> sorted = items.stream().sorted(sort.order(window)).toList();
        TcpTables.list(sorted, window, most(), out);
    }

    private int most() {
        if (top > 0) {
            return top;
        }
        return live() && terminal() ? Math.max(1, Terminal.height(SCREEN) - OTHER_LINES) : ALL;
    }
}
