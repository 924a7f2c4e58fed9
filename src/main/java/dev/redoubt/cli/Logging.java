package dev.redoubt.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;

import dev.redoubt.config.LogConfig;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sets the log up from code: reading a configuration file of Logback's would cost the start more
/// than the network does. The log goes to standard error; standard output is for answers.
final class Logging {
    private static final String LINE = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %msg%n%rEx{short}";

    private Logging() {}

    static void configure(LogConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = encoder(config.format(), context);
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.valueOf(config.level().name()));
        root.addAppender(appender);
        // Libraries speak up when something is wrong; their details are for their developers.
        context.getLogger("io.netty").setLevel(Level.WARN);
    }

    private static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext context) {
        return switch (format) {
            case JSON -> new WholeSentences();
            case TEXT -> {
                PatternLayoutEncoder encoder = new PatternLayoutEncoder();
                encoder.setContext(context);
                encoder.setPattern(LINE);
                yield encoder;
            }
        };
    }

    /// JSON whose `message` is what the text log has, and not the sentence with its gaps.
    private static final class WholeSentences extends JsonEncoder {
        WholeSentences() {
            setWithArguments(false);
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            LoggingEvent whole = new LoggingEvent();
            whole.setInstant(event.getInstant());
            whole.setSequenceNumber(event.getSequenceNumber());
            whole.setLevel(event.getLevel());
            whole.setThreadName(event.getThreadName());
            whole.setLoggerName(event.getLoggerName());
            whole.setLoggerContextRemoteView(event.getLoggerContextVO());
            whole.setMDCPropertyMap(event.getMDCPropertyMap());
            whole.setMessage(event.getFormattedMessage());
            if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
                whole.setThrowableProxy(thrown);
            }
            return super.encode(whole);
        }
    }
}
