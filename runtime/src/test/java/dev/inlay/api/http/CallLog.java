package dev.inlay.api.http;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The calls that the head logs while a test runs. */
final class CallLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger logger = (Logger) LoggerFactory.getLogger("dapr.runtime.http-info");
    private final BlockingQueue<ILoggingEvent> events = new LinkedBlockingQueue<>();

    CallLog() {
        logger.setLevel(ch.qos.logback.classic.Level.INFO);
        logger.setAdditive(false);
        start();
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    /** The fields of the next line; waits for it. */
    String take() throws InterruptedException {
        ILoggingEvent event = events.poll(HeadFixture.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (event == null || !event.getMessage().equals("HTTP API Called")) {
            throw new AssertionError("no call was logged, but " + event);
        }
        return event.getKeyValuePairs().stream()
                .map(pair -> pair.key + "=" + pair.value)
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setLevel(null);
        logger.setAdditive(true);
    }
}
