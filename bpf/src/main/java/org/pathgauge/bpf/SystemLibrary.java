package org.pathgauge.bpf;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** Opens the machine's libraries through JNA, quickly. */
final class SystemLibrary {
    private static final String JNA_PATHS = "jna.platform.library.path";

    private SystemLibrary() {}

    /**
     * Maps a class's native methods to a library that the dynamic loader finds.
     *
     * <p>Unless told the paths, JNA starts {@code ldconfig -p} once to learn them, which costs tens of
     * milliseconds and gives nothing: the loader reads the same cache.
     *
     * @throws UnsatisfiedLinkError when the library or a function is missing
     */
    static void register(Class<?> type, String library) {
        if (System.getProperty(JNA_PATHS) == null) {
            System.setProperty(JNA_PATHS, "");
        }
        Native.register(type, NativeLibrary.getInstance(library));
    }
}
