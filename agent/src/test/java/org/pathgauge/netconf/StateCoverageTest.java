package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.opendaylight.yangtools.yang.model.api.ChoiceSchemaNode;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.Module;

/** Every state node of the models we implement is served, and nothing is served that they do not have. */
class StateCoverageTest {
    /** Nodes that exist only in situations this server never is in. */
    private static final Set<String> NEVER = Set.of(
            // Subscriptions bring their own filters.
            "filters",
            "filters/stream-filter",
            "filters/stream-filter/name",
            "filters/stream-filter/stream-subtree-filter",
            "filters/stream-filter/stream-xpath-filter",
            "filters/selection-filter",
            "filters/selection-filter/filter-id",
            "filters/selection-filter/datastore-subtree-filter",
            "filters/selection-filter/datastore-xpath-filter",
            // There are no partial locks.
            "netconf-state/datastores/datastore/locks/partial-lock",
            "netconf-state/datastores/datastore/locks/partial-lock/lock-id",
            "netconf-state/datastores/datastore/locks/partial-lock/locked-by-session",
            "netconf-state/datastores/datastore/locks/partial-lock/locked-time",
            "netconf-state/datastores/datastore/locks/partial-lock/select",
            "netconf-state/datastores/datastore/locks/partial-lock/locked-node",
            "yang-library/module-set/module/location",
            "yang-library/module-set/module/submodule",
            "yang-library/module-set/import-only-module/location",
            "yang-library/module-set/import-only-module/submodule",
            "modules-state/module/schema",
            "modules-state/module/submodule");

    @Test
    void servesEveryStateNodeAndNoOther() {
        var state = new TreeSet<String>();
        var all = new TreeSet<String>();
        for (YangSource source : sources()) {
            Module module = TestModels.MODELS
                    .context()
                    .findModules(source.name())
                    .iterator()
                    .next();
            collect(module, "", state, all);
        }
        var served = new TreeSet<>(DataTrees.statePaths());
        var missing = new TreeSet<>(state);
        missing.removeAll(served);
        assertEquals(Set.of(), missing, "state of the models that is not served");
        served.removeAll(all);
        assertEquals(Set.of(), served, "served, but not in the models");
    }

    private record YangSource(String name) {}

    private static Set<YangSource> sources() {
        return TestModels.MODELS.sources().stream()
                .filter(s -> s.implemented())
                .map(s -> new YangSource(s.name()))
                .collect(java.util.stream.Collectors.toSet());
    }

    private static void collect(DataNodeContainer in, String prefix, Set<String> state, Set<String> all) {
        for (DataSchemaNode child : in.getChildNodes()) {
            if (child instanceof ChoiceSchemaNode choice) {
                choice.getCases().forEach(c -> collect(c, prefix, state, all));
                continue;
            }
            String path = prefix + child.getQName().getLocalName();
            all.add(path);
            if (NEVER.contains(path)) {
                continue;
            }
            if (!child.effectiveConfig().orElse(true)) {
                state.add(path);
            }
            if (child instanceof DataNodeContainer container) {
                collect(container, path + "/", state, all);
            }
        }
    }
}
