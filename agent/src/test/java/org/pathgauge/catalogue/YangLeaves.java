package org.pathgauge.catalogue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.Module;
import org.opendaylight.yangtools.yang.model.api.TypeAware;
import org.pathgauge.config.YangModels;

/** The leaves of our YANG modules by path; a module's name stands where the module changes. */
final class YangLeaves {
    /**
     * A leaf or leaf-list.
     *
     * @param state whether it is state rather than configuration
     */
    record Leaf(boolean state, Optional<String> units, Optional<String> defaultValue, String description) {}

    private final YangModels models;
    private final Map<String, Leaf> leaves = new LinkedHashMap<>();

    YangLeaves(YangModels models) {
        this.models = models;
        for (YangModels.Source source : models.sources()) {
            if (source.name().startsWith("pathgauge-") && source.implemented()) {
                Module module =
                        models.context().findModules(source.name()).iterator().next();
                collect(module, "", QNameModule.of("none"));
            }
        }
    }

    Map<String, Leaf> all() {
        return leaves;
    }

    private void collect(DataNodeContainer in, String prefix, QNameModule above) {
        for (DataSchemaNode child : in.getChildNodes()) {
            if (child instanceof ChoiceSchemaNode choice) {
                choice.getCases().forEach(one -> collect(one, prefix, above));
                continue;
            }
            QNameModule own = child.getQName().getModule();
            String module = own.equals(above)
                    ? ""
                    : models.context().findModule(own).orElseThrow().getName() + ":";
            String path = prefix + "/" + module + child.getQName().getLocalName();
            if (child instanceof TypeAware leaf) {
                leaves.put(
                        path,
                        new Leaf(
                                !child.effectiveConfig().orElse(true),
                                leaf.getType().getUnits(),
                                leaf.getType().getDefaultValue().map(Object::toString),
                                child.getDescription().orElse("").replaceAll("\\s+", " ")));
            } else if (child instanceof DataNodeContainer container) {
                collect(container, path, own);
            }
        }
    }
}
