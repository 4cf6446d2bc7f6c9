package org.pathgauge.opennms;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.xml.bind.JAXBContext;
import javax.xml.bind.JAXBException;
import org.apache.commons.jexl2.JexlEngine;
import org.apache.commons.jexl2.MapContext;
import org.opennms.integration.api.xml.ClassPathGraphPropertiesLoader;
import org.opennms.integration.api.xml.ClasspathEventDefinitionLoader;
import org.opennms.integration.api.xml.ClasspathPollerConfigurationLoader;
import org.opennms.integration.api.xml.ClasspathSnmpDataCollectionLoader;
import org.opennms.integration.api.xml.ClasspathThreshdConfigurationLoader;
import org.opennms.integration.api.xml.ClasspathThresholdingConfigLoader;
import org.opennms.integration.api.xml.schema.datacollection.DatacollectionGroup;
import org.opennms.integration.api.xml.schema.eventconf.Events;
import org.opennms.integration.api.xml.schema.poller.PollerConfigurationXml;
import org.opennms.integration.api.xml.schema.thresholding.ThreshdConfiguration;
import org.opennms.integration.api.xml.schema.thresholding.ThresholdingConfig;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Prints as JSON what OpenNMS's own loaders make of the files on the class path, and what its expression languages say.
 *
 * <p>The loaders pass over what they do not know; so each file is also written anew from what they kept of it.
 */
public final class Loaded {
    /** What is asked of the expressions, one JSON object: {@code select} has an expression and indexes, {@code limits} pairs. */
    record Question(Select select, List<Limit> limits) {}

    record Select(String expression, List<String> instances) {}

    record Limit(String expression, Map<String, Double> values) {}

    private Loaded() {}

    /** Takes a {@link Question} as its only argument. */
    public static void main(final String[] arguments) throws JAXBException, IOException {
        final Gson gson =
                new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
        final Class<?> here = Loaded.class;
        final Map<String, Object> out = new LinkedHashMap<>();
        out.put(
                "events",
                Fields.of(new ClasspathEventDefinitionLoader(here, "pathgauge.events.xml").getEventDefinitions()));
        out.put(
                "collections",
                Fields.of(new ClasspathSnmpDataCollectionLoader(here, "pathgauge.xml").getSnmpDataCollections()));
        out.put(
                "graphs",
                Fields.of(new ClassPathGraphPropertiesLoader(here, "pathgauge-graph.properties").getGraphProperties()));
        out.put(
                "thresholds",
                Fields.of(new ClasspathThresholdingConfigLoader(here, "thresholds.xml").getGroupDefinitions()));
        out.put(
                "threshd",
                Fields.of(new ClasspathThreshdConfigurationLoader(here, "threshd-configuration.xml").getPackages()));
        out.put(
                "poller",
                Fields.of(new ClasspathPollerConfigurationLoader(here, "poller", "poller-configuration.xml")
                        .getPollerConfiguration()));
        out.put(
                "again",
                Map.of(
                        "events/pathgauge.events.xml", again("events/pathgauge.events.xml", Events.class),
                        "datacollection/pathgauge.xml",
                                again("datacollection/pathgauge.xml", DatacollectionGroup.class),
                        "thresholding/thresholds.xml", again("thresholding/thresholds.xml", ThresholdingConfig.class),
                        "thresholding/threshd-configuration.xml",
                                again("thresholding/threshd-configuration.xml", ThreshdConfiguration.class),
                        "poller/poller-configuration.xml",
                                again("poller/poller-configuration.xml", PollerConfigurationXml.class)));
        final Question question = gson.fromJson(arguments[0], Question.class);
        out.put("selected", selected(question.select()));
        out.put("limits", question.limits().stream().map(Loaded::worth).collect(Collectors.toList()));
        System.out.println(gson.toJson(out));
    }

    /** A file as OpenNMS's classes write it after they have read it. */
    private static String again(final String file, final Class<?> root) throws JAXBException, IOException {
        try (InputStream in = Loaded.class.getClassLoader().getResourceAsStream(file)) {
            final JAXBContext context = JAXBContext.newInstance(root);
            final StringWriter out = new StringWriter();
            context.createMarshaller().marshal(context.createUnmarshaller().unmarshal(in), out);
            return out.toString();
        }
    }

    /** Those instances that a resource type's match-expression keeps, which OpenNMS has Spring evaluate. */
    private static List<String> selected(final Select select) {
        return select.instances().stream()
                .filter(instance -> {
                    final StandardEvaluationContext context = new StandardEvaluationContext();
                    context.setVariable("instance", instance);
                    return Boolean.TRUE.equals(new SpelExpressionParser()
                            .parseExpression(select.expression())
                            .getValue(context, Boolean.class));
                })
                .collect(Collectors.toList());
    }

    /** What the expression of a threshold is worth, which OpenNMS has JEXL evaluate. */
    private static Object worth(final Limit limit) {
        return new JexlEngine()
                .createExpression(limit.expression())
                .evaluate(new MapContext(new LinkedHashMap<>(limit.values())));
    }
}
