package org.pathgauge.netconf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;

/** A tree without its configuration: of that only what is around state is left, and the keys. */
record StateOnly(Node.Branch branch, DataNodeContainer schema) implements Node.Branch {
    @Override
    public Name name() {
        return branch.name();
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
                fields.add(new Around(field, inner));
            } else if (schema instanceof ListSchemaNode list
                    && list.getKeyDefinition().contains(of.getQName())) {
                fields.add(field);
            }
        }
        return fields;
    }

    private record Around(Field field, DataNodeContainer schema) implements Field {
        @Override
        public Name name() {
            return field.name();
        }

        @Override
        public List<Name> keys() {
            return field.keys();
        }

        @Override
        public Optional<Node.Branch> find(Map<Name, String> values) {
            return field.find(values).map(b -> new StateOnly(b, schema));
        }

        @Override
        public Iterator<? extends Node> nodes() {
            Iterator<? extends Node> all = field.nodes();
            return new Iterator<Node>() {
                @Override
                public boolean hasNext() {
                    return all.hasNext();
                }

                @Override
                public Node next() {
                    return new StateOnly((Node.Branch) all.next(), schema);
                }
            };
        }
    }
}
