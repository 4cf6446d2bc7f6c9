package org.pathgauge.bpf.abi;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The writer of the {@code *Layout} classes: one for each struct that the kernel programs share with Java, one
 * ({@code AbiLayout}) for the values of the shared enums, and {@code Layouts}, which lists them all for the check at
 * load. What is shared is what {@code struct pg_abi} of probe_abi.h holds.
 */
public final class LayoutGenerator {
    static final String ROOT = "pg_abi";
    private static final String PREFIX = "pg_";
    private static final String HEADER = """
            // Generated from the BTF of probe.bpf.o by LayoutGenerator. Do not edit.
            package org.pathgauge.bpf.abi;

            """;

    private final Btf btf;

    LayoutGenerator(Btf btf) {
        this.btf = btf;
    }

    /** Writes the layouts: {@code LayoutGenerator OBJECT DIRECTORY}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            new PrintStream(System.err, true, StandardCharsets.UTF_8)
                    .println("usage: LayoutGenerator OBJECT DIRECTORY-OF-PACKAGE-"
                            + LayoutGenerator.class.getPackageName());
            System.exit(2);
        }
        Btf btf = Btf.ofObject(Files.readAllBytes(Path.of(args[0])));
        for (Map.Entry<String, String> file : new LayoutGenerator(btf).sources().entrySet()) {
            Files.writeString(Path.of(args[1], file.getKey()), file.getValue());
        }
    }

    /** The text of each generated file by its name. */
    Map<String, String> sources() {
        Map<String, String> files = new TreeMap<>();
        List<Btf.Struct> structs = sharedStructs(btf);
        List<Btf.Enumeration> enums = sharedEnums(btf);
        structs.forEach(s -> files.put(className(s.name()) + ".java", struct(s)));
        files.put("AbiLayout.java", constants(enums));
        files.put("Layouts.java", table(structs, enums));
        return files;
    }

    static List<Btf.Struct> sharedStructs(Btf btf) {
        return root(btf).members().stream()
                .flatMap(m -> btf.struct(m.type()).stream())
                .toList();
    }

    static List<Btf.Enumeration> sharedEnums(Btf btf) {
        return root(btf).members().stream()
                .flatMap(m -> btf.enumeration(m.type()).stream())
                .toList();
    }

    private static Btf.Struct root(Btf btf) {
        return btf.struct(ROOT)
                .orElseThrow(() -> new BtfException("the object's BTF has no struct " + ROOT
                        + ": it is not an object of PathGauge, or of a version before probe_abi.h had one"));
    }

    private static String struct(Btf.Struct struct) {
        List<String> lines = new ArrayList<>();
        lines.add("/** Layout of {@code struct " + struct.name() + "}: offsets in bytes, lengths in elements. */");
        lines.add("public final class " + className(struct.name()) + " {");
        lines.add("    /** Size of the struct, bytes. */");
        lines.add("    public static final int SIZE = " + struct.size() + ";");
        for (Btf.Member member : struct.members()) {
            String type = member.type() + (member.length() > 0 ? "[" + member.length() + "]" : "");
            lines.add("");
            lines.add("    /** {@code " + type + " " + member.name() + "}. */");
            lines.add("    public static final int " + constant(member.name()) + " = " + member.offset() + ";");
            if (member.length() > 0) {
                lines.add("");
                lines.add("    public static final int " + constant(member.name()) + "_LENGTH = " + member.length()
                        + ";");
            }
        }
        lines.add("");
        lines.add("    private " + className(struct.name()) + "() {}");
        lines.add("}");
        return HEADER + String.join("\n", lines) + "\n";
    }

    private static String constants(List<Btf.Enumeration> enums) {
        List<String> lines = new ArrayList<>();
        lines.add("/** Values of the enums that the kernel programs share with Java. */");
        lines.add("public final class AbiLayout {");
        for (Btf.Enumeration enumeration : enums) {
            for (Btf.Value value : enumeration.values()) {
                lines.add("    /** {@code enum " + enumeration.name() + "}: {@code " + value.name() + "}. */");
                lines.add("    public static final int " + constantOf(value) + " = " + (int) value.value() + ";");
                lines.add("");
            }
        }
        lines.add("    private AbiLayout() {}");
        lines.add("}");
        return HEADER + String.join("\n", lines) + "\n";
    }

    private static String table(List<Btf.Struct> structs, List<Btf.Enumeration> enums) {
        List<String> lines = new ArrayList<>();
        lines.add("/** All layouts, for the check at load. */");
        lines.add("final class Layouts {");
        lines.add("    private Layouts() {}");
        lines.add("");
        lines.add("    static void tell(LayoutCheck.Table table) {");
        for (Btf.Struct struct : structs) {
            String owner = className(struct.name());
            lines.add("        table.struct(\"" + struct.name() + "\", " + owner + ".SIZE);");
            for (Btf.Member member : struct.members()) {
                String name = constant(member.name());
                String length = member.length() > 0 ? owner + "." + name + "_LENGTH" : "0";
                lines.add(
                        "        table.field(\"" + member.name() + "\", " + owner + "." + name + ", " + length + ");");
            }
        }
        for (Btf.Enumeration enumeration : enums) {
            lines.add("        table.enumeration(\"" + enumeration.name() + "\");");
            for (Btf.Value value : enumeration.values()) {
                lines.add("        table.value(\"" + value.name() + "\", AbiLayout." + constantOf(value) + ");");
            }
        }
        lines.add("    }");
        lines.add("}");
        return HEADER + String.join("\n", lines) + "\n";
    }

    /** pg_icmp_error_key becomes IcmpErrorKeyLayout. */
    private static String className(String struct) {
        StringBuilder name = new StringBuilder();
        for (String word : stripped(struct, PREFIX).split("_")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return name.append("Layout").toString();
    }

    private static String constant(String member) {
        return member.toUpperCase(Locale.ROOT);
    }

    /** PG_STAMP_FREE becomes STAMP_FREE, PG_K_MAGIC becomes MAGIC. */
    private static String constantOf(Btf.Value value) {
        return stripped(stripped(value.name(), "PG_K_"), "PG_");
    }

    private static String stripped(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
