package org.pathgauge.agentx;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.pathgauge.snmp.set.SetResult;
import org.pathgauge.snmp.set.SetTransaction;
import org.pathgauge.snmp.set.Sets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.snmp4j.PDU;
import org.snmp4j.smi.VariableBinding;

/**
 * Answers the master's requests to set (RFC 2741 section 7.2.4), one after the other in a thread of their own: a commit
 * waits for the disk, and nobody who reads shall wait for it.
 */
final class SetRequests implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SetRequests.class);

    /** Transactions that the master began and never ended; they hold nothing but memory. */
    private static final int KEPT = 16;

    private final Sets sets;
    private final String who;
    private final Link link;
    private final Duration patience;
    private final PduWriter out = new PduWriter();
    private final Map<Integer, SetTransaction> open = new LinkedHashMap<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("agentx-set").daemon().factory());

    /**
     * Makes the thread.
     *
     * @param who for the log
     * @param patience how long the master may take nothing
     */
    SetRequests(Sets sets, String who, Link link, Duration patience) {
        this.sets = sets;
        this.who = who;
        this.link = link;
        this.patience = patience;
    }

    /** Begins a transaction. */
    void test(Header request, List<VariableBinding> variables) {
        later(request, PDU.genErr, () -> {
            SetTransaction transaction = sets.begin(who, variables);
            if (open.size() == KEPT) {
                open.remove(open.keySet().iterator().next());
            }
            open.put(request.transactionId(), transaction);
            return transaction.test();
        });
    }

    /** Takes the next step of a transaction. */
    void step(Header request) {
        switch (request.type()) {
            case Header.COMMIT_SET ->
                later(request, PDU.commitFailed, () -> {
                    SetTransaction transaction = open.get(request.transactionId());
                    boolean failed = transaction == null || transaction.commit().failed();
                    return failed ? new SetResult(PDU.commitFailed, 1) : SetResult.OK;
                });
            case Header.UNDO_SET ->
                later(request, PDU.undoFailed, () -> {
                    SetTransaction transaction = open.remove(request.transactionId());
                    boolean failed = transaction == null || transaction.undo().failed();
                    return failed ? new SetResult(PDU.undoFailed, 1) : SetResult.OK;
                });
            // There is no answer to this one.
            default ->
                thread.execute(() -> {
                    SetTransaction transaction = open.remove(request.transactionId());
                    if (transaction != null) {
                        transaction.cleanup();
                    }
                });
        }
    }

    @FunctionalInterface
    private interface Phase {
        SetResult run();
    }

    private void later(Header request, int failed, Phase phase) {
        thread.execute(() -> {
            SetResult result;
            try {
                result = phase.run();
            } catch (RuntimeException e) {
                LOG.error("An AgentX SET failed", e);
                result = new SetResult(failed, 1);
            }
            try {
                out.response(request, result.status(), result.index());
                out.end();
                link.write(out.written(), patience);
            } catch (AgentXException | IOException e) {
                // The session has ended or is about to; the master knows of no answer then.
                link.close();
            } finally {
                out.clear();
            }
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
