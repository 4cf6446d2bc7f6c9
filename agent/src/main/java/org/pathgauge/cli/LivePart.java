package org.pathgauge.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A part of the snapshot that can be printed again and again. */
abstract class LivePart extends ShowCommand.Part {
    private static final int MAX_PERIOD = 3_600;
    private static final String CLEAR = "\033[H\033[2J";

    private int live;
    private long times;

    @Spec
    private CommandSpec own;

    @Option(
            names = "--live",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "1",
            defaultValue = "0",
            description = "Again every so many seconds (1 when not said), until interrupted.")
    private void setLive(int seconds) {
        if (seconds < 0 || seconds > MAX_PERIOD) {
            throw new ParameterException(own.commandLine(), "--live must be at most " + MAX_PERIOD + " seconds");
        }
        live = seconds;
    }

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --live, end after N tables; 0, the default, for never.")
    private void setCount(long tables) {
        if (tables < 0) {
            throw new ParameterException(own.commandLine(), "--count must be at least 0");
        }
        times = tables;
    }

    /** Whether it is printed again and again. */
    final boolean live() {
        return live > 0;
    }

    static boolean terminal() {
        return System.console() != null;
    }

    @Override
    final int printTables(PrintWriter out) {
        if (live == 0) {
            return printTable(out);
        }
        int found = 0;
        for (long done = 1; ; done++) {
            // A screen is cleared only when the next one is there, so that it does not flicker.
            StringWriter page = new StringWriter();
            PrintWriter to = new PrintWriter(page);
            found = printTable(to);
            to.flush();
            out.print(terminal() ? CLEAR + page : page + System.lineSeparator());
            out.flush();
            if (done == times || out.checkError() || found == 0 && wanted() != null || !pause()) {
                return found;
            }
        }
    }

    private boolean pause() {
        try {
            TimeUnit.SECONDS.sleep(live);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
