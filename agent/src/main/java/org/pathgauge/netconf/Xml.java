package org.pathgauge.netconf;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Parses messages that may be hostile: no document type, hence no entities; bounded depth; UTF-8 only. */
final class Xml {
    private static final String XMLNS = "http://www.w3.org/2000/xmlns/";
    /** A tree's node with what the filter makes of it; an element with a text has two tags. */
    private static final long TAG_BYTES = 160;

    private static final long ATTRIBUTE_BYTES = 160;
    private static final String LIMIT = "jdk.xml.";

    /** A parser keeps the names that it has read: one that is used again has read no more than this. */
    private static final int MOST_BYTES = 16_384;

    private static final int MOST_USES = 100;

    /** To make a parser takes as long as to parse a request; one for all sessions does, since few parse at once. */
    private static final AtomicReference<Spare> SPARE = new AtomicReference<>(Spare.NONE);

    /** A parser that waits for the next message, or none. */
    private record Spare(int depth, int uses, Optional<DocumentBuilder> builder) {
        static final Spare NONE = new Spare(0, 0, Optional.empty());
    }

    private final int depth;
    private final DocumentBuilderFactory factory;

    /**
     * Makes a parser.
     *
     * @param depth deepest nesting of elements accepted
     */
    Xml(int depth) {
        this.depth = depth;
        factory = DocumentBuilderFactory.newDefaultNSInstance();
        factory.setCoalescing(true);
        factory.setIgnoringComments(true);
        factory.setExpandEntityReferences(false);
        factory.setXIncludeAware(false);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser lacks a feature it always had", e);
        }
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.setAttribute(LIMIT + "maxElementDepth", Integer.toString(depth));
        factory.setAttribute(LIMIT + "elementAttributeLimit", "64");
        factory.setAttribute(LIMIT + "maxXMLNameLimit", "1024");
    }

    /**
     * Parses one message.
     *
     * @return its root element
     * @throws RpcError malformed-message, with the place of the fault
     */
    Element parse(byte[] message) throws RpcError {
        var utf8 = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            Spare spare = SPARE.getAndSet(Spare.NONE);
            boolean fits = spare.depth() == depth && spare.builder().isPresent();
            DocumentBuilder builder = fits ? spare.builder().get() : factory.newDocumentBuilder();
            builder.setErrorHandler(SILENT);
            Document document =
                    builder.parse(new InputSource(new InputStreamReader(new ByteArrayInputStream(message), utf8)));
            int uses = fits ? spare.uses() + 1 : 1;
            if (message.length <= MOST_BYTES && uses < MOST_USES) {
                builder.reset();
                SPARE.set(new Spare(depth, uses, Optional.of(builder)));
            }
            String encoding = document.getXmlEncoding();
            if (encoding != null && !encoding.equalsIgnoreCase("UTF-8")) {
                throw RpcError.malformed("The message declares the encoding " + encoding
                        + ", but NETCONF is UTF-8 (RFC 6241 section 3)");
            }
            return document.getDocumentElement();
        } catch (CharacterCodingException e) {
            throw RpcError.malformed("The message is not UTF-8 (RFC 6241 section 3)");
        } catch (SAXParseException e) {
            throw RpcError.malformed(
                    "Line " + e.getLineNumber() + ", column " + e.getColumnNumber() + ": " + e.getMessage());
        } catch (SAXException | IOException e) {
            throw RpcError.malformed(String.valueOf(e.getMessage()));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK's XML parser cannot be set up", e);
        }
    }

    /** Upper bound of the heap that a message and its tree take, bytes; "&lt;a/&gt;" costs thirty times its length. */
    static long weight(byte[] message) {
        long weight = 4L * message.length;
        for (byte b : message) {
            weight += b == '<' ? TAG_BYTES : b == '=' ? ATTRIBUTE_BYTES : 0;
        }
        return weight;
    }

    /** Whether an element has a name in a namespace. */
    static boolean is(Element element, String namespace, String local) {
        return local.equals(element.getLocalName()) && namespace.equals(element.getNamespaceURI());
    }

    static List<Element> children(Element element) {
        var children = new ArrayList<Element>();
        for (Node n = element.getFirstChild(); n != null; n = n.getNextSibling()) {
            if (n instanceof Element child) {
                children.add(child);
            }
        }
        return children;
    }

    static Optional<Element> child(Element element, String namespace, String local) {
        return children(element).stream().filter(c -> is(c, namespace, local)).findFirst();
    }

    /** Whether an element has attributes that are not namespace declarations. */
    static boolean hasAttributes(Element element) {
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            if (!XMLNS.equals(((Attr) attributes.item(i)).getNamespaceURI())) {
                return true;
            }
        }
        return false;
    }

    /** The text of an element without the white space around it. */
    static String text(Element element) {
        return element.getTextContent().strip();
    }

    private static final ErrorHandler SILENT = new ErrorHandler() {
        @Override
        public void warning(SAXParseException e) {}

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    };
}
