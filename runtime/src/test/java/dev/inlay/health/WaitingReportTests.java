package dev.inlay.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Who waits says for what, every few seconds, and is quiet else. */
class WaitingReportTests {

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Readiness readiness = new Readiness();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Disposable report = WaitingReport.begin(readiness, TimeSource.of(clock));

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(WaitingReport.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger(WaitingReport.class)).detachAppender(log);
        report.dispose();
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void whatIsAwaitedIsNamedAsItIsAtThatMoment() {
        AtomicReference<String> problem = new AtomicReference<>("connection refused");
        Readiness.Part operator = readiness.part("operator").awaiting(() -> "the operator: " + problem.get());
        readiness.part("application").awaiting("the application on 127.0.0.1:3000");

        clock.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(lines()).isEmpty();
        clock.advanceTimeBy(Duration.ofSeconds(1));
        problem.set("no answer");
        clock.advanceTimeBy(Duration.ofSeconds(5));
        operator.ready();
        clock.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(lines())
                .containsExactly(
                        "not ready after 5 s, waiting for the operator: connection refused; the application on"
                                + " 127.0.0.1:3000",
                        "not ready after 10 s, waiting for the operator: no answer; the application on 127.0.0.1:3000",
                        "not ready after 15 s, waiting for the application on 127.0.0.1:3000");
    }

    @Test
    void whenNothingIsAwaitedThereIsNoLine() {
        Readiness.Part part = readiness.part("application").awaiting("the application");
        readiness.part("runtime");
        part.ready();

        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(lines()).isEmpty();
    }

    @Test
    void onceItIsDisposedOfThereIsNoLine() {
        readiness.part("application").awaiting("the application");
        report.dispose();

        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(lines()).isEmpty();
    }
}
