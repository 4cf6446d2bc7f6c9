package org.pathgauge.netconf;

import org.opendaylight.yangtools.yang.common.QName;

/**
 * An XML name; as the value of a leaf, an identity.
 *
 * @param namespace never empty for data
 * @param local name within it
 */
record Name(String namespace, String local) {
    static Name of(QName name) {
        return new Name(name.getNamespace().toString(), name.getLocalName());
    }
}
