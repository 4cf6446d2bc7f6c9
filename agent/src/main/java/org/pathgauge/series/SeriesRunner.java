package org.pathgauge.series;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.Probe;
import org.pathgauge.model.ProbeResult;
import org.pathgauge.model.TestException;
import org.pathgauge.model.TestRunner;
import org.pathgauge.model.TestSeries;
import org.pathgauge.model.TestSeries.Event;
import org.pathgauge.model.TestSeries.Fate;
import org.pathgauge.model.TestSeries.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the tests of all plans of a configuration, no more at a time than it allows; others wait for their turn. */
public final class SeriesRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeriesRunner.class);

    private final TestRunner tests;
    private final Clock clock;
    private final Listener listener;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<String, Course> courses = new TreeMap<>();
    private final Set<Course> waiting = new LinkedHashSet<>();
    private int concurrent;
    private int running;
    private boolean closed;

    /** Told of what happens, on whatever thread it happens; must not wait for anything. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something happened to a series.
         *
         * @param now the series at that moment
         */
        void happened(Event event, Probe probe, TestSeries now);
    }

    /** A series with the test that runs now and the time of the next one. */
    private static final class Course {
        private final Series series;
        private Optional<TestRunner.Running> run = Optional.empty();
        private Optional<ScheduledFuture<?>> next = Optional.empty();
        /** Counts tests, so that what an earlier one still has to tell is not taken for this one's. */
        private int number;

        Course(Series series) {
            this.series = series;
        }
    }

    public SeriesRunner(TestRunner tests, Clock clock, Listener listener) {
        this.tests = tests;
        this.clock = clock;
        this.listener = listener;
        this.timer = new ScheduledThreadPoolExecutor(
                1, work -> Thread.ofPlatform().daemon().name("pathgauge-series").unstarted(work));
        this.timer.setRemoveOnCancelPolicy(true);
    }

    /** Runs what this configuration wants from now on; series whose probe stays as it was are not disturbed. */
    public synchronized void configure(AgentConfig config) {
        concurrent = config.probing().concurrentTests();
        Map<String, Probe> planned = new TreeMap<>();
        for (Probe probe : config.probes()) {
            if (probe.tests().isPresent()) {
                planned.put(probe.name(), probe);
            }
        }
        for (String name : List.copyOf(courses.keySet())) {
            if (!planned.containsKey(name)) {
                halt(courses.remove(name));
            }
        }
        planned.values().forEach(this::configure);
        startWaiting();
    }

    private void configure(Probe probe) {
        Course course = courses.get(probe.name());
        boolean wanted = probe.tests().orElseThrow().wanted();
        if (course == null) {
            if (wanted) {
                course = new Course(new Series(probe, clock));
                courses.put(probe.name(), course);
                start(course);
            }
            return;
        }
        Probe before = course.series.probe();
        course.series.probe(probe);
        boolean was = before.tests().orElseThrow().wanted();
        if (!wanted) {
            if (was) {
                halt(course);
                course.series.status(Status.DISABLED);
            }
        } else if (!was || !Series.spec(before).equals(Series.spec(probe))) {
            halt(course);
            start(course);
        } else if (!before.tests()
                        .orElseThrow()
                        .frequency()
                        .equals(probe.tests().orElseThrow().frequency())
                && course.run.isEmpty()
                && !waiting.contains(course)) {
            halt(course);
            scheduleNext(course);
        }
    }

    /** Runs the test of a plan once more if it is completed; nothing happens otherwise. */
    public synchronized void restart(String probe) {
        Course course = courses.get(probe);
        if (course != null
                && course.series.plan().wanted()
                && course.series.status() == Status.COMPLETED
                && course.run.isEmpty()) {
            start(course);
            startWaiting();
        }
    }

    /** All series that have begun, sorted by the names of their probes. */
    public synchronized List<TestSeries> series() {
        List<TestSeries> all = new ArrayList<>(courses.size());
        courses.values().forEach(course -> all.add(course.series.now()));
        return all;
    }

    private void halt(Course course) {
        course.number++;
        waiting.remove(course);
        course.next.ifPresent(next -> next.cancel(false));
        course.next = Optional.empty();
        course.run.ifPresent(TestRunner.Running::stop);
        course.run = Optional.empty();
    }

    private void start(Course course) {
        course.series.status(Status.ENABLED);
        course.series.begin();
        waiting.add(course);
    }

    private synchronized void due(Course course, int number) {
        if (number == course.number) {
            course.next = Optional.empty();
            start(course);
            startWaiting();
        }
    }

    private void startWaiting() {
        while (!closed && !waiting.isEmpty() && (concurrent == 0 || running < concurrent)) {
            Course course = waiting.iterator().next();
            waiting.remove(course);
            run(course);
        }
    }

    private void run(Course course) {
        int number = ++course.number;
        try {
            TestRunner.Running run = tests.start(Series.spec(course.series.probe()), new Watch(course, number));
            running++;
            course.run = Optional.of(run);
            run.result().whenComplete((result, failure) -> ended(course, number, Optional.ofNullable(failure)));
        } catch (TestException e) {
            failed(course, e);
            complete(course);
        }
    }

    private synchronized void ended(Course course, int number, Optional<Throwable> failure) {
        running--;
        if (number == course.number && !closed) {
            course.run = Optional.empty();
            failure.ifPresent(why -> failed(
                    course, why instanceof CompletionException && why.getCause() != null ? why.getCause() : why));
            complete(course);
        }
        startWaiting();
    }

    private void failed(Course course, Throwable why) {
        boolean unresolved = why instanceof TestException e && e.reason() == TestException.Reason.UNRESOLVED;
        LOG.warn(
                "A test of probe {} could not be run: {}", course.series.probe().name(), why.getMessage());
        if (course.series.failed(unresolved ? Fate.UNRESOLVED : Fate.UNSENT, OptionalLong.empty())) {
            tell(course, Event.PROBE_FAILED);
        }
    }

    private void complete(Course course) {
        if (course.series.plan().frequency().isZero()) {
            course.series.status(Status.COMPLETED);
        }
        if (course.series.testFailed()) {
            tell(course, Event.TEST_FAILED);
        }
        tell(course, Event.TEST_COMPLETED);
        scheduleNext(course);
    }

    private void scheduleNext(Course course) {
        Duration frequency = course.series.plan().frequency();
        if (frequency.isZero()) {
            course.series.status(Status.COMPLETED);
        } else if (!closed) {
            course.series.status(Status.ENABLED);
            int number = course.number;
            course.next =
                    Optional.of(timer.schedule(() -> due(course, number), frequency.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void tell(Course course, Event event) {
        listener.happened(event, course.series.probe(), course.series.now());
    }

    /** Passes on what one test tells. */
    private final class Watch implements TestRunner.Observer {
        private final Course course;
        private final int number;

        Watch(Course course, int number) {
            this.course = course;
            this.number = number;
        }

        @Override
        public void began(InetAddress address) {
            synchronized (SeriesRunner.this) {
                if (number == course.number) {
                    course.series.aimedAt(address);
                }
            }
        }

        @Override
        public void decided(ProbeResult result) {
            synchronized (SeriesRunner.this) {
                if (number == course.number && course.series.decided(result)) {
                    tell(course, Event.PROBE_FAILED);
                }
            }
        }

        @Override
        public void unsent(long sequence, String why) {
            synchronized (SeriesRunner.this) {
                if (number == course.number && course.series.failed(Fate.UNSENT, OptionalLong.empty())) {
                    tell(course, Event.PROBE_FAILED);
                }
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        synchronized (this) {
            closed = true;
            courses.values().forEach(this::halt);
        }
    }
}
