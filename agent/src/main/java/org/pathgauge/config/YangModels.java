package org.pathgauge.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.Module;
import org.opendaylight.yangtools.yang.model.api.stmt.FeatureSet;
import org.opendaylight.yangtools.yang.model.spi.source.YangIRSource;
import org.opendaylight.yangtools.yang.parser.api.YangParser;
import org.opendaylight.yangtools.yang.parser.api.YangParserException;
import org.opendaylight.yangtools.yang.parser.api.YangSyntaxErrorException;
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
     * Builds all models from what the build of the agent parsed. Takes a good part of a second in a cold JVM.
     *
     * @throws IllegalStateException when a model is missing from the class path or wrong, which is a fault of the build
     */
    public static YangModels load() {
        return of(ModelStatements::load);
    }

    /** Parses the texts of all models, with the descriptions and references, which {@link #load} leaves out. */
    public static YangModels parse() {
        return of(ModelStatements::parse);
    }

    private interface Statements {
        ModelStatements get() throws IOException, YangSyntaxErrorException;
    }

    private static YangModels of(Statements statements) {
        YangParser parser = new DefaultYangParserFactory().createParser().setSupportedFeatures(features());
        try {
            ModelStatements all = statements.get();
            List<String> files = files();
            for (int i = 0; i < files.size(); i++) {
                var id = ModelStatements.id(files.get(i));
                parser.addSource(new YangIRSource(id, all.modules().get(i), files.get(i)));
            }
            EffectiveModelContext context = parser.buildEffectiveModel();
            List<Source> sources = new ArrayList<>();
            for (String file : files) {
                sources.add(source(context, file));
            }
            return new YangModels(context, sources, all.contentId());
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

    /** Names with revisions of all modules, implemented ones first. */
    static List<String> files() {
        List<String> all = new ArrayList<>(IMPLEMENTED);
        all.addAll(IMPORTED);
        return all;
    }

    /** Whether only definitions of a module are used. */
    static boolean isImported(String file) {
        return IMPORTED.contains(file);
    }

    /** How a module is used: implemented or imported, with which features. */
    static String use(String file) {
        return (isImported(file) ? '?' : '!') + features(file).toString();
    }

    private static List<String> features(String file) {
        return FEATURES.getOrDefault(file.substring(0, file.indexOf('@')), List.of());
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
                features(file),
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
    static String read(String file) throws IOException {
        String bare = file.startsWith("pathgauge-") ? file.substring(0, file.indexOf('@')) : file;
        URL url = YangModels.class.getClassLoader().getResource(FOLDER + bare + ".yang");
        if (url == null) {
            throw new IOException(FOLDER + bare + ".yang is not on the class path");
        }
        try (InputStream in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
