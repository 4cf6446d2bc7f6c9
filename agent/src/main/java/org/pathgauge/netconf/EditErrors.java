package org.pathgauge.netconf;

import org.opendaylight.yangtools.yang.common.QName;
import org.opendaylight.yangtools.yang.common.QNameModule;
import org.opendaylight.yangtools.yang.data.api.YangInstanceIdentifier.NodeIdentifierWithPredicates;
import org.opendaylight.yangtools.yang.model.api.DataNodeContainer;
import org.opendaylight.yangtools.yang.model.api.DataSchemaNode;
import org.opendaylight.yangtools.yang.model.api.SchemaNode;
import org.pathgauge.config.XmlValues;
import org.pathgauge.config.YangModels;

/** Paths of nodes that an edit is about, as RFC 7951 section 6.11 writes them. */
final class EditErrors {
    private EditErrors() {}

    /** The path of a child; the module is named where it changes. */
    static String child(String path, DataSchemaNode child, DataNodeContainer parent, YangModels models) {
        QNameModule around = path.isEmpty() || !(parent instanceof SchemaNode node)
                ? null
                : node.getQName().getModule();
        return child(path, child.getQName(), around, models);
    }

    static String child(String path, QName child, QNameModule around, YangModels models) {
        String name = child.getModule().equals(around)
                ? child.getLocalName()
                : models.context().findModule(child.getModule()).orElseThrow().getName() + ":" + child.getLocalName();
        return path + "/" + name;
    }

    /** The path of a list entry. */
    static String entry(String list, NodeIdentifierWithPredicates id) {
        var path = new StringBuilder(list);
        id.entrySet().forEach(key -> {
            String value = XmlValues.text(key.getValue());
            String quote = value.contains("'") ? "\"" : "'";
            path.append('[').append(key.getKey().getLocalName()).append('=');
            path.append(quote).append(value).append(quote).append(']');
        });
        return path.toString();
    }
}
