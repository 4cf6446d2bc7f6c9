package org.pathgauge.config;

/** The models, parsed once for all tests of this package. */
final class TestModels {
    static final YangModels MODELS = YangModels.load();
    static final ConfigValidator VALIDATOR = new ConfigValidator(MODELS);

    private TestModels() {}
}
