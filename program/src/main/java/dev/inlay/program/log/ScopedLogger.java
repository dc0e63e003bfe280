package dev.inlay.program.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/** A logger whose lines carry one scope. Key-value pairs become fields, a throwable the field {@code error}. */
final class ScopedLogger extends LegacyAbstractLogger implements LoggingEventAware {

    private static final long serialVersionUID = 1;

    private final transient LogOutput output;
    private final String scope;
    private final Severity least;

    ScopedLogger(String name, LogOutput output) {
        this.name = name;
        this.output = output;
        this.scope = Scopes.of(name);
        this.least = Scopes.least(name);
    }

    @Override
    public boolean isTraceEnabled() {
        return false;
    }

    @Override
    public boolean isDebugEnabled() {
        return writes(Severity.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return writes(Severity.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return writes(Severity.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return writes(Severity.ERROR);
    }

    private boolean writes(Severity severity) {
        return severity.compareTo(least) >= 0 && output.writes(severity);
    }

    @Override
    public void log(LoggingEvent event) {
        if (event.getLevel() == Level.TRACE || !writes(Severity.of(event.getLevel()))) {
            return;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                fields.put(pair.key, pair.value);
            }
        }
        write(event.getLevel(), event.getMessage(), event.getArgumentArray(), event.getThrowable(), fields);
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        write(level, message, arguments, throwable, new LinkedHashMap<>());
    }

    private void write(
            Level level,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable,
            Map<String, Object> fields) {
        if (throwable != null) {
            StringWriter trace = new StringWriter();
            throwable.printStackTrace(new PrintWriter(trace, true));
            fields.put("error", trace.toString().stripTrailing());
        }
        output.write(Severity.of(level), scope, MessageFormatter.basicArrayFormat(message, arguments), fields);
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }
}
