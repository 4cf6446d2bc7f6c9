package org.pathgauge;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.slf4j.Logger;

/**
 * Sets up logging: one line an event on standard error.
 *
 * <p>In Java, because logback reads an XML file with some 200 classes that an agent would keep in memory for good.
 * {@code -Dlogback.configurationFile} still names such a file.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {
    private static final Map<String, Level> LEVELS = Map.of(
            Logger.ROOT_LOGGER_NAME,
            Level.WARN,
            "org.pathgauge",
            Level.INFO,
            // Says of each broken connection what its session says better.
            "org.apache.sshd",
            Level.ERROR,
            "org.pathgauge.netconf.SshTransport$Listener",
            Level.WARN);

    /** Called by logback, which finds this class by its name in META-INF/services. */
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        ConsoleAppender<ILoggingEvent> standardError = new ConsoleAppender<>();
        standardError.setContext(context);
        standardError.setName("stderr");
        standardError.setTarget("System.err");
        standardError.setEncoder(lines);
        standardError.start();
        LEVELS.forEach((name, level) -> context.getLogger(name).setLevel(level));
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(standardError);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Time, level, class and message; systemd adds a time of its own, others read ours. */
    static final class Lines extends EncoderBase<ILoggingEvent> {
        private static final DateTimeFormatter TIME =
                DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

        @Override
        public byte[] encode(ILoggingEvent event) {
            StringBuilder line = new StringBuilder(160);
            TIME.formatTo(event.getInstant(), line);
            String level = event.getLevel().toString();
            line.append(' ').append(level).repeat(' ', 6 - level.length());
            String logger = event.getLoggerName();
            line.append(logger, logger.lastIndexOf('.') + 1, logger.length());
            line.append(": ").append(event.getFormattedMessage()).append('\n');
            if (event.getThrowableProxy() != null) {
                line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            return line.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] headerBytes() {
            return null;
        }

        @Override
        public byte[] footerBytes() {
            return null;
        }
    }
}
