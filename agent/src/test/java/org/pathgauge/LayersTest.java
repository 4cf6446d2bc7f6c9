package org.pathgauge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may import whom: section "Layout" of the design. The wiring in {@code org.pathgauge} and the cli may all. */
@AnalyzeClasses(packages = "org.pathgauge", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
    private static final String MODEL = "org.pathgauge.model..";
    private static final String METRICS = "org.pathgauge.metrics..";
    private static final String BPF = "org.pathgauge.bpf..";
    private static final String CONFIG = "org.pathgauge.config..";
    private static final String ALARM = "org.pathgauge.alarm..";

    @ArchTest
    static final ArchRule model = only("org.pathgauge.model", MODEL);

    @ArchTest
    static final ArchRule metrics = only("org.pathgauge.metrics", METRICS);

    @ArchTest
    static final ArchRule bpf = only("org.pathgauge.bpf", BPF);

    @ArchTest
    static final ArchRule config = only("org.pathgauge.config", CONFIG, MODEL);

    @ArchTest
    static final ArchRule alarm = only("org.pathgauge.alarm", ALARM, MODEL);

    @ArchTest
    static final ArchRule collect = only("org.pathgauge.collect", "org.pathgauge.collect..", BPF, METRICS, MODEL);

    @ArchTest
    static final ArchRule probe = only("org.pathgauge.probe", "org.pathgauge.probe..", BPF, MODEL);

    @ArchTest
    static final ArchRule snmp = only("org.pathgauge.snmp", "org.pathgauge.snmp..", ALARM, CONFIG, MODEL);

    @ArchTest
    static final ArchRule netconf = only("org.pathgauge.netconf", "org.pathgauge.netconf..", ALARM, CONFIG, MODEL);

    @ArchTest
    static final ArchRule control = only("org.pathgauge.control", "org.pathgauge.control..", MODEL);

    /** What measures knows nothing of those who ask. */
    @ArchTest
    static final ArchRule nobodyKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("org.pathgauge.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.pathgauge.cli..");

    /** The clock is injected; only what starts the program may ask the system for it. */
    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that()
            .resideOutsideOfPackages("org.pathgauge", "org.pathgauge.cli..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(java.time.LocalDateTime.class, "now");

    private static ArchRule only(String layer, String... allowed) {
        return classes()
                .that()
                .resideInAPackage(layer + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(resideOutsideOfPackages("org.pathgauge..")))
                .allowEmptyShould(true);
    }
}
