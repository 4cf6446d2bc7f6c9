package org.pathgauge.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The committed metric reference is what the catalogue gives. */
class MetricReferenceTest {
    static final String COMMAND = "mvn -pl agent -am test -Dtest=MetricReferenceTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmetric-reference=write";
    private static final Path PAGE = Path.of("docs/metric-reference.md");

    @Test
    void committedPageIsUpToDate() throws IOException {
        String wanted = MetricReference.of(Catalogue.load());
        if ("write".equals(System.getProperty("metric-reference"))) {
            Files.writeString(PAGE, wanted);
        }
        String committed = Files.exists(PAGE) ? Files.readString(PAGE) : "";
        assertEquals(
                wanted,
                committed,
                "agent/docs/metric-reference.md is not what " + Catalogue.NAME
                        + " gives; do not edit the page, change the catalogue and run: " + COMMAND);
    }
}
