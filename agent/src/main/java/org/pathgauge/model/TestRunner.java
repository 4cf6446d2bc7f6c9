package org.pathgauge.model;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/** Runs one-shot tests; whoever is asked for one (command line, NETCONF, SNMP) calls this. Thread-safe. */
public interface TestRunner {
    /**
     * Begins a test and returns at once. Several may run at a time.
     *
     * @param spec what to send
     * @param observer told what happens, on the test's own thread
     * @throws TestException when the test is impossible, or does not fit a budget; nothing has been sent then
     */
    Running start(TestSpec spec, Observer observer) throws TestException;

    /** A test that runs. */
    interface Running {
        /**
         * Completes when the test has ended and left the kernel; exceptionally with a {@link TestException} when its
         * target has no address or the agent stops.
         */
        CompletableFuture<TestResult> result();

        /** Ends the test before its time: nothing more is sent or waited for, and the result is made of what is known. */
        void stop();
    }

    /** Sees a test run. A method that takes long delays what the test sends, never what it measures. */
    interface Observer {
        /** An observer of nothing. */
        Observer NONE = new Observer() {};

        /** The target has an address and sending begins. */
        default void began(InetAddress address) {}

        /** The fate of a packet was decided, in the order of decisions; numbered as in {@link TestResult#results}. */
        default void decided(ProbeResult result) {}

        /** A packet could not be sent, and why. */
        default void unsent(long sequence, String why) {}
    }
}
