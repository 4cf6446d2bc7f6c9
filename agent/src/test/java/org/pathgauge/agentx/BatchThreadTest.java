package org.pathgauge.agentx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The kernel's word for it: the policy in proc_pid_stat(5). */
class BatchThreadTest {
    private static final int POLICY = 41;
    private static final int FIRST_BEHIND_NAME = 3;

    @Test
    void theCallingThreadAloneIsInTheBatch() throws Exception {
        String before = policy();
        CompletableFuture<String> own = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            BatchThread.become();
            try {
                own.complete(policy());
            } catch (Exception e) {
                own.completeExceptionally(e);
            }
        });
        assertEquals("3", own.get());
        assertEquals(before, policy());
    }

    private static String policy() throws Exception {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        // The name, in parentheses, may hold anything.
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY - FIRST_BEHIND_NAME];
    }
}
