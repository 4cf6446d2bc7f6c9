package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.junit.jupiter.api.Test;

class ModelStatementsTest {
    @Test
    void buildKeepsWhatTheTextsSay() throws Exception {
        assertNotNull(ModelStatements.class.getResource("yang-models.bin"), "the build did not keep the statements");
        ModelStatements parsed = ModelStatements.parse();
        assertEquals(parsed.forMachines(), ModelStatements.load());
        assertNotEquals(parsed.modules(), ModelStatements.load().modules());
    }

    @Test
    void modelsAreTheSameEitherWay() {
        YangModels kept = YangModels.load();
        YangModels parsed = YangModels.parse();
        assertEquals(parsed.sources(), kept.sources());
        assertEquals(parsed.contentId(), kept.contentId());
    }
}
