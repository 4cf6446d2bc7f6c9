package org.pathgauge.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.pathgauge.bpf.abi.AbiLayout;

/** What one-shot tests of type tcp-syn cannot be like. */
class TestSpecTest {
    private static final Optional<Duration> BURST = Optional.empty();

    private static Optional<String> problem(int count, Optional<Duration> spacing, Duration timeout) {
        TestSpec some = TestSpec.of("192.0.2.1");
        return new TestSpec(
                        some.target(),
                        some.family(),
                        ProbeType.TCP_SYN,
                        OptionalInt.of(443),
                        count,
                        spacing,
                        timeout,
                        some.size(),
                        some.dscp(),
                        some.ttl(),
                        some.sourceInterface(),
                        some.sourceAddress())
                .problem();
    }

    @Test
    void noPortIsUsedAgainWhileItsSynIsOnItsWay() {
        assertEquals(AbiLayout.SYN_PORTS, TestSpec.MOST_SYNS);
        Duration second = Duration.ofSeconds(1);
        Optional<Duration> fits = Optional.of(second.dividedBy(64));
        Optional<Duration> tooShort = Optional.of(second.dividedBy(64).minusNanos(1));
        assertEquals(Optional.empty(), problem(64, BURST, second));
        assertEquals(Optional.empty(), problem(64, tooShort, second));
        assertEquals(Optional.empty(), problem(1_000, fits, second));
        assertTrue(problem(65, BURST, second).orElseThrow().contains("65 SYNs on their way"));
        assertTrue(problem(1_000, tooShort, second).orElseThrow().contains("65 SYNs on their way"));
    }
}
