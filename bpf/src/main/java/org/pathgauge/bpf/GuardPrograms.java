package org.pathgauge.bpf;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.pathgauge.bpf.abi.GuardAbiLayout;
import org.pathgauge.bpf.abi.ShippedObject;

/**
 * The ingress programs of guard.bpf.c, loaded pair by pair when they are first needed: whoever needs none has neither
 * their programs nor their maps in memory.
 *
 * <p>All share the maps of the probe programs and those of parts that an earlier pair has.
 */
final class GuardPrograms implements AutoCloseable {
    private final BpfObject probes;
    private final Consumer<BpfObject> constants;
    private final Map<String, BpfMap> maps = new HashMap<>();
    private final Map<Set<IngressPart>, BpfObject> loaded = new HashMap<>();
    private final List<BpfMap> own = new ArrayList<>();

    /**
     * @param probes the loaded object of the probe programs
     * @param constants sets the constants that they were loaded with
     */
    GuardPrograms(BpfObject probes, Consumer<BpfObject> constants) {
        this.probes = probes;
        this.constants = constants;
        probes.maps().forEach(map -> maps.put(map.name(), map));
    }

    /**
     * The program with just these parts, loaded if need be.
     *
     * @throws BpfException when it cannot be loaded
     */
    BpfProgram program(Set<IngressPart> parts, boolean xdp) {
        return object(parts).program(IngressPart.program(parts, xdp));
    }

    /**
     * The egress program that goes with just these parts, loaded if need be.
     *
     * @throws BpfException when it cannot be loaded
     */
    BpfProgram egressProgram(Set<IngressPart> parts) {
        String name = IngressPart.egressProgram(parts);
        return (parts.contains(IngressPart.PATTERNS) ? object(parts) : probes).program(name);
    }

    private BpfObject object(Set<IngressPart> parts) {
        BpfObject object = parts.isEmpty() ? probes : loaded.get(parts);
        return object == null ? load(EnumSet.copyOf(parts)) : object;
    }

    /** A map of a part, which must have been needed already. */
    BpfMap map(String name) {
        BpfMap map = maps.get(name);
        if (map == null) {
            throw new IllegalStateException("map " + name + " is not there before its part is needed");
        }
        return map;
    }

    /** Kernel memory of the maps of all parts, in bytes. */
    long memlockBytes() {
        return own.stream().mapToLong(BpfMap::memlockBytes).sum();
    }

    private BpfObject load(Set<IngressPart> parts) {
        BpfObject object = BpfObject.open(ShippedObject.GUARD);
        try {
            constants.accept(object);
            Set<String> wanted = Set.of(
                    IngressPart.program(parts, true),
                    IngressPart.program(parts, false),
                    IngressPart.egressProgram(parts));
            object.programNames().forEach(name -> object.setAutoload(name, wanted.contains(name)));
            for (String name : object.mapNames()) {
                boolean needed = parts.stream().anyMatch(part -> part.owns(name));
                if (maps.containsKey(name) && isShared(name)) {
                    object.shareMap(maps.get(name));
                } else if (needed) {
                    size(object, name);
                } else if (isShared(name)) {
                    object.omitMap(name);
                }
            }
            object.load();
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
        for (BpfMap map : object.maps()) {
            if (maps.putIfAbsent(map.name(), map) == null && isShared(map.name())) {
                own.add(map);
            }
        }
        loaded.put(parts, object);
        return object;
    }

    private static void size(BpfObject object, String map) {
        if (map.equals("pg_filter_hits")) {
            object.setMaxEntries(map, BpfMap.possibleCpus() * GuardAbiLayout.FILTER_SLOTS);
        }
    }

    /** Whether all objects have one map together; of a data section that is no part's each has its own. */
    private static boolean isShared(String map) {
        return !map.contains(".") || Stream.of(IngressPart.values()).anyMatch(part -> part.owns(map));
    }

    @Override
    public void close() {
        loaded.values().forEach(BpfObject::close);
        loaded.clear();
    }
}
