package org.pathgauge.bpf.abi;

import java.util.HashMap;
import java.util.Map;

/**
 * The comparison of an object's BTF with the layouts that this agent was compiled with. Without it a field that moved
 * would be read as another one's value.
 */
public final class LayoutCheck {
    private LayoutCheck() {}

    /**
     * Compares all layouts of an object.
     *
     * @param object which of the agent's objects
     * @param elf the bytes of the compiled object that is about to be loaded
     * @throws BtfException naming struct, field and both offsets of the first difference
     */
    public static void verify(ShippedObject object, byte[] elf) {
        Table table = new Table(Btf.ofObject(elf));
        object.layouts().accept(table);
        table.end();
    }

    /** The object's side of the comparison; told the agent's side line by line. */
    static final class Table {
        private static final String MEND = ": the object and the agent are of different builds. Install both from"
                + " one package, or rebuild (mvn clean verify) and regenerate the layouts.";

        private final Btf btf;
        private String owner = "";
        private Map<String, Btf.Member> members = Map.of();
        private Map<String, Long> values = Map.of();

        Table(Btf btf) {
            this.btf = btf;
        }

        void struct(String name, int size) {
            end();
            owner = "struct " + name;
            Btf.Struct actual =
                    btf.struct(name).orElseThrow(() -> new BtfException("The BPF object has no struct " + name + MEND));
            if (actual.size() != size) {
                throw new BtfException("struct " + name + " has " + actual.size() + " bytes in the BPF object, " + size
                        + " in the agent" + MEND);
            }
            members = new HashMap<>();
            actual.members().forEach(m -> members.put(m.name(), m));
        }

        void field(String name, int offset, int length) {
            Btf.Member actual = members.remove(name);
            if (actual == null) {
                throw new BtfException(owner + " of the BPF object has no field " + name + ", which the agent has at"
                        + " offset " + offset + MEND);
            }
            if (actual.offset() != offset) {
                throw new BtfException("field " + name + " of " + owner + " is at offset " + actual.offset()
                        + " in the BPF object, at " + offset + " in the agent" + MEND);
            }
            if (actual.length() != length) {
                throw new BtfException("field " + name + " of " + owner + " has " + actual.length()
                        + " elements in the BPF object, " + length + " in the agent" + MEND);
            }
        }

        void enumeration(String name) {
            end();
            owner = "enum " + name;
            Btf.Enumeration actual = btf.enumeration(name)
                    .orElseThrow(() -> new BtfException("The BPF object has no enum " + name + MEND));
            values = new HashMap<>();
            actual.values().forEach(v -> values.put(v.name(), v.value()));
        }

        void value(String name, int value) {
            Long actual = values.remove(name);
            if (actual == null || actual.intValue() != value) {
                throw new BtfException(name + " of " + owner + " is " + (actual == null ? "absent" : actual)
                        + " in the BPF object, " + value + " in the agent" + MEND);
            }
        }

        /** Ends a struct or enum: what the agent did not name must not be there. */
        void end() {
            if (!members.isEmpty() || !values.isEmpty()) {
                throw new BtfException(owner + " of the BPF object also has " + members.keySet() + values.keySet()
                        + ", which the agent does not know" + MEND);
            }
            members = Map.of();
            values = Map.of();
        }
    }
}
