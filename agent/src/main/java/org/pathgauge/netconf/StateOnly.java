package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;

/** A tree without its configuration: of that only what is around state is left, and the keys. */
record StateOnly(Node.Branch branch, DataNodeContainer schema) implements Node.Around {
    @Override
    public boolean presence() {
        return false;
    }

    @Override
    public List<Field> fields() {
        Map<Name, DataSchemaNode> schemas = new HashMap<>();
        DataNodes.schemas(schema).forEach(s -> schemas.put(Name.of(s.getQName()), s));
        var fields = new ArrayList<Field>();
        for (Field field : branch.fields()) {
            DataSchemaNode of = schemas.get(field.name());
            if (of == null || !of.effectiveConfig().orElse(true)) {
                fields.add(field);
            } else if (of instanceof DataNodeContainer inner) {
                fields.add(new Inside(field, inner));
            } else if (schema instanceof ListSchemaNode list
                    && list.getKeyDefinition().contains(of.getQName())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private record Inside(Field field, DataNodeContainer schema) implements Field.Seen {
        @Override
        public Node.Branch seen(Node.Branch inside) {
            return new StateOnly(inside, schema);
        }
    }
}
