package org.pathgauge.collect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.pathgauge.bpf.BpfMap;
import org.pathgauge.bpf.ProbePrograms;
import org.pathgauge.bpf.abi.IcmpErrorKeyLayout;
import org.pathgauge.bpf.abi.IcmpErrorLayout;
import org.pathgauge.bpf.abi.ProbeLayout;
import org.pathgauge.model.IcmpError;

/** The ICMP errors that quote our probes, by kernel slot, read once a tick. */
final class IcmpErrors {
    private static final int AF_INET = 2;

    private final ProbePrograms programs;
    private final SlotClock clock;
    private Map<Integer, List<IcmpError>> bySlot = Map.of();

    IcmpErrors(ProbePrograms programs, SlotClock clock) {
        this.programs = programs;
        this.clock = clock;
    }

    /**
     * Reads the map again, and makes room in it: what belongs to no probe, because too little was quoted or the probe is
     * gone, nobody asks for, and anybody who guesses the ICMP identifier could fill the map with it. What belongs to a
     * one-shot test stays until the test takes it.
     *
     * @param followed whether a kernel slot has a probe
     */
    void tick(IntPredicate followed) {
        Map<Integer, List<IcmpError>> read = new HashMap<>();
        for (BpfMap.Entry entry : programs.icmpErrors()) {
            int slot = slot(entry.key());
            if (followed.test(slot)) {
                read.computeIfAbsent(slot, s -> new ArrayList<>()).add(decode(entry));
            } else if (!inUse(slot)) {
                programs.deleteIcmpError(entry.key());
            }
        }
        bySlot = read;
    }

    List<IcmpError> of(int slot) {
        return bySlot.getOrDefault(slot, List.of());
    }

    /** Forgets the errors of a slot that begins anew. */
    void forget(int slot) {
        if (bySlot.containsKey(slot)) {
            programs.icmpErrors().stream()
                    .map(BpfMap.Entry::key)
                    .filter(key -> slot(key) == slot)
                    .forEach(programs::deleteIcmpError);
            bySlot.remove(slot);
        }
    }

    private boolean inUse(int slot) {
        return slot >= 0
                && slot < programs.probes().elements()
                && programs.probes().getByte(slot, ProbeLayout.FAMILY) != 0;
    }

    /** Reads the errors of a slot that nobody follows, and forgets them. From any thread. */
    List<IcmpError> take(int slot) {
        List<IcmpError> errors = new ArrayList<>();
        for (BpfMap.Entry entry : programs.icmpErrors()) {
            if (slot(entry.key()) == slot) {
                errors.add(decode(entry));
                programs.deleteIcmpError(entry.key());
            }
        }
        return errors;
    }

    private static int slot(byte[] key) {
        return ByteBuffer.wrap(key).order(ByteOrder.nativeOrder()).getInt(IcmpErrorKeyLayout.SLOT);
    }

    private IcmpError decode(BpfMap.Entry entry) {
        byte[] key = entry.key();
        ByteBuffer value = ByteBuffer.wrap(entry.value()).order(ByteOrder.nativeOrder());
        int length = key[IcmpErrorKeyLayout.FAMILY] == AF_INET ? 4 : 16;
        byte[] sender = Arrays.copyOfRange(key, IcmpErrorKeyLayout.SENDER, IcmpErrorKeyLayout.SENDER + length);
        try {
            return new IcmpError(
                    InetAddress.getByAddress(sender),
                    key[IcmpErrorKeyLayout.TYPE] & 0xff,
                    key[IcmpErrorKeyLayout.CODE] & 0xff,
                    value.getLong(IcmpErrorLayout.COUNT),
                    clock.instant(value.getLong(IcmpErrorLayout.LAST_NS)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes always make an address", e);
        }
    }
}
