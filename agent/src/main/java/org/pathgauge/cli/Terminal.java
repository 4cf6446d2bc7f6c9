package org.pathgauge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The terminal that the command line runs in. */
final class Terminal {
    private static final int DEFAULT = 80;
    private static final int SMALLEST = 40;
    private static final int SHORTEST = 8;
    private static final int LARGEST = 1_000;

    private Terminal() {}

    /** Columns: as the environment says, as the terminal says, else 80. */
    static int width() {
        return Math.clamp(size("COLUMNS", 1, DEFAULT), SMALLEST, LARGEST);
    }

    /** Lines: as the environment says, as the terminal says, else the given number. */
    static int height(int fallback) {
        return Math.clamp(size("LINES", 0, fallback), SHORTEST, LARGEST);
    }

    private static int size(String variable, int word, int fallback) {
        String told = System.getenv(variable);
        if (told != null && told.matches("\\d{1,4}")) {
            return Integer.parseInt(told);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (stty.waitFor(1, TimeUnit.SECONDS) && size.matches("\\d{1,4} \\d{1,4}")) {
                int number = Integer.parseInt(size.split(" ")[word]);
                return number > 0 ? number : fallback;
            }
        } catch (IOException e) {
            return fallback;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return fallback;
    }
}
