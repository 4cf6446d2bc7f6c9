package org.pathgauge.bpf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.pathgauge.bpf.abi.AbiLayout;
import org.pathgauge.bpf.abi.BtfException;
import org.pathgauge.bpf.abi.ShippedObject;

/**
 * PathGauge's kernel programs, loaded: typed access to their maps, and attaching to interfaces.
 *
 * <p>What the maps hold is described in probe_abi.h and laid out in org.pathgauge.bpf.abi. The mapped
 * arrays are read without a system call. Everything ends with {@link #close()} or with the process.
 */
public final class ProbePrograms implements AutoCloseable {
    private final BpfObject object;
    private final List<BpfMap> maps;
    private final BpfMap ifaces;
    private final BpfMap internal;
    private final BpfMap icmpErrors;
    private final MappedArray probes;
    private final ArrayWindow stamps;
    private final MappedArray stats;
    private final ArrayWindow banks;
    private final ArrayWindow histograms;
    private final MappedArray clock;
    private final MappedArray ifaceIndex;
    private final RingBuffer samples;
    private final GuardPrograms guards;
    private final Set<InterfaceAttachment> attachments = new HashSet<>();
    private Set<IngressPart> parts = Set.of();

    /**
     * What is fixed at load.
     *
     * @param maxProbes elements of pg_probes and pg_stats, the largest slot plus one
     * @param stamps elements of pg_stamps, all probes' together
     * @param banks elements of pg_banks, all probes' together, and of pg_histograms
     * @param keyLow first word of the SipHash key, drawn by the agent
     * @param keyHigh second word of the SipHash key
     * @param icmpId ICMP identifier of our probes, host order, 16 bits
     * @param synPort the first of {@link AbiLayout#SYN_PORTS} TCP ports that SYNs of ours come from; a
     *     multiple of their number
     */
    public record Setup(int maxProbes, int stamps, int banks, long keyLow, long keyHigh, int icmpId, int synPort) {
        public Setup {
            if (maxProbes < 1 || stamps < 1 || banks < 2 || icmpId < 0 || icmpId > 0xffff) {
                throw new IllegalArgumentException("impossible sizes: " + maxProbes + " probes, " + stamps + " stamps, "
                        + banks + " banks, ICMP identifier " + icmpId);
            }
            if (synPort < AbiLayout.SYN_PORTS || synPort > 0xffff || synPort % AbiLayout.SYN_PORTS != 0) {
                throw new IllegalArgumentException(
                        "the first TCP port is " + synPort + ", but must be a multiple of " + AbiLayout.SYN_PORTS);
            }
        }

        /** How many low bits of a probe's sequence the sequence number of its SYN carries, beside its slot. */
        public int synSequenceBits() {
            return Math.min(Integer.SIZE - 1, Integer.numberOfLeadingZeros(maxProbes - 1));
        }
    }

    private ProbePrograms(BpfObject object, Setup setup) {
        this.object = object;
        this.guards = new GuardPrograms(object, guard -> setConstants(guard, setup));
        this.maps = object.maps();
        this.ifaces = object.map("pg_ifaces");
        this.internal = object.map("pg_internal");
        this.icmpErrors = object.map("pg_icmp_errors");
        this.probes = object.map("pg_probes").mmap();
        this.stamps = object.map("pg_stamps").window();
        this.stats = object.map("pg_stats").mmap();
        this.banks = object.map("pg_banks").window();
        this.histograms = object.map("pg_histograms").window();
        this.clock = object.map("pg_clock").mmap();
        this.ifaceIndex = object.map("pg_iface_index").mmap();
        this.samples = object.map("pg_samples").ringBuffer();
    }

    /**
     * Loads the programs that this build of the agent ships.
     *
     * @throws BpfException when libbpf, a capability or a kernel feature is missing, or memory is short
     * @throws BtfException when the shipped object is of another build than these classes
     */
    public static ProbePrograms load(Setup setup) {
        BpfObject object = BpfObject.open(ShippedObject.PROBE);
        try {
            setConstants(object, setup);
            object.setMaxEntries("pg_probes", setup.maxProbes());
            object.setMaxEntries("pg_stats", setup.maxProbes());
            object.setMaxEntries("pg_stamps", setup.stamps());
            object.setMaxEntries("pg_banks", setup.banks());
            object.setMaxEntries("pg_histograms", setup.banks());
            object.load();
            return new ProbePrograms(object, setup);
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
    }

    private static void setConstants(BpfObject object, Setup setup) {
        object.setRodata(
                "pg_key",
                bytes(16).putLong(setup.keyLow()).putLong(setup.keyHigh()).array());
        object.setRodata("pg_max_probes", setup.maxProbes());
        object.setRodata(
                "pg_icmp_id",
                ByteBuffer.allocate(2).putShort((short) setup.icmpId()).array());
        object.setRodata("pg_syn_port", setup.synPort());
        object.setRodata("pg_syn_seq_bits", setup.synSequenceBits());
    }

    private static ByteBuffer bytes(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    }

    /** What the kernel must know of a probe: struct pg_probe by slot. Written by the agent only. */
    public MappedArray probes() {
        return probes;
    }

    /** Sent probes: struct pg_stamp at the probe's stamp_base + (seq and stamp_mask). For the harvesting thread. */
    public ArrayWindow stamps() {
        return stamps;
    }

    /** Cumulative statistics: struct pg_stats by slot. */
    public MappedArray stats() {
        return stats;
    }

    /** Statistics of ten seconds: struct pg_bank at the probe's bank_base + (slot and bank_mask). For the harvesting thread. */
    public ArrayWindow banks() {
        return banks;
    }

    /** Histograms of ten seconds: struct pg_histogram at the bank's index. For the harvesting thread. */
    public ArrayWindow histograms() {
        return histograms;
    }

    /** The offset between wall clock and monotonic clock: one struct pg_clock. */
    public MappedArray clock() {
        return clock;
    }

    /** The number of each announced interface: u32 at (ifindex and PG_IFINDEX_MASK); 0 is none. */
    public MappedArray ifaceIndex() {
        return ifaceIndex;
    }

    /** Raw samples: struct pg_sample. */
    public RingBuffer samples() {
        return samples;
    }

    /** Words of struct pg_iface summed over all CPUs: word n stands at offset 8 n of its layout. */
    public long[] ifaceCounters(int number) {
        return ifaces.sumPerCpu(number);
    }

    /** Sets an interface's counters to zero, when its number is given to another interface. */
    public void clearIfaceCounters(int number) {
        ifaces.update(number, new byte[ifaces.lookupSize()]);
    }

    /** Words of struct pg_internal summed over all CPUs: word n stands at offset 8 n of its layout. */
    public long[] internalCounters() {
        return internal.sumPerCpu(0);
    }

    /** ICMP errors that quote our probes: struct pg_icmp_error_key and struct pg_icmp_error. */
    public List<BpfMap.Entry> icmpErrors() {
        return icmpErrors.entries();
    }

    /** Forgets an ICMP error, so that the map does not fill; returns whether it was there. */
    public boolean deleteIcmpError(byte[] key) {
        return icmpErrors.delete(key);
    }

    /** A loaded program for test runs: {@code pg_egress}, {@code pg_xdp} or {@code pg_tcx_ingress}. */
    public BpfProgram program(String name) {
        return object.program(name);
    }

    /** The ingress program with the parts that are needed now, for test runs. */
    public synchronized BpfProgram ingress(boolean xdp) {
        return guards.program(parts, xdp);
    }

    /** What the ingress programs do now beside matching replies. */
    public synchronized Set<IngressPart> parts() {
        return parts;
    }

    /**
     * Has the ingress programs do more or less beside matching replies: puts others in their place at all interfaces, so
     * that no packet goes by unmatched.
     *
     * @throws BpfException when one cannot be loaded or attached; all is as before then
     */
    public synchronized void need(IngressPart part, boolean needed) {
        Set<IngressPart> next = EnumSet.noneOf(IngressPart.class);
        next.addAll(parts);
        if (needed ? !next.add(part) : !next.remove(part)) {
            return;
        }
        Set<IngressPart> before = parts;
        List<InterfaceAttachment> replaced = new ArrayList<>();
        try {
            for (InterfaceAttachment attachment : attachments) {
                attachment.replaceIngress(
                        guards.program(next, attachment.ingress().isXdp()));
                replaced.add(attachment);
                attachment.replaceEgress(guards.egressProgram(next));
            }
            // Loads it if there is no interface yet, so that its maps are there.
            guards.program(next, true);
        } catch (BpfException e) {
            replaced.forEach(a -> {
                a.replaceIngress(guards.program(before, a.ingress().isXdp()));
                a.replaceEgress(guards.egressProgram(before));
            });
            throw e;
        }
        parts = Set.copyOf(next);
    }

    /** The egress program that goes with the parts that are needed now, for test runs. */
    public synchronized BpfProgram egress() {
        return guards.egressProgram(parts);
    }

    /** The maps of {@link IngressPart#PATTERNS}, which is or was needed. */
    public synchronized PatternMaps patternMaps() {
        return new PatternMaps(guards::map);
    }

    /** A map of a part that is or was needed. */
    public synchronized BpfMap partMap(String name) {
        return guards.map(name);
    }

    /**
     * Kernel memory of all our maps, in bytes.
     *
     * @throws BpfException when /proc cannot be read
     */
    public synchronized long memlockBytes() {
        return maps.stream().mapToLong(BpfMap::memlockBytes).sum() + guards.memlockBytes();
    }

    /**
     * Attaches both programs to an interface: all or nothing.
     *
     * <p>At egress tcx is used where the kernel has it and {@code hook} is not {@link Hook#CLSACT}.
     * Clsact filters of ours that a killed run left on the interface go first, whatever the hook; so one
     * interface can be watched by one agent only.
     *
     * @throws BpfException saying what refused; nothing stays attached then
     */
    public synchronized Attachment attach(int ifindex, Hook hook) {
        InterfaceAttachment attachment = InterfaceAttachment.attach(
                ifindex, hook, guards.egressProgram(parts), guards.program(parts, hook.isXdp()), this::forget);
        attachments.add(attachment);
        return attachment;
    }

    private synchronized void forget(InterfaceAttachment attachment) {
        attachments.remove(attachment);
    }

    /** Detaches everything, unmaps and unloads; access to the arrays fails afterwards. */
    @Override
    public synchronized void close() {
        List.copyOf(attachments).forEach(InterfaceAttachment::close);
        List.of(probes, stats, clock, ifaceIndex).forEach(MappedArray::close);
        List.of(stamps, banks, histograms).forEach(ArrayWindow::close);
        samples.close();
        guards.close();
        object.close();
    }
}
