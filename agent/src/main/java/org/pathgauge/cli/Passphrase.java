package org.pathgauge.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Gets passphrases without the command line, where every user of the machine could read them. */
final class Passphrase {
    private final BufferedReader in;

    /** Reads from standard input when there is neither a file nor a terminal: one passphrase a line. */
    Passphrase(BufferedReader in) {
        this.in = in;
    }

    /**
     * Reads a passphrase.
     *
     * @param what what is asked for, shown in the prompt
     * @param file whose first line is it
     * @return the caller wipes it
     */
    char[] read(String what, Optional<Path> file) {
        if (file.isPresent()) {
            return fromFile(file.get());
        }
        Console console = System.console();
        if (console != null) {
            return fromTerminal(console, what);
        }
        try {
            String line = in.readLine();
            if (line == null) {
                throw new CliException(
                        ExitCode.USAGE,
                        "No " + what + ": standard input ended. Give one line for each that is asked for");
            }
            return line.toCharArray();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILURE, "Standard input cannot be read: " + e.getMessage());
        }
    }

    private static char[] fromTerminal(Console console, String what) {
        char[] first = console.readPassword("%s: ", what);
        char[] again = console.readPassword("%s again: ", what);
        boolean same = first != null && Arrays.equals(first, again);
        if (again != null) {
            Arrays.fill(again, '\0');
        }
        if (!same) {
            throw new CliException(
                    ExitCode.USAGE, what + " was entered differently the second time: enter the same twice");
        }
        return first;
    }

    private static char[] fromFile(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            int end = 0;
            while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
                end++;
            }
            CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, 0, end));
            char[] passphrase = Arrays.copyOf(decoded.array(), decoded.limit());
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(decoded.array(), '\0');
            return passphrase;
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE,
                    "The passphrase file " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + "): name one that this user can read");
        }
    }
}
