package org.pathgauge.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PacketRunTest {
    private record Packet(int sequence, long egress, long rtt) {
        long arrival() {
            return egress + rtt;
        }
    }

    private static PacketRun run(List<Packet> packets) {
        return PacketRun.of(
                packets.size(),
                packets.stream().mapToInt(Packet::sequence).toArray(),
                packets.stream().mapToLong(Packet::egress).toArray(),
                packets.stream().mapToLong(Packet::rtt).toArray());
    }

    @Test
    void nothingIsDefinedWithoutPackets() {
        PacketRun run = run(List.of());
        assertEquals(0, run.sent());
        assertEquals(OptionalLong.empty(), run.lossPpm());
        assertEquals(OptionalLong.empty(), run.rttMinNanos());
        assertEquals(OptionalLong.empty(), run.rttMeanNanos());
        assertEquals(OptionalLong.empty(), run.rttStddevNanos());
        assertEquals(OptionalLong.empty(), run.rttPercentileNanos(500_000));
        assertEquals(OptionalLong.empty(), run.jitterNanos());
        assertEquals(OptionalLong.empty(), run.ipdvMeanAbsNanos());
        assertEquals(OptionalLong.empty(), run.delays().pdvMaxNanos());
    }

    @Test
    void lostPacketsAreInfiniteInPercentiles() {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            packets.add(new Packet(i, i * 1_000L, i < 95 ? 1_000 + i : -1));
        }
        PacketRun run = run(packets);
        assertEquals(OptionalLong.of(1_049), run.rttPercentileNanos(500_000));
        assertEquals(OptionalLong.of(1_094), run.rttPercentileNanos(950_000));
        assertEquals(OptionalLong.empty(), run.rttPercentileNanos(960_000));
        assertEquals(OptionalLong.of(50_000), run.lossPpm());
        assertEquals(1, run.losses().periods());
        assertEquals(5, run.losses().longest());
    }

    @Test
    void aGapInTheSequenceEndsNoPairWithWhatFollows() {
        PacketRun run = run(List.of(new Packet(0, 0, 10), new Packet(2, 20, 50), new Packet(3, 30, 20)));
        assertEquals(1, run.ipdvCount());
        assertEquals(OptionalLong.of(-30), run.ipdvMinNanos());
        assertEquals(OptionalLong.of(-30), run.ipdvMaxNanos());
        assertEquals(OptionalLong.of(30), run.ipdvMeanAbsNanos());
    }

    @RepeatedTest(50)
    void agreesWithANaiveReference(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Packet> packets = new ArrayList<>();
        int size = 1 + random.nextInt(300);
        int sequence = 0;
        for (int i = 0; i < size; i++) {
            sequence += 1 + (random.nextInt(10) == 0 ? 1 : 0);
            long rtt = random.nextInt(5) == 0 ? -1 : 1_000 + random.nextInt(50_000);
            packets.add(new Packet(sequence, i * 10_000L, rtt));
        }
        PacketRun run = run(packets);
        List<Packet> received = packets.stream().filter(p -> p.rtt() >= 0).toList();
        assertEquals(size, run.sent());
        assertEquals(received.size(), run.received());
        List<Packet> arrived = received.stream()
                .sorted(Comparator.comparingLong(Packet::arrival))
                .toList();
        long reordered = 0;
        for (int i = 0; i < arrived.size(); i++) {
            int mine = arrived.get(i).sequence();
            reordered += arrived.subList(0, i).stream().anyMatch(p -> p.sequence() > mine) ? 1 : 0;
        }
        assertEquals(reordered, run.reordered());
        double jitter = 0;
        for (int i = 1; i < arrived.size(); i++) {
            double d = Math.abs(arrived.get(i).rtt() - arrived.get(i - 1).rtt());
            jitter += (d - jitter) / 16;
        }
        if (arrived.size() > 1) {
            assertEquals(jitter, run.jitterNanos().orElseThrow(), 2, "integers of RFC 3550 A.8 round down");
        }
        List<Long> pairs = new ArrayList<>();
        for (Packet a : received) {
            for (Packet b : received) {
                if (b.sequence() == a.sequence() + 1) {
                    pairs.add(b.rtt() - a.rtt());
                }
            }
        }
        assertEquals(pairs.size(), run.ipdvCount());
        assertEquals(pairs.stream().mapToLong(p -> p).min(), run.ipdvMinNanos());
        assertEquals(pairs.stream().mapToLong(p -> p).max(), run.ipdvMaxNanos());
        if (!received.isEmpty()) {
            List<Long> rtts = received.stream().map(Packet::rtt).sorted().toList();
            double mean = rtts.stream().mapToLong(r -> r).average().orElseThrow();
            double variance = rtts.stream()
                    .mapToDouble(r -> Math.pow(r - mean, 2))
                    .average()
                    .orElseThrow();
            assertEquals(Math.round(mean), run.rttMeanNanos().orElseThrow());
            assertEquals(Math.sqrt(variance), run.rttStddevNanos().orElseThrow(), 0.51);
            assertEquals(
                    rtts.getLast() - rtts.getFirst(), run.delays().pdvMaxNanos().orElseThrow());
            for (int ppm : new int[] {500_000, 900_000, 950_000, 990_000, 999_000}) {
                // The smallest value that at least this share of all sent packets does not exceed.
                OptionalLong naive = rtts.stream()
                        .mapToLong(r -> r)
                        .filter(r -> rtts.stream().filter(o -> o <= r).count() * 1_000_000L >= (long) ppm * size)
                        .findFirst();
                assertEquals(naive, run.rttPercentileNanos(ppm), ppm + " of " + rtts);
            }
        }
    }
}
