package org.pathgauge.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.Module;
import org.opendaylight.yangtools.yang.model.api.source.SourceIdentifier;
import org.opendaylight.yangtools.yang.model.api.stmt.FeatureSet;
import org.opendaylight.yangtools.yang.model.spi.source.StringYangTextSource;
import org.opendaylight.yangtools.yang.parser.api.YangParser;
import org.opendaylight.yangtools.yang.parser.api.YangParserException;
import org.opendaylight.yangtools.yang.parser.impl.DefaultYangParserFactory;

/**
 * The YANG models that the agent serves, parsed.
 *
 * <p>The texts are resources under {@code META-INF/yang}: ours from this project, the IETF's from their own jars. Nodes
 * that depend on an optional feature that is not supported are not in the context.
 */
public final class YangModels {
    private static final String FOLDER = "META-INF/yang/";
    private static final List<String> IMPLEMENTED = List.of(
            "pathgauge-probes@2026-11-23",
            "pathgauge-xdp@2026-11-23",
            "pathgauge-tcp@2026-11-23",
            "pathgauge-filter@2026-11-23",
            "pathgauge-drops@2026-11-23",
            "pathgauge-alarms@2026-11-23",
            "pathgauge-system@2026-11-23",
            "pathgauge-patterns@2026-11-23",
            "pathgauge-interfaces@2026-11-23",
            "pathgauge-deviations@2026-11-23",
            "ietf-interfaces@2018-02-20",
            // Its identities are the types of interfaces.
            "iana-if-type@2023-01-26",
            "ietf-netconf@2011-06-01",
            "ietf-netconf-with-defaults@2011-06-01",
            "ietf-netconf-monitoring@2010-10-04",
            "ietf-yang-library@2019-01-04",
            // Its identities are values in yang-library, which only those of implemented modules may be.
            "ietf-datastores@2018-02-14",
            "ietf-origin@2018-02-14",
            "ietf-netconf-nmda@2019-01-07",
            "notifications@2008-07-14",
            "nc-notifications@2008-07-14",
            "ietf-netconf-notifications@2012-02-06",
            "ietf-subscribed-notifications@2019-09-09",
            "ietf-yang-push@2019-09-09",
            "ietf-netconf-acm@2018-02-14");
    private static final List<String> IMPORTED = List.of(
            "ietf-inet-types@2013-07-15",
            "ietf-yang-types@2013-07-15",
            "ietf-yang-metadata@2016-08-05",
            // What ietf-subscribed-notifications and ietf-yang-push import, for features that are not supported mostly.
            "ietf-restconf@2017-01-26",
            "ietf-yang-patch@2017-02-22",
            "ietf-network-instance@2019-01-21",
            "ietf-ip@2018-02-22",
            "ietf-yang-schema-mount@2019-01-14");

    /** The optional features that are supported, by module; none of the others. */
    private static final Map<String, List<String>> FEATURES = Map.of(
            "ietf-netconf",
            List.of("candidate", "confirmed-commit", "rollback-on-error", "validate", "writable-running", "xpath"),
            "ietf-netconf-nmda",
            List.of("origin", "with-defaults"),
            "ietf-interfaces",
            List.of("if-mib"),
            "ietf-subscribed-notifications",
            List.of("encode-xml", "replay", "subtree", "xpath"),
            "ietf-yang-push",
            List.of("on-change"));

    private static final Map<String, QNameModule> OF_FEATURES = Map.of(
            "ietf-netconf",
            QNameModule.of("urn:ietf:params:xml:ns:netconf:base:1.0", "2011-06-01"),
            "ietf-netconf-nmda",
            QNameModule.of("urn:ietf:params:xml:ns:yang:ietf-netconf-nmda", "2019-01-07"),
            "ietf-interfaces",
            QNameModule.of("urn:ietf:params:xml:ns:yang:ietf-interfaces", "2018-02-20"),
            "ietf-subscribed-notifications",
            QNameModule.of("urn:ietf:params:xml:ns:yang:ietf-subscribed-notifications", "2019-09-09"),
            "ietf-yang-push",
            QNameModule.of("urn:ietf:params:xml:ns:yang:ietf-yang-push", "2019-09-09"));

    private final EffectiveModelContext context;
    private final List<Source> sources;
    private final String contentId;

    private YangModels(EffectiveModelContext context, List<Source> sources, String contentId) {
        this.context = context;
        this.sources = List.copyOf(sources);
        this.contentId = contentId;
    }

    /**
     * The text of one module.
     *
     * @param name module name
     * @param revision newest revision, {@code YYYY-MM-DD}
     * @param namespace XML namespace
     * @param prefix prefix that the module gives itself
     * @param implemented whether the agent implements it; otherwise only its types and extensions are used
     * @param features its optional features that are supported
     * @param deviations modules that say what of it is not supported
     */
    public record Source(
            String name,
            String revision,
            String namespace,
            String prefix,
            boolean implemented,
            List<String> features,
            List<String> deviations) {
        public Source {
            features = List.copyOf(features);
            deviations = List.copyOf(deviations);
        }

        /** Its YANG text. Read when it is asked for: all of them together would be half a megabyte for nobody. */
        public String text() {
            try {
                return read(name + '@' + revision);
            } catch (IOException e) {
                throw new UncheckedIOException("the YANG text of " + name + " cannot be read", e);
            }
        }
    }

    /**
     * Parses all models. Takes a second or two in a cold JVM.
     *
     * @throws IllegalStateException when a model is missing from the class path or wrong, which is a fault of the build
     */
    public static YangModels load() {
        YangParser parser = new DefaultYangParserFactory().createParser().setSupportedFeatures(features());
        try {
            List<String> texts = new ArrayList<>();
            List<String> files = files();
            for (String file : files) {
                String text = read(file);
                texts.add(text);
                String parsed = IMPORTED.contains(file) ? ImportOnly.definitions(text) : text;
                parser.addSource(new StringYangTextSource(SourceIdentifier.ofYangFileName(file + ".yang"), parsed));
            }
            EffectiveModelContext context = parser.buildEffectiveModel();
            List<Source> sources = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) {
                sources.add(source(context, files.get(i)));
            }
            return new YangModels(context, sources, digest(sources, texts));
        } catch (IOException | YangParserException e) {
            throw new IllegalStateException("the YANG models of this build cannot be parsed: " + e.getMessage(), e);
        }
    }

    /** The parsed models. */
    public EffectiveModelContext context() {
        return context;
    }

    /** All modules, implemented ones first. */
    public List<Source> sources() {
        return sources;
    }

    /** The module with a name and, if given, a revision. */
    public Optional<Source> source(String name, Optional<String> revision) {
        return sources.stream()
                .filter(s -> s.name().equals(name)
                        && revision.map(s.revision()::equals).orElse(true))
                .findFirst();
    }

    /** A short string that changes whenever the set of modules or their text does (RFC 8525 content-id). */
    public String contentId() {
        return contentId;
    }

    private static List<String> files() {
        List<String> all = new ArrayList<>(IMPLEMENTED);
        all.addAll(IMPORTED);
        return all;
    }

    private static Source source(EffectiveModelContext context, String file) {
        String name = file.substring(0, file.indexOf('@'));
        String revision = file.substring(file.indexOf('@') + 1);
        Module module = context.findModules(name).iterator().next();
        return new Source(
                name,
                revision,
                module.getNamespace().toString(),
                module.getPrefix(),
                IMPLEMENTED.contains(file),
                FEATURES.getOrDefault(name, List.of()),
                deviations(context, module));
    }

    private static List<String> deviations(EffectiveModelContext context, Module of) {
        return context.getModules().stream()
                .filter(m -> m.getDeviations().stream()
                        .anyMatch(d -> d.getTargetPath()
                                .firstNodeIdentifier()
                                .getModule()
                                .equals(of.getQNameModule())))
                .map(Module::getName)
                .sorted()
                .toList();
    }

    private static FeatureSet features() {
        return FeatureSet.of(FEATURES.entrySet().stream()
                .flatMap(e -> e.getValue().stream().map(f -> QName.create(OF_FEATURES.get(e.getKey()), f)))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** Our own files have no revision in their names, so that a revision is one line of a diff. */
    private static String read(String file) throws IOException {
        String bare = file.startsWith("pathgauge-") ? file.substring(0, file.indexOf('@')) : file;
        URL url = YangModels.class.getClassLoader().getResource(FOLDER + bare + ".yang");
        if (url == null) {
            throw new IOException(FOLDER + bare + ".yang is not on the class path");
        }
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String digest(List<Source> sources, List<String> texts) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (int i = 0; i < texts.size(); i++) {
                Source s = sources.get(i);
                sha.update((s.name()
                                + '@'
                                + s.revision()
                                + (s.implemented() ? '!' : '?')
                                + s.features()
                                + texts.get(i)
                                + '\0')
                        .getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
