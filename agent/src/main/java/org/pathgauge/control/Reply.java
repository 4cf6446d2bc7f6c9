package org.pathgauge.control;

import com.google.gson.JsonObject;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;

/** Writes the lines of a reply: any number of objects, and a last one that has {@code done} or {@code error}. */
final class Reply {
    /** Writes one object. */
    interface Line {
        void write(JsonWriter json) throws IOException;
    }

    private Reply() {}

    /** One object a line, made whole before any of it is written. */
    static void line(Writer out, Line line) throws IOException {
        StringWriter text = new StringWriter(1024);
        line.write(new JsonWriter(text));
        write(out, text.toString());
    }

    static void line(Writer out, JsonObject object) throws IOException {
        write(out, object.toString());
    }

    /** The last line of what was refused or went wrong. */
    static void error(Writer out, String message) throws IOException {
        JsonObject reply = new JsonObject();
        reply.addProperty("error", message);
        line(out, reply);
    }

    /** The last line of what was done, for more members. */
    static JsonObject done() {
        JsonObject reply = new JsonObject();
        reply.addProperty("done", true);
        return reply;
    }

    /** The last line of what was done with a snapshot. */
    static void done(Writer out, long snapshot) throws IOException {
        JsonObject reply = done();
        reply.addProperty("snapshot", snapshot);
        line(out, reply);
    }

    private static void write(Writer out, String object) throws IOException {
        out.write(object);
        out.write('\n');
    }
}
