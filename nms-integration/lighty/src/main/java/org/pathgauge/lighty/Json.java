package org.pathgauge.lighty;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.opendaylight.mdsal.dom.api.DOMNotification;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifier;
import org.opendaylight.yangtools.yang.data.api.schema.ContainerNode;
import org.opendaylight.yangtools.yang.data.api.schema.NormalizedNode;
import org.opendaylight.yangtools.yang.data.api.schema.stream.NormalizedNodeWriter;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactory;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONCodecFactorySupplier;
import org.opendaylight.yangtools.yang.data.codec.gson.JSONNormalizedNodeStreamWriter;
import org.opendaylight.yangtools.yang.data.codec.gson.JsonParserStream;
import org.opendaylight.yangtools.yang.data.impl.schema.ImmutableNormalizedNodeStreamWriter;
import org.opendaylight.yangtools.yang.data.spi.node.ImmutableNodes;
import org.opendaylight.yangtools.yang.model.api.EffectiveModelContext;
import org.opendaylight.yangtools.yang.model.api.SchemaContext;

/** RFC 7951's JSON of an agent's data, by the models that the agent itself handed out. */
final class Json {
    private final JSONCodecFactory codecs;

    Json(final EffectiveModelContext models) {
        codecs = JSONCodecFactorySupplier.RFC7951.getShared(models);
    }

    /**
     * The data of a document with top-level containers, such as the agent's configuration file.
     *
     * @throws IllegalArgumentException or IllegalStateException if the document does not fit the models
     */
    ContainerNode read(final Reader document) throws IOException {
        // A root to hold them: a document without one is read as its only container.
        final var root =
                ImmutableNodes.newContainerBuilder().withNodeIdentifier(new NodeIdentifier(SchemaContext.NAME));
        try (var writer = ImmutableNormalizedNodeStreamWriter.from(root);
                var parser = JsonParserStream.create(writer, codecs)) {
            parser.parse(new JsonReader(document));
        }
        return root.build();
    }

    /** A document with this top-level container. */
    JsonObject write(final NormalizedNode container) {
        final var text = new StringWriter();
        try (var json = new JsonWriter(text);
                var writer = NormalizedNodeWriter.forStreamWriter(
                        JSONNormalizedNodeStreamWriter.createExclusiveWriter(codecs, json))) {
            writer.write(container);
            writer.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return JsonParser.parseString(text.toString()).getAsJsonObject();
    }

    /** The content of a notification, without its name. */
    JsonObject write(final DOMNotification notification) {
        final var type = notification.getType();
        final var text = new StringWriter();
        try (var json = new JsonWriter(text)) {
            json.beginObject();
            try (var writer = NormalizedNodeWriter.forStreamWriter(JSONNormalizedNodeStreamWriter.createNestedWriter(
                    codecs, type, type.lastNodeIdentifier().getNamespace(), json))) {
                for (var child : notification.getBody().body()) {
                    writer.write(child);
                }
                writer.flush();
            }
            json.endObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return JsonParser.parseString(text.toString()).getAsJsonObject();
    }
}
