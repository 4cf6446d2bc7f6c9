package org.pathgauge.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestResult;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one-shot tests of one control connection, one at a time: while one runs, it has the connection's writing side, and
 * its reading side waits for {@code stop} or the end.
 *
 * <p>A client that does not read delays no test: lines that find no room are dropped and counted.
 */
final class TestConversation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TestConversation.class);
    private static final int MOST_WAITING = 4_096;

    /** The end of a test: exactly one of both is there. */
    private record End(TestResult result, Throwable failure) {}

    private final TestRunner tests;
    private final Writer out;
    private volatile TestRunner.Running running;
    private volatile boolean busy;

    TestConversation(TestRunner tests, Writer out) {
        this.tests = tests;
        this.out = out;
    }

    /** Whether a test has the connection. */
    boolean busy() {
        return busy;
    }

    /** Begins the test that a request describes; everything that is answered is written by another thread from now on. */
    void start(JsonObject request) throws IOException {
        TestSpec spec;
        boolean live;
        boolean results;
        try {
            spec = TestJson.spec(request);
            live = TestJson.flag(request, "live");
            results = TestJson.flag(request, "results");
        } catch (IllegalArgumentException e) {
            Reply.error(out, e.getMessage());
            return;
        }
        Reporter reporter = new Reporter(live);
        try {
            running = tests.start(spec, reporter);
        } catch (TestException e) {
            Reply.error(out, e.getMessage());
            return;
        }
        busy = true;
        running.result().whenComplete((result, failure) -> reporter.queue.add(new End(result, failure)));
        Thread.ofPlatform().daemon().name("control-test").start(() -> write(reporter, results));
    }

    /** Ends the test that runs, which then has its result. */
    void stop() {
        TestRunner.Running now = running;
        if (now != null) {
            now.stop();
        }
    }

    private void write(Reporter reporter, boolean results) {
        try {
            while (true) {
                Object next = reporter.queue.take();
                if (next instanceof Reply.Line line) {
                    Reply.line(out, line);
                    if (reporter.queue.isEmpty()) {
                        out.flush();
                    }
                } else {
                    end((End) next, reporter.skipped.get(), results);
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("A client left its test: {}", e.toString());
            stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(End end, int skipped, boolean results) throws IOException {
        if (end.result() != null) {
            if (results) {
                for (ProbeResult packet : end.result().results()) {
                    Reply.line(out, packetLine(packet));
                }
            }
            if (skipped > 0) {
                Reply.line(
                        out,
                        json -> json.beginObject()
                                .name("skipped")
                                .value(skipped)
                                .endObject());
            }
            Reply.line(out, json -> {
                json.beginObject().name("test");
                TestJson.result(json, end.result());
                json.endObject();
            });
        }
        // The client may ask for the next test as soon as it has read the last line.
        busy = false;
        if (end.result() != null) {
            Reply.line(out, json -> json.beginObject().name("done").value(true).endObject());
        } else if (end.failure() instanceof TestException refused) {
            Reply.error(out, refused.getMessage());
        } else {
            LOG.warn("A one-shot test failed", end.failure());
            Reply.error(out, "The agent failed: " + end.failure() + "; its log tells more");
        }
        out.flush();
    }

    private static Reply.Line packetLine(ProbeResult packet) {
        return json -> {
            json.beginObject().name("packet");
            TestJson.packet(json, packet);
            json.endObject();
        };
    }

    /** Ends the test that runs, if any: the client is gone. */
    @Override
    public void close() {
        stop();
    }

    /** Hands what happens to the writing thread. */
    private static final class Reporter implements TestRunner.Observer {
        private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final AtomicInteger skipped = new AtomicInteger();
        private final boolean live;

        private Reporter(boolean live) {
            this.live = live;
        }

        private void add(Reply.Line line) {
            if (!live) {
                return;
            }
            if (queue.size() < MOST_WAITING) {
                queue.add(line);
            } else {
                skipped.incrementAndGet();
            }
        }

        @Override
        public void began(InetAddress address) {
            add(json -> json.beginObject()
                    .name("address")
                    .value(address.getHostAddress())
                    .endObject());
        }

        @Override
        public void decided(ProbeResult result) {
            add(packetLine(result));
        }

        @Override
        public void unsent(long sequence, String why) {
            add(json -> {
                json.beginObject().name("unsent").beginObject();
                json.name("sequence").value(sequence);
                json.name("reason").value(why);
                json.endObject().endObject();
            });
        }
    }
}
