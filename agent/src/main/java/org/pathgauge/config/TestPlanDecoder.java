package org.pathgauge.config;

import java.time.Duration;
import org.pathgauge.model.TestPlan;
import org.pathgauge.model.TestPlan.Storage;

/** Decodes the tests of a probe. */
final class TestPlanDecoder {
    private TestPlanDecoder() {}

    static TestPlan decode(JsonFields f) {
        return new TestPlan(
                f.bool("active", Defaults.TEST_ACTIVE),
                f.bool("enabled", Defaults.TEST_ENABLED),
                f.integer("count", Defaults.TEST_COUNT),
                Duration.ofSeconds(f.optionalLong("frequency").orElse(Defaults.TEST_FREQUENCY_SECONDS)),
                f.integer("history-rows", Defaults.TEST_HISTORY_ROWS),
                f.named("storage", Defaults.TEST_STORAGE, Storage.values(), Storage::yangName),
                new TestPlan.Notify(
                        f.bool("notify-probe-failure", Defaults.TEST_NOTIFY),
                        f.bool("notify-test-failure", Defaults.TEST_NOTIFY),
                        f.bool("notify-test-completion", Defaults.TEST_NOTIFY)),
                f.integer("probe-failures", Defaults.TEST_FAILURES),
                f.integer("test-failures", Defaults.TEST_FAILURES),
                f.optional("description").orElse(Defaults.TEST_DESCRIPTION));
    }
}
