package org.pathgauge.tcp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network namespace of a test's own with nothing but a loopback, and a process in it that makes connections. */
final class TcpLab implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "pgtcp" + ProcessHandle.current().pid() + "x" + COUNT.incrementAndGet();
    private final Process process;
    private final Writer commands;
    private final BufferedReader answers;
    private boolean gone;

    TcpLab() throws IOException {
        must("ip", "netns", "add", name);
        try {
            must("ip", "-n", name, "link", "set", "lo", "up");
            process = new ProcessBuilder(inside("/usr/bin/python3", "src/test/resources/tcp/talk.py"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            commands = process.outputWriter(StandardCharsets.UTF_8);
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            if (!"{}".equals(answers.readLine())) {
                throw new AssertionError("talk.py does not start: install python3");
            }
        } catch (IOException | RuntimeException | Error e) {
            deleteNamespace();
            throw e;
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    private String[] inside(String... command) {
        List<String> whole = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + name));
        whole.addAll(List.of(command));
        return whole.toArray(String[]::new);
    }

    /** Runs a command that must succeed in the namespace. */
    void run(String... command) {
        must(inside(command));
    }

    /** What the application saw. */
    record Answer(String json) {
        /** A member that is a number. */
        long number(String member) {
            Matcher found = Pattern.compile("\"" + member + "\": (\\d+)").matcher(json);
            if (!found.find()) {
                throw new AssertionError("no " + member + " in " + json);
            }
            return Long.parseLong(found.group(1));
        }
    }

    /** Has the process do something, and waits until it is done. */
    Answer ask(String command) throws IOException {
        commands.write(command.replace('\'', '"') + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new AssertionError("talk.py ended at " + command);
        }
        return new Answer(answer);
    }

    /** Ends the process with all its connections. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new AssertionError("talk.py does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void deleteNamespace() {
        if (!gone) {
            gone = true;
            must("ip", "netns", "del", name);
        }
    }

    private static void must(String... command) {
        try {
            Process run = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (run.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed: " + output);
            }
        } catch (IOException e) {
            throw new AssertionError(String.join(" ", command) + " could not be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
        deleteNamespace();
    }
}
