package org.pathgauge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that the command line runs in. */
final class Terminal {
    private static final int DEFAULT = 80;
    private static final int SMALLEST = 40;
    private static final int LARGEST = 1_000;

    private Terminal() {}

    /** Columns: as the environment says, as the terminal says, else 80. */
    static int width() {
        String columns = System.getenv("COLUMNS");
        if (columns != null && columns.matches("\\d{1,4}")) {
            return Math.clamp(Integer.parseInt(columns), SMALLEST, LARGEST);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches("\\d{1,4} [1-9]\\d{0,3}")) {
                return Math.clamp(Integer.parseInt(size.split(" ")[1]), SMALLEST, LARGEST);
            }
        } catch (IOException e) {
            return DEFAULT;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return DEFAULT;
    }
}
