package org.pathgauge.bpf.abi;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The writer of the {@code *Layout} classes: for each object one for each struct that its programs share with Java, one
 * for the values of the shared enums ({@code AbiLayout} of probe.bpf.o, {@code TcpAbiLayout} of tcp.bpf.o), and one that
 * lists them all for the check at load ({@code Layouts}, {@code TcpLayouts}).
 *
 * <p>What is shared is what {@code struct pg_abi} of probe_abi.h holds, {@code struct pg_tcp_abi} of tcp_abi.h, and so
 * on; the structs and enum values of any object but probe.bpf.o carry the object's name: {@code pg_tcp_row} becomes
 * {@code TcpRowLayout}, {@code PG_TCP_ROWS} becomes {@code TcpAbiLayout.ROWS}.
 */
public final class LayoutGenerator {
    private static final String SUFFIX = ".bpf.o";
    private static final String FIRST = "probe";
    private static final String PREFIX = "pg_";

    private final Btf btf;
    private final String object;
    private final String stem;

    /** A generator for the object {@code <object>.bpf.o}. */
    LayoutGenerator(String object, Btf btf) {
        this.btf = btf;
        this.object = object;
        this.stem = object.equals(FIRST) ? "" : object + "_";
    }

    /** Writes the layouts of all objects in a directory: {@code LayoutGenerator OBJECTS DIRECTORY}. */
    public static void main(String[] args) throws IOException {
        if (args.length != 2) {
            new PrintStream(System.err, true, StandardCharsets.UTF_8)
                    .println("usage: LayoutGenerator DIRECTORY-OF-OBJECTS DIRECTORY-OF-PACKAGE-"
                            + LayoutGenerator.class.getPackageName());
            System.exit(2);
        }
        for (Map.Entry<String, String> file : all(Path.of(args[0])).entrySet()) {
            Files.writeString(Path.of(args[1], file.getKey()), file.getValue());
        }
    }

    /** The text of each file to generate for the objects of a directory, by its name. */
    static Map<String, String> all(Path directory) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (DirectoryStream<Path> objects = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path path : objects) {
                String name = path.getFileName().toString();
                Btf btf = Btf.ofObject(Files.readAllBytes(path));
                files.putAll(new LayoutGenerator(name.substring(0, name.length() - SUFFIX.length()), btf).sources());
            }
        }
        return files;
    }

    /** The text of each generated file by its name. */
    Map<String, String> sources() {
        Map<String, String> files = new TreeMap<>();
        List<Btf.Struct> structs = sharedStructs();
        List<Btf.Enumeration> enums = sharedEnums();
        structs.forEach(s -> files.put(className(s.name()) + ".java", struct(s)));
        files.put(constantsClass() + ".java", constants(enums));
        files.put(tableClass() + ".java", table(structs, enums));
        return files;
    }

    private List<Btf.Struct> sharedStructs() {
        return root().members().stream()
                .flatMap(m -> btf.struct(m.type()).stream())
                .toList();
    }

    private List<Btf.Enumeration> sharedEnums() {
        return root().members().stream()
                .flatMap(m -> btf.enumeration(m.type()).stream())
                .toList();
    }

    private Btf.Struct root() {
        String root = PREFIX + stem + "abi";
        return btf.struct(root)
                .orElseThrow(() -> new BtfException("the BTF of " + object + SUFFIX + " has no struct " + root + ": "
                        + object + "_abi.h must declare what the object shares with Java"));
    }

    private String constantsClass() {
        return camel(stem) + "AbiLayout";
    }

    private String tableClass() {
        return camel(stem) + "Layouts";
    }

    private String header() {
        return "// Generated from the BTF of " + object + SUFFIX + " by LayoutGenerator. Do not edit.\n"
                + "package org.pathgauge.bpf.abi;\n\n";
    }

    private String struct(Btf.Struct struct) {
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
        return header() + String.join("\n", lines) + "\n";
    }

    private String constants(List<Btf.Enumeration> enums) {
        List<String> lines = new ArrayList<>();
        lines.add("/** Values of the enums that the kernel programs share with Java. */");
        lines.add("public final class " + constantsClass() + " {");
        for (Btf.Enumeration enumeration : enums) {
            for (Btf.Value value : enumeration.values()) {
                lines.add("    /** {@code enum " + enumeration.name() + "}: {@code " + value.name() + "}. */");
                lines.add("    public static final int " + constantOf(value) + " = " + (int) value.value() + ";");
                lines.add("");
            }
        }
        lines.add("    private " + constantsClass() + "() {}");
        lines.add("}");
        return header() + String.join("\n", lines) + "\n";
    }

    private String table(List<Btf.Struct> structs, List<Btf.Enumeration> enums) {
        List<String> lines = new ArrayList<>();
        lines.add("/** All layouts, for the check at load. */");
        lines.add("final class " + tableClass() + " {");
        lines.add("    private " + tableClass() + "() {}");
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
                lines.add("        table.value(\"" + value.name() + "\", " + constantsClass() + "." + constantOf(value)
                        + ");");
            }
        }
        lines.add("    }");
        lines.add("}");
        return header() + String.join("\n", lines) + "\n";
    }

    /** pg_icmp_error_key becomes IcmpErrorKeyLayout. */
    private static String className(String struct) {
        return camel(stripped(struct, PREFIX)) + "Layout";
    }

    private static String camel(String words) {
        StringBuilder name = new StringBuilder();
        for (String word : words.split("_")) {
            if (!word.isEmpty()) {
                name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
            }
        }
        return name.toString();
    }

    private static String constant(String member) {
        return member.toUpperCase(Locale.ROOT);
    }

    /**
     * PG_STAMP_FREE becomes STAMP_FREE, PG_K_MAGIC becomes MAGIC; of tcp.bpf.o PG_TCP_K_ROWS becomes ROWS, of guard.bpf.o,
     * which has several contracts, PG_K_FILTER_SHAPES becomes FILTER_SHAPES.
     */
    private String constantOf(Btf.Value value) {
        String own = "PG_" + stem.toUpperCase(Locale.ROOT);
        String prefix = value.name().startsWith(own) ? own : "PG_";
        return stripped(stripped(value.name(), prefix + "K_"), prefix);
    }

    private static String stripped(String text, String prefix) {
        return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
    }
}
