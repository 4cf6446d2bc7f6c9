package org.pathgauge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Who may import whom: section "Packages" of the architecture. The wiring in {@code org.pathgauge} and the cli may all.
 *
 * <p>Plain tests instead of ArchUnit's own engine, because Surefire counts none of that one's.
 */
class LayersTest {
    private static final String ROOT = "org.pathgauge.";
    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pathgauge");

    @ParameterizedTest
    @CsvSource({
        "model, ''",
        "metrics, ''",
        "bpf, ''",
        "files, ''",
        "config, files model",
        "credentials, model",
        "alarm, files model",
        "control, model",
        "history, model",
        "collect, bpf metrics model",
        "probe, bpf model",
        "drops, bpf collect model",
        "tcp, bpf collect metrics model",
        "series, model",
        "oneshot, bpf metrics model probe",
        "filter, bpf metrics model",
        "patterns, bpf model",
        "snmp, config credentials files model",
        "agentx, model snmp",
        "netconf, config credentials files model",
        "openmetrics, credentials model",
    })
    void layerImportsOnlyWhatItMay(String layer, String allowed) {
        only(layer, allowed).check(CODE);
    }

    @Test
    void importThatIsNotAllowedIsFound() {
        ArchRule tooStrict = only("snmp", "");
        assertThrows(AssertionError.class, () -> tooStrict.check(CODE));
    }

    /** What measures knows nothing of those who ask. */
    @Test
    void nobodyKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("org.pathgauge.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.pathgauge.cli..")
                .check(CODE);
    }

    /** The clock is injected; only what starts the program may ask the system for it. */
    @Test
    void timeIsInjected() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.pathgauge", "org.pathgauge.cli..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .check(CODE);
    }

    private static ArchRule only(String layer, String others) {
        String own = ROOT + layer + "..";
        String[] allowed = (layer + " " + others)
                .strip()
                .transform(names -> ROOT + names.replace(" ", ".. " + ROOT) + "..")
                .split(" ");
        return classes()
                .that()
                .resideInAPackage(own)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackages("org.pathgauge..")));
    }
}
