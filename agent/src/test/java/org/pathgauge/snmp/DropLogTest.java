package org.pathgauge.snmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How many lines a queue that drops writes. */
class DropLogTest {
    private static final String BEGINS = "SNMP notifications to target nms are dropped: 10000 wait already";

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos = new AtomicLong();
    private final DropLog log = new DropLog("target nms", 10_000, nanos::get);

    @BeforeEach
    void listen() {
        lines.start();
        ((Logger) LoggerFactory.getLogger(DropLog.class)).addAppender(lines);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(DropLog.class)).detachAppender(lines);
    }

    private List<String> lines() {
        List<String> texts =
                lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        lines.list.clear();
        return texts;
    }

    private void pass(long seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        log.tick();
    }

    @Test
    void queueThatIsFullByTurnsWritesALineForTheWholeSpell() {
        log.tick();
        for (int second = 0; second < 120; second += 40) {
            for (int i = 0; i < 500; i++) {
                log.dropped();
            }
            pass(40);
        }
        assertEquals(List.of(BEGINS), lines());
        pass(19);
        assertEquals(List.of(), lines(), "59 s are not quiet enough");
        pass(1);
        assertEquals(
                List.of("SNMP notifications to target nms are no longer dropped: 1500 were, within 81 s"), lines());
        pass(600);
        assertEquals(List.of(), lines());
        log.dropped();
        assertEquals(List.of(BEGINS), lines(), "the next spell");
    }

    @Test
    void spellEndsWithTheQueue() {
        log.close();
        assertEquals(List.of(), lines());
        log.dropped();
        log.close();
        log.close();
        assertEquals(
                List.of(BEGINS, "SNMP notifications to target nms are no longer dropped: 1 were, within 1 s"), lines());
    }
}
