package org.pathgauge.config;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.namespace.NamespaceContext;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactorySupplier;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodec;
import org.opendaylight.yangtools.yang.data.codec.xml.XmlCodecFactory;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.TypeDefinition;
import org.opendaylight.yangtools.yang.model.api.TypedDataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.type.StringTypeDefinition;
import org.opendaylight.yangtools.yang.model.util.SchemaInferenceStack;

/** Reads the values of leafs from XML text, as their types want them. */
public final class XmlValues {
    private static final Pattern PREFIX = Pattern.compile("(?<=^|[/\\[(\\s@|])([A-Za-z_][\\w.-]*):(?=[A-Za-z_*])");

    private final EffectiveModelContext context;
    private final XmlCodecFactory codecs;
    private final LeafCheck words;
    private final Map<TypedDataSchemaNode, XmlCodec<?>> byLeaf = new ConcurrentHashMap<>();

    public XmlValues(YangModels models) {
        context = models.context();
        codecs = XmlCodecFactory.create(context);
        words = new LeafCheck(JSONCodecFactorySupplier.RFC7951.getShared(context));
    }

    /**
     * The value of a leaf or of one entry of a leaf-list.
     *
     * @param leaf its schema
     * @param stack where the schema is
     * @param prefixes of the element, for identities and paths
     * @param text of the element
     * @throws IllegalArgumentException saying what the value must be
     */
    public Object parse(TypedDataSchemaNode leaf, SchemaInferenceStack stack, NamespaceContext prefixes, String text) {
        boolean free = leaf.getType() instanceof StringTypeDefinition;
        String value = free ? text : text.strip();
        if (isXPath(leaf.getType())) {
            value = byModules(value.strip(), prefixes);
        }
        try {
            Object parsed = codec(leaf, stack).parseValue(prefixes, value);
            if (BasePatterns.match(leaf.getType(), value)) {
                return parsed;
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            // What the codec says is said below in a person's words.
        }
        throw new IllegalArgumentException("\"" + value + "\" is not allowed here; this must be " + words.expected(leaf)
                + words.nearest(leaf, value));
    }

    private XmlCodec<?> codec(TypedDataSchemaNode leaf, SchemaInferenceStack stack) {
        XmlCodec<?> known = byLeaf.get(leaf);
        if (known == null) {
            known = codecs.codecFor(leaf, stack);
            byLeaf.put(leaf, known);
        }
        return known;
    }

    /** Whether a type is yang:xpath1.0 or made of it, so that prefixes in its values mean something. */
    public static boolean isXPath(TypeDefinition<?> type) {
        for (TypeDefinition<?> t = type; t != null; t = t.getBaseType()) {
            if (t.getQName().getLocalName().equals("xpath1.0")) {
                return true;
            }
        }
        return false;
    }

    /** A path whose prefixes are module names, as RFC 7951 section 6.11 writes them, whatever they were in XML. */
    private String byModules(String path, NamespaceContext prefixes) {
        Matcher m = PREFIX.matcher(path);
        StringBuilder out = new StringBuilder();
        while (m.find()) {
            String namespace = prefixes.getNamespaceURI(m.group(1));
            String module = namespace == null || namespace.isEmpty()
                    ? m.group(1)
                    : DataNodes.module(context, namespace)
                            .map(found -> found.getName())
                            .orElse(m.group(1));
            m.appendReplacement(out, Matcher.quoteReplacement(module + ":"));
        }
        return m.appendTail(out).toString();
    }

    /** The canonical JSON form of a value, for comparisons and paths. */
    public static String text(Object value) {
        return value instanceof QName identity ? identity.getLocalName() : value.toString();
    }
}
