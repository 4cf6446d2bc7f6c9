package org.pathgauge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProbeTablesTest {
    @Test
    void listOfManyProbesHoldsOnlyWhatItShows() {
        JsonObject probe = JsonParser.parseString(
                        "{\"index\":3,\"name\":\"a\",\"target\":\"192.0.2.1\",\"state\":\"up\","
                                + "\"totals\":{\"sent\":9},\"windows\":{\"10s\":{\"sent\":1},\"1min\":{\"sent\":60,\"lost\":6,"
                                + "\"lossPpm\":100000,\"rttMinNanos\":1000,\"rttP50Nanos\":2000,\"rttP99Nanos\":3000,"
                                + "\"rttMaxNanos\":4000,\"jitterNanos\":500,\"rttHistogram\":[{\"bucket\":1}]}}}")
                .getAsJsonObject();
        JsonObject brief = ProbeTables.brief(probe, "1min");
        assertFalse(brief.toString().contains("Histogram"), brief.toString());
        assertFalse(brief.has("totals"));
        assertFalse(brief.getAsJsonObject("windows").has("10s"));
        String table = table(probe, "1min");
        assertTrue(table.contains("10.0000"), table);
        assertEquals(table, table(brief, "1min"));
        assertEquals(table(probe, "5min"), table(ProbeTables.brief(probe, "5min"), "5min"));
    }

    private static String table(JsonObject probe, String window) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        ProbeTables.list(List.of(probe), window, out);
        out.flush();
        return text.toString();
    }
}
