package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs that are not ours. */
public final class Tool {
    private Tool() {}

    /** Fails in CI, and skips elsewhere with the reason, when a program is not usable. */
    public static void need(String what, String packageName, String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            process.getInputStream().readAllBytes();
            if (process.waitFor() == 0) {
                return;
            }
        } catch (IOException e) {
            // not there
        }
        String reason = what + " is missing: apt-get install " + packageName;
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        abort(reason);
    }

    /** Runs a program to its end and gives its output; it must exit with 0. */
    public static String run(Path folder, String input, List<String> command) throws Exception {
        Path in = Files.createTempFile(folder, "in", "");
        Path out = Files.createTempFile(folder, "out", "");
        Files.writeString(in, input);
        Process process = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            fail(command + " did not end; it printed " + Files.readString(out, StandardCharsets.ISO_8859_1));
        }
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), () -> String.join(" ", command) + "\n" + text);
        assertTrue(Files.deleteIfExists(in));
        return text;
    }
}
