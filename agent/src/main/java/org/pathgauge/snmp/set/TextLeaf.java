package org.pathgauge.snmp.set;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.pathgauge.config.ConfigEdit;
import org.pathgauge.snmp.mib.MibView;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;

/** A scalar DisplayString that is a leaf of the configuration: read as before, written into the datastore. */
public final class TextLeaf extends SettableView {
    private final int longest;
    private final List<String> containers;
    private final String leaf;

    /**
     * Makes the scalar writable.
     *
     * @param read its view, which has this one instance
     * @param longest octets that its value may have
     * @param containers the containers around the leaf, outermost first
     * @param leaf the leaf, whose default is the empty text
     */
    public TextLeaf(MibView read, int longest, List<String> containers, String leaf) {
        super(read);
        this.longest = longest;
        this.containers = List.copyOf(containers);
        this.leaf = leaf;
    }

    @Override
    public void set(SetStage stage, Assignment a) throws SetException {
        OID root = root();
        if (!a.oid().equals(root.last() == 0 ? root : new OID(root.getValue(), 0))) {
            throw SetException.noCreation(a, "a scalar has one instance, .0");
        }
        if (!(a.value() instanceof OctetString text)) {
            throw SetException.wrongType(a, leaf + " is an OCTET STRING");
        }
        if (text.length() > longest) {
            throw SetException.wrongLength(a, leaf + " has at most " + longest + " octets");
        }
        String value = text(a, text);
        ConfigEdit.Node node = stage.config().root();
        for (String container : containers) {
            node = node.child(container);
        }
        stage.wrote(node.path(leaf), a);
        if (value.isEmpty()) {
            node.remove(leaf);
        } else {
            node.put(leaf, value);
        }
    }

    /** Text of an SNMP string: UTF-8 (RFC 3411, SnmpAdminString), of which DisplayString's ASCII is a part. */
    public static String text(Assignment a, OctetString octets) throws SetException {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets.getValue()))
                    .toString();
            if (text.chars().noneMatch(Character::isISOControl)) {
                return text;
            }
        } catch (CharacterCodingException e) {
            // said below
        }
        throw SetException.wrongValue(a, "text is UTF-8 without control characters");
    }
}
