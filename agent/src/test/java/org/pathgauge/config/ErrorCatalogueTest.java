package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Bad documents and the errors they give, each a file {@code config/errors/*.case}.
 *
 * <p>A file has one line for each expected error, in order, {@code TAG LINE:COLUMN PATH | PART OF THE MESSAGE}, then
 * {@code ---}, then the document. TAG is the app-tag where there is one that is not a must-violation's default.
 */
class ErrorCatalogueTest {
    private static final Path CASES = Path.of("src/test/resources/config/errors");

    @TestFactory
    Stream<DynamicTest> everyErrorIsReportedWithItsPlace() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(CASES)) {
            files = all.filter(f -> f.toString().endsWith(".case")).sorted().toList();
        }
        assertTrue(files.size() >= 25, "the catalogue has only " + files.size() + " cases");
        return files.stream()
                .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(Files.readString(f))));
    }

    private static void check(String file) {
        String[] parts = file.split("(?m)^---\n", 2);
        List<String> expected = parts[0].lines().toList();
        List<ConfigError> found = TestModels.VALIDATOR.check(parts[1]);
        List<String> shown = found.stream().map(ErrorCatalogueTest::shown).toList();
        List<String> wanted =
                expected.stream().map(e -> e.substring(0, e.indexOf(" | "))).toList();
        assertEquals(String.join("\n", wanted), String.join("\n", shown), () -> "messages: " + found);
        for (int i = 0; i < found.size(); i++) {
            String fragment = expected.get(i).substring(expected.get(i).indexOf(" | ") + 3);
            String message = found.get(i).message();
            assertTrue(message.contains(fragment), () -> "expected: " + fragment + "\nfound: " + message);
        }
    }

    private static String shown(ConfigError error) {
        String tag = error.appTag().filter("must-violation"::equals).orElse(error.errorTag());
        return tag + " " + error.line() + ":" + error.column() + " " + error.path();
    }
}
