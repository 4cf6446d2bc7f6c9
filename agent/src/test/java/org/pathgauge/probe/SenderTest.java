package org.pathgauge.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.pathgauge.ProbeBuilder.probe;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.pathgauge.model.Probe;

/** The sender without its thread, on a clock and a wire of the test's own. */
class SenderTest {
    private static final long SECOND = 1_000_000_000L;

    private long now = 5 * SECOND;
    private final List<Integer> sentSlots = new ArrayList<>();
    private final List<Long> sentAt = new ArrayList<>();
    private int refuseWith;
    private final Sender sender =
            new Sender(1000, new PacketMarks(1, new SipHash(1, 2), 40_000, 16), new Recorder(), () -> now, () -> 0);

    private final class Recorder implements Sender.Wire {
        @Override
        public int send(PacketBatch batch, int from) {
            if (refuseWith != 0) {
                return -refuseWith;
            }
            for (int i = from; i < batch.size(); i++) {
                sentSlots.add(batch.slot(i).slot());
                sentAt.add(now);
            }
            return batch.size() - from;
        }

        @Override
        public int source(byte[] target, int sourceIndex, byte[] into) {
            throw new AssertionError("no test here sends TCP");
        }

        @Override
        public void close() {}
    }

    private ProbeSlot add(int slot, Probe probe) throws Exception {
        ProbeSlot added = new ProbeSlot(probe, new ProbeSlot.Place(slot, 0, 4, 0, 2));
        sender.add(added, InetAddress.getByName("192.0.2.1"));
        return added;
    }

    /** Lets time pass in steps as the sender asks for. */
    private void runUntil(long end) {
        while (now < end) {
            now = Math.min(end, now + Math.max(1, sender.sendDue()));
        }
    }

    @Test
    void spreadsProbesOverTheIntervalAndKeepsTheRate() throws Exception {
        for (int i = 0; i < 50; i++) {
            add(i, probe(i + 1, "192.0.2.1").intervalMillis(1000).build());
        }
        runUntil(now + 10 * SECOND);
        assertEquals(500, sentSlots.size(), 1);
        // Fifty a second evenly spread are 20 ms apart; no two seconds' worth may bunch up.
        for (int i = 10; i < sentAt.size(); i++) {
            assertTrue(sentAt.get(i) - sentAt.get(i - 10) > SECOND / 10, "ten probes within 100 ms");
        }
        assertEquals(500, sender.packetsSent(), 1);
    }

    /** On a busy host every sleep overshoots; a quota per pass instead of per time once halved the rate there. */
    @Test
    void keepsTheRateWhenEveryPassComesLate() throws Exception {
        for (int i = 0; i < 1000; i++) {
            add(i, probe(i + 1, "192.0.2.1").intervalMillis(100).build());
        }
        long end = now + 5 * SECOND;
        while (now < end) {
            now += Math.max(1, sender.sendDue()) + 20_000_000;
        }
        assertEquals(50_000, sender.packetsSent(), 1_000);
    }

    @Test
    void whatIsSentAtOnceKeepsItsNumbersAlsoWhenItIsRefused() throws Exception {
        ProbeSlot slot = new ProbeSlot(probe(1, "192.0.2.1").build(), new ProbeSlot.Place(7, 0, 4, 0, 2), true);
        slot.aim(InetAddress.getByName("192.0.2.1"));
        int first = sender.nextSequence(slot);
        assertEquals(List.of(), sender.sendNow(slot, 100));
        refuseWith = 90;
        List<TestPlace.Refusal> refused = sender.sendNow(slot, 3);
        assertEquals(
                List.of(first + 100, first + 101, first + 102),
                refused.stream().map(TestPlace.Refusal::sequence).toList());
        assertTrue(
                refused.getFirst().why().startsWith("EMSGSIZE"),
                refused.getFirst().why());
        refuseWith = 0;
        assertEquals(List.of(), sender.sendNow(slot, 1));
        assertEquals(first + 104, sender.nextSequence(slot));
        assertEquals(101, sentSlots.size());
        assertEquals(3, sender.errors());
    }

    @Test
    void sequencesGoOnWhenASlotIsUsedAgain() throws Exception {
        ProbeSlot first = add(3, probe(1, "192.0.2.1").intervalMillis(100).build());
        runUntil(now + SECOND);
        sender.remove(first);
        int last = first.counts().lastSequence();
        assertTrue(last >= 9);
        ProbeSlot second = add(3, probe(2, "192.0.2.1").intervalMillis(100).build());
        assertEquals(last + 1, second.counts().firstSequence());
        assertEquals(last, second.counts().lastSequence());
        runUntil(now + SECOND);
        assertEquals(second.counts().handedOver(), second.counts().lastSequence() - last);
    }

    @Test
    void aPauseIsSkippedAndCountedNotCaughtUpWithABurst() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").intervalMillis(100).build());
        runUntil(now + SECOND);
        long before = slot.counts().handedOver();
        now += 5 * SECOND;
        int sent = sentSlots.size();
        sender.sendDue();
        assertTrue(sentSlots.size() - sent <= 1, "no burst after a pause");
        runUntil(now + SECOND);
        assertEquals(10, slot.counts().handedOver() - before, 1);
        assertEquals(50, slot.counts().unsent(), 1);
        assertEquals("", slot.counts().problem(), "a late schedule is no reason to say that sending fails");
        assertTrue(sender.takeDelayMax() >= 4 * SECOND);
        assertEquals(0, sender.takeDelayMax());
    }

    /** All of a pause once counted in the slot it began in, which then had more packets due than fit into it. */
    @Test
    void whatAPauseOfManySlotsSkippedCountsInTheSlotsItWasDueIn() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").intervalMillis(500).build());
        now += 25 * SECOND;
        runUntil(now + SECOND);
        assertEquals(10, slot.counts().unsentIn(0));
        assertEquals(20, slot.counts().unsentIn(1));
        assertEquals(20, slot.counts().unsentIn(2));
        assertEquals(slot.counts().unsent(), 50 + slot.counts().unsentIn(3));
        assertEquals(1, slot.counts().unsentIn(3), 1);
    }

    @Test
    void aRefusalIsCountedWithItsReasonUntilItWorksAgain() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").intervalMillis(100).build());
        refuseWith = 101;
        runUntil(now + SECOND);
        assertEquals(0, slot.counts().handedOver());
        assertEquals(10, slot.counts().unsent(), 1);
        assertEquals(slot.counts().unsent(), sender.errors());
        assertEquals("ENETUNREACH: no route to 192.0.2.1", slot.counts().problem());
        assertEquals(
                slot.counts().unsent(),
                slot.counts().unsentIn(0) + slot.counts().unsentIn(1));
        refuseWith = 0;
        runUntil(now + SECOND);
        assertEquals("", slot.counts().problem());
    }

    /** Such a packet is stamped: its number was given out again, and it counted as sent and as unsent. */
    @Test
    void whatIsDroppedBehindTheEgressProgramIsSentAndKeepsItsNumber() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").intervalMillis(100).build());
        refuseWith = SendErrors.ENOBUFS;
        runUntil(now + SECOND);
        assertEquals(0, slot.counts().unsent());
        assertEquals(10, slot.counts().handedOver(), 1);
        assertEquals(slot.counts().handedOver(), slot.counts().lastSequence());
        assertEquals(slot.counts().handedOver(), sender.packetsSent());
    }

    @Test
    void aMissingSourceInterfaceIsToldWithoutSending() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").through("nosuch0").build());
        slot.sourceIndex(-1);
        runUntil(now + SECOND);
        assertEquals(List.of(), sentSlots);
        assertEquals(
                "ENODEV: source interface nosuch0 does not exist", slot.counts().problem());
    }

    @Test
    void removedProbesAreNotSentAgain() throws Exception {
        ProbeSlot slot = add(0, probe(1, "192.0.2.1").build());
        sender.remove(slot);
        sender.remove(slot);
        runUntil(now + SECOND);
        assertEquals(List.of(), sentSlots);
    }
}
