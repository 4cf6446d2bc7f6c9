package org.pathgauge.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pathgauge.TestClock;
import org.pathgauge.bpf.abi.TcpAbiLayout;
import org.pathgauge.model.Change;
import org.pathgauge.model.Distribution;
import org.pathgauge.model.FilterRule.Prefix;
import org.pathgauge.model.Histogram;
import org.pathgauge.model.TcpCounters;
import org.pathgauge.model.TcpPeer;
import org.pathgauge.model.TcpPeer.Direction;
import org.pathgauge.model.TcpTraffic;
import org.pathgauge.model.TcpWindow;
import org.pathgauge.model.TrafficConfig.Tcp;
import org.pathgauge.model.WindowLength;

/** The kernel programs count what connections of known outcome did, in a namespace of the test's own. */
class TcpMonitorTest {
    private static final Instant BEGIN = Instant.parse("2026-11-23T10:00:03Z");

    private Instant now = BEGIN;
    private final Clock clock = new TestClock(() -> now);
    private final TcpMonitor monitor = new TcpMonitor(clock, System::nanoTime);
    private TcpLab lab;

    @BeforeEach
    void makeLab() throws IOException {
        lab = new TcpLab();
    }

    @AfterEach
    void removeLab() {
        monitor.close();
        lab.close();
    }

    private Tcp config(int rows, int published, List<Prefix> prefixes) {
        return new Tcp(true, rows, published, Tcp.Rank.CONNECTIONS, Duration.ZERO, prefixes, List.of(lab.name()));
    }

    private void start() {
        configure(config(64, 32, List.of()));
    }

    private void configure(Tcp tcp) {
        monitor.prepare(tcp).apply();
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByName(text);
    }

    private static Optional<TcpPeer> find(TcpTraffic traffic, Direction direction, int port) {
        return traffic.peers().stream()
                .filter(p -> p.direction() == direction
                        && p.key().filter(k -> k.port() == port).isPresent())
                .findFirst();
    }

    private TcpPeer row(Direction direction, int port) {
        return eventually(
                        direction + " row of port " + port,
                        t -> find(t, direction, port).isPresent())
                .peers()
                .stream()
                .filter(p -> p.direction() == direction
                        && p.key().filter(k -> k.port() == port).isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** A row once it has as many ended connections: the peer's side ends a moment after ours. */
    private TcpPeer ended(Direction direction, int port, long closed) {
        TcpTraffic traffic = eventually(
                closed + " ended " + direction + " connections of port " + port,
                t -> find(t, direction, port)
                        .filter(p -> p.totals().closed() >= closed)
                        .isPresent());
        return find(traffic, direction, port).orElseThrow();
    }

    private TcpTraffic eventually(String what, Predicate<TcpTraffic> condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (true) {
            TcpTraffic traffic = monitor.tick();
            if (condition.test(traffic)) {
                return traffic;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what + ", but " + traffic);
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private static long sum(TcpTraffic traffic, Direction direction, ToLongFunction<TcpPeer> of) {
        return traffic.peers().stream()
                .filter(p -> p.direction() == direction)
                .mapToLong(of)
                .sum();
    }

    @Test
    void isOffUntilItIsTurnedOnAndTakesNoMemory() {
        assertEquals(TcpTraffic.OFF, monitor.tick());
        assertEquals(0, monitor.kernelMemoryBytes());
        Change change = monitor.prepare(config(64, 32, List.of()));
        change.apply();
        assertTrue(monitor.tick().running());
        assertTrue(monitor.kernelMemoryBytes() > 66 * 2_500, "rows: " + monitor.kernelMemoryBytes());
        change.rollback();
        assertEquals(TcpTraffic.OFF, monitor.tick());
        assertEquals(0, monitor.kernelMemoryBytes());
    }

    @Test
    void countsOctetsConnectionsAndTimesExactly() throws IOException {
        start();
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7001}");
        long took = lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7001, 'up': 1000, 'down': 70000,"
                        + " 'ending': 'c', 'times': 7}")
                .number("took");
        lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7001, 'up': 50, 'down': 0, 'ending': 's',"
                + " 'times': 3}");

        TcpPeer out = ended(Direction.OUTBOUND, 7001, 10);
        TcpCounters totals = out.totals();
        assertEquals(10, totals.opened());
        assertEquals(10, totals.closed());
        assertEquals(0, totals.failed() + totals.refused() + totals.reset());
        assertEquals(7 * 1000 + 3 * 50, totals.octetsOut());
        assertEquals(7 * 70_000, totals.octetsIn());
        assertEquals(10, totals.connect().count());
        assertEquals(10, totals.session().count());
        assertEquals(Histogram.SESSION_FIRST_EXPONENT, Histogram.FIRST_EXPONENT + TcpAbiLayout.SESSION_SHIFT);
        for (Distribution times : List.of(totals.connect(), totals.rtt(), totals.session())) {
            assertInBuckets(times);
        }
        assertTrue(totals.connect().sumNanos() > 0 && totals.connect().sumNanos() < took * 10 / 7 + 1_000_000_000L);
        assertTrue(totals.rtt().count() >= 10, "samples: " + totals.rtt().count());
        assertTrue(totals.rttMinNanos().isPresent() && totals.srttNanos().isPresent(), totals.toString());
        assertEquals(0, out.active());
        TcpPeer.Key key = out.key().orElseThrow();
        assertEquals(address("127.0.0.1"), key.peer());
        assertEquals(32, key.prefixLength());
        long inode = (long) Files.getAttribute(Path.of("/run/netns", lab.name()), "unix:ino");
        assertEquals(inode, key.namespace());
        TcpPeer.Owner owner = out.owner().orElseThrow();
        assertEquals(lab.pid(), owner.pid());
        assertEquals("python3", owner.comm());

        TcpPeer in = ended(Direction.INBOUND, 7001, 10);
        assertEquals(10, in.totals().opened());
        assertEquals(7 * 1000 + 3 * 50, in.totals().octetsIn());
        assertEquals(7 * 70_000, in.totals().octetsOut());
        assertEquals(0, in.totals().connect().count());
        assertEquals(lab.pid(), in.owner().orElseThrow().pid());
        TcpTraffic all = monitor.tick();
        assertEquals("", all.problem());
        assertEquals(10, sum(all, Direction.INBOUND, p -> p.totals().opened()));
    }

    @Test
    void tellsRefusedFailedAndResetApart() throws IOException {
        start();
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7010}");
        lab.run(
                "nft",
                "table inet t { chain in { type filter hook input priority 0;"
                        + " tcp dport 7012 drop; tcp dport 7013 reject with icmp type port-unreachable; }; }");
        lab.ask("{'do': 'attempt', 'address': '127.0.0.1', 'port': 7011}");
        lab.ask("{'do': 'attempt', 'address': '127.0.0.1', 'port': 7011}");
        lab.ask("{'do': 'attempt', 'address': '127.0.0.1', 'port': 7012, 'patience': 0.05}");
        long errno = lab.ask("{'do': 'attempt', 'address': '127.0.0.1', 'port': 7013}")
                .number("errno");
        assertEquals(111, errno, "the application takes the ICMP error for a refusal");
        lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7010, 'up': 20, 'down': 30, 'ending': 'r',"
                + " 'times': 2}");
        lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7010, 'up': 20, 'down': 30, 'ending': 'u'}");
        lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7010, 'up': 20, 'down': 30, 'ending': 'c'}");

        assertEquals(2, row(Direction.OUTBOUND, 7011).totals().refused());
        assertEquals(0, row(Direction.OUTBOUND, 7011).totals().failed());
        assertEquals(1, row(Direction.OUTBOUND, 7012).totals().failed());
        assertEquals(1, row(Direction.OUTBOUND, 7013).totals().failed());
        assertEquals(0, row(Direction.OUTBOUND, 7013).totals().refused());
        TcpCounters out = ended(Direction.OUTBOUND, 7010, 4).totals();
        assertEquals(3, out.reset());
        assertEquals(4, out.opened());
        assertEquals(80, out.octetsOut());
        TcpCounters in = ended(Direction.INBOUND, 7010, 4).totals();
        assertEquals(3, in.reset());
        assertEquals(80, in.octetsIn());
    }

    @Test
    void countsWhatTheKernelSentAgain() throws IOException {
        start();
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7020}");
        lab.run(
                "nft",
                "table inet t { chain in { type filter hook input priority 0;"
                        + " tcp dport 7020 meta length > 200 numgen inc mod 7 3 drop; }; }");
        long again = lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7020, 'up': 900000, 'down': 5,"
                        + " 'ending': 'c', 'times': 2}")
                .number("retransmitted");
        assertTrue(again > 0, "nothing was lost");
        TcpCounters totals = ended(Direction.OUTBOUND, 7020, 2).totals();
        assertEquals(again, totals.retransmitted());
        assertEquals(1_800_000, totals.octetsOut());
        assertTrue(totals.segmentsOut() > totals.retransmitted());
    }

    @Test
    void namesPeersOfBothFamiliesAndByPrefix() throws IOException {
        configure(config(64, 32, List.of(new Prefix(address("127.2.0.0"), 16), new Prefix(address("127.2.3.0"), 24))));
        lab.ask("{'do': 'listen', 'address': '::', 'port': 7030}");
        for (String peer : List.of("::1", "127.0.0.9", "127.2.1.1", "127.2.2.2", "127.2.3.4")) {
            lab.ask("{'do': 'talk', 'address': '" + peer + "', 'port': 7030, 'up': 10, 'down': 10, 'ending': 'c'}");
        }
        TcpTraffic traffic = eventually(
                "all ended",
                t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed()) == 5
                        && sum(t, Direction.INBOUND, p -> p.totals().closed()) == 5);
        List<String> outbound = traffic.peers().stream()
                .filter(p -> p.direction() == Direction.OUTBOUND)
                .flatMap(p -> p.key().stream()
                        .map(k -> k.peer().getHostAddress() + "/" + k.prefixLength() + "x"
                                + p.totals().opened()))
                .sorted()
                .toList();
        assertEquals(List.of("0:0:0:0:0:0:0:1/128x1", "127.0.0.9/32x1", "127.2.0.0/16x2", "127.2.3.0/24x1"), outbound);
        // A listener of both families sees IPv4 peers as mapped addresses; to us they are IPv4 ones.
        assertTrue(traffic.peers().stream()
                .filter(p -> p.direction() == Direction.INBOUND)
                .flatMap(p -> p.key().stream())
                .anyMatch(k -> k.peer() instanceof Inet4Address && k.prefixLength() == 32));
    }

    @Test
    void countsLongConnectionsWhileTheyAreOpenAndEarlierOnesFromNowOn() throws IOException {
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7040}");
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7041}");
        lab.ask("{'do': 'hold', 'address': '127.0.0.1', 'port': 7040, 'up': 5000, 'down': 6000}");
        start();
        lab.ask("{'do': 'hold', 'address': '127.0.0.1', 'port': 7041, 'up': 5000, 'down': 6000}");
        TcpTraffic open = eventually(
                "octets of an open connection",
                t -> find(t, Direction.OUTBOUND, 7041)
                        .filter(p -> p.totals().octetsIn() == 6000 && p.totals().octetsOut() == 5000)
                        .isPresent());
        assertEquals(1, find(open, Direction.OUTBOUND, 7041).orElseThrow().active());
        assertTrue(find(open, Direction.OUTBOUND, 7040).isEmpty(), "nothing was heard of it yet");

        lab.ask("{'do': 'release'}");
        TcpPeer watched = ended(Direction.OUTBOUND, 7041, 1);
        assertEquals(0, watched.active());
        assertEquals(1, watched.totals().session().count());
        // The FIN of the other side is the first segment that comes for the older one.
        TcpTraffic after = monitor.tick();
        assertEquals(1, sum(after, Direction.OUTBOUND, p -> p.totals().opened()));
        assertEquals(1, sum(after, Direction.OUTBOUND, p -> p.totals().session().count()));
        assertEquals(5000, sum(after, Direction.OUTBOUND, p -> p.totals().octetsOut()));
    }

    @Test
    void carriesOnWithAConnectionWhereItBeganWhenPrefixesChange() throws IOException {
        String hold = "{'do': 'hold', 'address': '127.0.0.1', 'port': 7045, 'up': 5000, 'down': 6000}";
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7045}");
        start();
        lab.ask(hold);
        configure(config(64, 16, List.of(new Prefix(address("127.0.0.0"), 8))));
        lab.ask(hold);
        lab.ask("{'do': 'release'}");
        TcpTraffic after = eventually(
                "both ended", t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed()) == 2);
        for (int bits : List.of(8, 32)) {
            TcpPeer peer = after.peers().stream()
                    .filter(p -> p.direction() == Direction.OUTBOUND)
                    .filter(p -> p.key().filter(k -> k.prefixLength() == bits).isPresent())
                    .findFirst()
                    .orElseThrow();
            assertEquals(1, peer.totals().opened());
            assertEquals(1, peer.totals().closed());
            assertEquals(5000, peer.totals().octetsOut());
            assertEquals(6000, peer.totals().octetsIn());
        }
    }

    @Test
    void makesWindowsOfCompleteSlots() throws IOException {
        start();
        monitor.tick();
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7050}");
        now = BEGIN.plusSeconds(8);
        assertEquals(List.of(), monitor.tick().peers().getFirst().windows(), "the first slot was not whole");
        lab.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7050, 'up': 10, 'down': 20, 'ending': 'c'}");
        ended(Direction.OUTBOUND, 7050, 1);
        now = BEGIN.plusSeconds(17);
        TcpWindow slot = find(monitor.tick(), Direction.OUTBOUND, 7050)
                .orElseThrow()
                .window(WindowLength.SECONDS_10)
                .orElseThrow();
        assertEquals(Instant.parse("2026-11-23T10:00:10Z"), slot.start());
        assertEquals(Instant.parse("2026-11-23T10:00:20Z"), slot.end());
        assertEquals(1, slot.counters().opened());
        assertEquals(20, slot.counters().octetsIn());
        now = BEGIN.plusSeconds(67);
        TcpPeer later = find(monitor.tick(), Direction.OUTBOUND, 7050).orElseThrow();
        assertEquals(
                0,
                later.window(WindowLength.SECONDS_10).orElseThrow().counters().opened());
        TcpWindow minute = later.window(WindowLength.MINUTE_1).orElseThrow();
        assertEquals(1, minute.counters().opened());
        assertEquals(1, later.totals().opened());
        assertTrue(later.window(WindowLength.MINUTES_5).isEmpty());
    }

    @Test
    void keepsSumsExactWhileRowsComeAndGo() throws IOException {
        int count = Integer.getInteger("tcp-connections", 10_000);
        configure(config(16, 4, List.of()));
        Thread ticking = new Thread(() -> {
            while (!Thread.interrupted()) {
                monitor.tick();
                try {
                    Thread.sleep(100);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        ticking.start();
        try {
            lab.ask("{'do': 'swarm', 'port': 7060, 'count': " + count + ", 'addresses': 5000}");
        } finally {
            ticking.interrupt();
        }
        TcpTraffic traffic = eventually(
                "all ended",
                t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed())
                                + sum(t, Direction.INBOUND, p -> p.totals().closed())
                                + t.missed()
                        >= 2L * count);
        // Exact, unless the kernel had no memory for a socket's state.
        for (Direction direction : Direction.values()) {
            for (ToLongFunction<TcpPeer> of : List.<ToLongFunction<TcpPeer>>of(
                    p -> p.totals().opened(),
                    p -> p.totals().closed(),
                    p -> p.totals().session().count(),
                    direction == Direction.OUTBOUND
                            ? p -> p.totals().octetsIn()
                            : p -> p.totals().octetsOut())) {
                assertEquals(count, sum(traffic, direction, of), traffic.missed(), "sum of all " + direction + " rows");
            }
            assertEquals(0, sum(traffic, direction, TcpPeer::active), direction + " active");
        }
        assertTrue(traffic.evicted() > 0, "evicted " + traffic.evicted());
        assertTrue(traffic.withoutRow() > 0, "5000 peers find more than 16 rows");
        assertTrue(traffic.peers().size() <= 6, "rows shown: " + traffic.peers().size());
    }

    @Test
    void countsInTheRowOfTheConnectionWhateverTheScanMeetsOnTheWay() throws IOException {
        int count = Integer.getInteger("tcp-scanned", 1000);
        // More than are ever taken, so that none is given up.
        configure(config(4 * count, 2 * count, List.of()));
        AtomicBoolean done = new AtomicBoolean();
        Thread ticking = new Thread(() -> {
            while (!done.get()) {
                monitor.tick();
            }
        });
        ticking.start();
        try {
            // Each connection has rows of its own, and the server sends one octet.
            lab.ask("{'do': 'swarm', 'port': 7066, 'count': " + count + ", 'addresses': " + count + "}");
        } finally {
            done.set(true);
        }
        TcpTraffic traffic = eventually(
                "all ended",
                t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed())
                                + sum(t, Direction.INBOUND, p -> p.totals().closed())
                                + t.missed()
                        >= 2L * count);
        List<TcpPeer> astray = traffic.peers().stream()
                .filter(row -> row.totals().opened() != octetsOfTheServer(row))
                .toList();
        assertTrue(astray.size() <= traffic.missed(), "missed " + traffic.missed() + ", but " + astray);
    }

    private static long octetsOfTheServer(TcpPeer row) {
        return row.direction() == Direction.OUTBOUND
                ? row.totals().octetsIn()
                : row.totals().octetsOut();
    }

    @Test
    void countsAttemptsThatTimeOutWhileProcessesConnect() throws IOException {
        start();
        int count = Integer.getInteger("tcp-silent", 500);
        lab.run("nft", "table inet t { chain in { type filter hook input priority 0; tcp dport 7090 drop; }; }");
        TcpLab.Answer seen = lab.ask("{'do': 'silence', 'address': '127.0.0.1', 'silent': 7090, 'closed': 7091,"
                + " 'count': " + count + "}");
        assertEquals(count, seen.number("failed"), "attempts that timed out");
        assertTrue(seen.number("refused") > 0, "no process connected meanwhile");
        eventually(
                "every attempt is counted",
                t -> find(t, Direction.OUTBOUND, 7090)
                        .filter(p -> p.totals().failed() == count)
                        .isPresent());
        assertEquals(
                seen.number("refused"), row(Direction.OUTBOUND, 7091).totals().refused());
        assertEquals(0, monitor.tick().missed());
    }

    @Test
    void showsTheRowsWithTheMostAndNoSumFalls() throws IOException {
        configure(config(64, 1, List.of()));
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7080}");
        lab.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7081}");
        String talk = "{'do': 'talk', 'address': '127.0.0.1', 'up': 10, 'down': 1, 'ending': 'c', 'port': ";
        lab.ask(talk + "7080, 'times': 2}");
        TcpTraffic first = eventually(
                "both ends",
                t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed())
                                + sum(t, Direction.INBOUND, p -> p.totals().closed())
                        == 4);
        assertEquals(3, first.peers().size());
        assertEquals(7080, first.peers().getLast().key().orElseThrow().port());

        lab.ask(talk + "7081, 'times': 9}");
        TcpTraffic second = eventually(
                "all are counted",
                t -> sum(t, Direction.OUTBOUND, p -> p.totals().closed())
                                + sum(t, Direction.INBOUND, p -> p.totals().closed())
                        == 22);
        assertEquals(7080, second.peers().getLast().key().orElseThrow().port(), "places change between slots only");
        now = BEGIN.plusSeconds(10);
        TcpTraffic third = monitor.tick();
        TcpPeer shown = third.peers().getLast();
        assertEquals(7081, shown.key().orElseThrow().port());
        assertTrue(shown.index() > second.peers().getLast().index(), "no index is given twice");
        assertEquals(now, shown.discontinuity());
        assertEquals(0, shown.totals().opened(), "what it did before stays in the remainder");
        for (TcpTraffic traffic : List.of(second, third)) {
            assertEquals(11, sum(traffic, Direction.OUTBOUND, p -> p.totals().opened()));
            assertEquals(11, sum(traffic, Direction.INBOUND, p -> p.totals().opened()));
        }
        for (int remainder = 0; remainder < 2; remainder++) {
            assertTrue(third.peers().get(remainder).totals().opened()
                    >= second.peers().get(remainder).totals().opened());
        }
    }

    @Test
    void measuresANamespaceOnceItExistsAndOutlivesIt() throws IOException {
        start();
        try (TcpLab other = new TcpLab()) {
            Tcp both = new Tcp(
                    true,
                    64,
                    32,
                    Tcp.Rank.OCTETS,
                    Duration.ZERO,
                    List.of(),
                    List.of(lab.name(), other.name(), "pg-no-such-namespace"));
            other.ask("{'do': 'listen', 'address': '127.0.0.1', 'port': 7070}");
            other.ask("{'do': 'talk', 'address': '127.0.0.1', 'port': 7070, 'up': 10, 'down': 9, 'ending': 'c'}");
            assertTrue(find(monitor.tick(), Direction.OUTBOUND, 7070).isEmpty(), "it is not one of those measured");
            configure(both);
            assertTrue(
                    monitor.tick().problem().contains("pg-no-such-namespace"),
                    monitor.tick().problem());
            other.ask("{'do': 'hold', 'address': '127.0.0.1', 'port': 7070, 'up': 10, 'down': 9}");
            assertEquals(1, row(Direction.OUTBOUND, 7070).active());
            other.deleteNamespace();
            other.kill();
            eventually(
                    "connections of the namespace that went are gone",
                    t -> find(t, Direction.OUTBOUND, 7070)
                            .filter(p -> p.active() == 0 && p.totals().closed() == 1)
                            .isPresent());
            assertTrue(
                    monitor.tick().problem().contains(other.name()),
                    monitor.tick().problem());
        }
    }

    /** The exact sum lies within what the buckets make of it. */
    private static void assertInBuckets(Distribution times) {
        Histogram histogram = times.histogram();
        long low = 0;
        long high = 0;
        for (int i = 0; i < histogram.size(); i++) {
            low += histogram.countAt(i) * histogram.lowerBound(histogram.bucketAt(i));
            high += histogram.countAt(i) * histogram.upperBound(histogram.bucketAt(i));
        }
        assertTrue(low <= times.sumNanos() && times.sumNanos() < high, low + " to " + high + ": " + times.sumNanos());
    }
}
