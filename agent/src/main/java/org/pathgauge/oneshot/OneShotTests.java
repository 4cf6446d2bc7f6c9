package org.pathgauge.oneshot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSpec;
import org.pathgauge.probe.TestPlace;
import org.pathgauge.probe.TestPlaces;

/** Runs one-shot tests through the same kernel programs as periodic probes, and within the same packet budget. */
public final class OneShotTests implements TestRunner, AutoCloseable {
    private final TestPlaces places;
    private final Surroundings around;
    private final Set<TestRun> running = ConcurrentHashMap.newKeySet();
    private boolean closed;

    public OneShotTests(TestPlaces places, Surroundings around) {
        this.places = places;
        this.around = around;
    }

    @Override
    public Running start(TestSpec spec, Observer observer) throws TestException {
        Optional<String> problem = spec.problem();
        if (problem.isPresent()) {
            throw new TestException(TestException.Reason.INVALID, problem.get());
        }
        TestRun run;
        synchronized (this) {
            if (closed) {
                throw TestRun.stopping();
            }
            TestPlace place = places.take(spec, around.probesPerSecond(), around.packetsPerSecond());
            run = new TestRun(place, around, observer);
            running.add(run);
        }
        run.result().whenComplete((result, failure) -> running.remove(run));
        run.begin();
        return run;
    }

    /** Ends every test; none has a result. */
    @Override
    public void close() {
        List<TestRun> last;
        synchronized (this) {
            closed = true;
            last = List.copyOf(running);
        }
        for (TestRun run : last) {
            try {
                run.abandon();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
