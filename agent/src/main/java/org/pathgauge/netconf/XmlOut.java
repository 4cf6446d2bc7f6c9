package org.pathgauge.netconf;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;

/**
 * Writes one XML message as a stream: every element in its namespace as the default one, declared where it changes.
 *
 * <p>Nothing is kept but the namespaces of the open elements.
 */
final class XmlOut {
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private final XMLStreamWriter writer;
    private final Deque<String> namespaces = new ArrayDeque<>();

    /** Makes a writer of UTF-8 without an XML declaration, which RFC 6242 does not ask for. */
    XmlOut(OutputStream out) throws IOException {
        try {
            writer = FACTORY.createXMLStreamWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Opens an element. */
    void start(Name name) throws IOException {
        try {
            writer.writeStartElement("", name.local(), name.namespace());
            if (!name.namespace().equals(namespaces.peek())) {
                writer.writeDefaultNamespace(name.namespace());
            }
            namespaces.push(name.namespace());
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Closes the newest open element. */
    void end() throws IOException {
        try {
            writer.writeEndElement();
            namespaces.pop();
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Writes character data; what XML cannot carry becomes U+FFFD. */
    void text(String text) throws IOException {
        try {
            writer.writeCharacters(Values.xmlSafe(text));
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Writes an element that holds a value: text, or an identity or a path, whose prefixes are then
     * declared on it. */
    void leaf(Name name, Object value) throws IOException {
        start(name);
        value(name, value);
        end();
    }

    /** Tags the just opened element as having the default value (RFC 6243 section 6). */
    void tagDefault() throws IOException {
        attribute("wd", Ns.DEFAULT, "default", "true");
    }

    /** Tags the just opened element with its origin (RFC 8342 section 5.3.4). */
    void tagOrigin(Name origin) throws IOException {
        attribute("or", Ns.ORIGIN, "origin", "or:" + origin.local());
    }

    private void attribute(String prefix, String namespace, String name, String value) throws IOException {
        try {
            writer.writeNamespace(prefix, namespace);
            writer.writeAttribute(prefix, namespace, name, value);
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Writes the value of the leaf that was just opened. */
    void value(Name name, Object value) throws IOException {
        if (value instanceof Name identity) {
            if (identity.namespace().equals(name.namespace())) {
                text(identity.local());
            } else {
                declare("idx", identity.namespace());
                text("idx:" + identity.local());
            }
        } else {
            if (value instanceof ErrorPath path) {
                for (var prefix : path.namespaces().entrySet()) {
                    declare(prefix.getKey(), prefix.getValue());
                }
            }
            String text = Values.text(value);
            if (!text.isEmpty()) {
                text(text);
            }
        }
    }

    /** Writes an element without content. */
    void empty(Name name) throws IOException {
        start(name);
        end();
    }

    /** Gives the just opened element an xml:lang. */
    void language(String language) throws IOException {
        try {
            writer.writeAttribute("xml", "http://www.w3.org/XML/1998/namespace", "lang", language);
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Copies all attributes to the just opened element, and the prefixes they may need (RFC 6241 section 4.2). */
    void attributes(Element from) throws IOException {
        NamedNodeMap attributes = from.getAttributes();
        try {
            for (int i = 0; i < attributes.getLength(); i++) {
                Attr attribute = (Attr) attributes.item(i);
                if (XMLNS.equals(attribute.getNamespaceURI()) && attribute.getPrefix() != null) {
                    writer.writeNamespace(attribute.getLocalName(), attribute.getValue());
                }
            }
            for (int i = 0; i < attributes.getLength(); i++) {
                Attr attribute = (Attr) attributes.item(i);
                if (attribute.getNamespaceURI() == null) {
                    writer.writeAttribute(attribute.getLocalName(), attribute.getValue());
                } else if (!XMLNS.equals(attribute.getNamespaceURI())) {
                    writer.writeAttribute(
                            attribute.getPrefix(),
                            attribute.getNamespaceURI(),
                            attribute.getLocalName(),
                            attribute.getValue());
                }
            }
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Hands everything to the stream. */
    void finish() throws IOException {
        try {
            writer.writeEndDocument();
            writer.flush();
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    /** Declares a prefix on the just opened element. */
    void declare(String prefix, String namespace) throws IOException {
        try {
            writer.writeNamespace(prefix, namespace);
        } catch (XMLStreamException e) {
            throw wrap(e);
        }
    }

    private static IOException wrap(XMLStreamException e) {
        return e.getNestedException() instanceof IOException io ? io : new IOException(e);
    }
}
