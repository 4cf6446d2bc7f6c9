package org.pathgauge.netconf;

import java.util.List;
import java.util.Optional;
import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.ListSchemaNode;
import org.pathgauge.config.DataNodes;
import org.pathgauge.config.YangModels;
import org.pathgauge.netconf.NacmRules.Access;
import org.w3c.dom.Element;

/**
 * Refuses an edit that names a node which its user may neither read nor write.
 *
 * <p>A change is judged by what it changes; but whether it changes anything, and whether a node to create or to delete is
 * there, would let a user guess a secret.
 */
final class NacmNaming {
    private static final List<Access> ANY = List.of(Access.READ, Access.CREATE, Access.UPDATE, Access.DELETE);

    private final NacmAccess access;
    private final YangModels models;

    NacmNaming(NacmAccess access, YangModels models) {
        this.access = access;
        this.models = models;
    }

    /**
     * Looks at each node that an edit names.
     *
     * @param config the element config of the edit; what no model has is left to others
     * @throws RpcError access-denied, whatever the datastore holds
     */
    void check(Element config) throws RpcError {
        check(config, models.context(), access.root(), "");
    }

    private void check(Element parent, DataNodeContainer schema, NacmAccess.Place at, String path) throws RpcError {
        for (Element element : Xml.children(parent)) {
            Optional<DataSchemaNode> node = schema(element, schema);
            if (node.isEmpty() || isKey(node.get(), schema)) {
                continue;
            }
            Name name = Name.of(node.get().getQName());
            String here = EditErrors.child(path, node.get(), schema, models);
            NacmAccess.Place place = access.child(
                    at,
                    name,
                    key -> Xml.children(element).stream()
                            .filter(c -> c.getLocalName().equals(key))
                            .findFirst()
                            .map(Xml::text));
            if (target(element, node.get()) && ANY.stream().noneMatch(a -> access.permits(place, name, a))) {
                throw access.denied("neither read nor change this node").path(ErrorPath.of(here, models));
            }
            if (node.get() instanceof DataNodeContainer inner) {
                check(element, inner, place, here);
            }
        }
    }

    /** Whether the element is more than the way to others. */
    private boolean target(Element element, DataSchemaNode node) {
        return element.hasAttributeNS(Ns.NETCONF, "operation")
                || !(node instanceof DataNodeContainer inner)
                || Xml.children(element).stream()
                        .map(c -> schema(c, inner))
                        .allMatch(c -> c.isPresent() && isKey(c.get(), inner));
    }

    private static boolean isKey(DataSchemaNode node, DataNodeContainer in) {
        return in instanceof ListSchemaNode list && list.getKeyDefinition().contains(node.getQName());
    }

    private Optional<DataSchemaNode> schema(Element element, DataNodeContainer in) {
        String namespace = element.getNamespaceURI() == null ? "" : element.getNamespaceURI();
        return DataNodes.module(models.context(), namespace)
                .flatMap(m -> DataNodes.schema(in, QName.unsafeOf(m.getQNameModule(), element.getLocalName())));
    }
}
