package org.pathgauge.bpf;

import com.sun.jna.Callback;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What libbpf has to say about the current thread's last operation, kept for the exception instead of
 * printed to standard error.
 */
final class LibbpfLog {
    private static final int LEVEL_WARN = 0;
    private static final int LINE_BYTES = 1024;
    private static final int MAX_LINES = 64;

    private static final ThreadLocal<Deque<String>> LINES = ThreadLocal.withInitial(ArrayDeque::new);

    /** Referenced for ever: libbpf keeps the pointer. */
    private static final Printer PRINTER = LibbpfLog::print;

    private LibbpfLog() {}

    /** {@code libbpf_print_fn_t}; a {@code va_list} argument is passed as a pointer on 64-bit Linux. */
    interface Printer extends Callback {
        int print(int level, Pointer format, Pointer arguments);
    }

    static void install() {
        Libbpf.libbpf_set_print(PRINTER);
    }

    /** Forgets what earlier operations of this thread said. */
    static void clear() {
        LINES.get().clear();
    }

    /** Warnings since {@link #clear()}, one a line, without the verifier's log. */
    static String warnings() {
        return String.join("\n", LINES.get());
    }

    private static int print(int level, Pointer format, Pointer arguments) {
        if (level != LEVEL_WARN) {
            return 0;
        }
        try (Memory line = new Memory(LINE_BYTES)) {
            Libc.vsnprintf(line, LINE_BYTES, format, arguments);
            Deque<String> lines = LINES.get();
            if (lines.size() == MAX_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line.getString(0).strip());
        }
        return 0;
    }
}
