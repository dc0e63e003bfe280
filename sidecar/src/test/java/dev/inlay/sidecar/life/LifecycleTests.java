package dev.inlay.sidecar.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inlay.program.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class LifecycleTests {

    private static final Pattern LEVEL_AND_MESSAGE = Pattern.compile("level=(\\w+) msg=\"([^\"]*)\"");

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final List<FakeRun> runs = new ArrayList<>();
    private final List<Integer> exitCodes = new ArrayList<>();

    @AfterEach
    void disposeClock() {
        clock.dispose();
    }

    private Lifecycle begin(@Nullable Duration grace, @Nullable Duration block) {
        TimeSource time = TimeSource.of(clock);
        Lifecycle lifecycle = new Lifecycle(
                control -> {
                    FakeRun run = new FakeRun(control);
                    runs.add(run);
                    return run;
                },
                new ShutdownLimits(grace, block),
                time,
                LogOutput.to(log, time));
        lifecycle.live().subscribe(exitCodes::add);
        return lifecycle;
    }

    private Lifecycle begin() {
        return begin(Duration.ofSeconds(5), null);
    }

    private FakeRun run(int number) {
        return runs.get(number - 1);
    }

    private List<String> lines() {
        return LEVEL_AND_MESSAGE
                .matcher(log.toString(StandardCharsets.UTF_8))
                .results()
                .map((MatchResult line) -> line.group(1) + ": " + line.group(2))
                .toList();
    }

    @Test
    void whoeverAsksForAnEndAtOnceGetsItAsSoonAsTheAnswerIsOut() {
        begin();
        run(1).started.tryEmitEmpty();

        run(1).control.exit();
        assertThat(exitCodes).isEmpty();

        clock.advanceTimeBy(Duration.ofMillis(100));
        assertThat(exitCodes).containsExactly(1);
        assertThat(run(1).asked).containsExactly("start");
    }

    @Test
    void aSignalStopsTheRunAndTheProcessEndsWithZero() {
        Lifecycle lifecycle = begin();
        run(1).started.tryEmitEmpty();

        lifecycle.terminate("terminated");
        assertThat(run(1).asked).containsExactly("start", "stop");
        assertThat(exitCodes).isEmpty();

        run(1).stopped.tryEmitEmpty();
        assertThat(exitCodes).containsExactly(0);
        assertThat(lines())
                .containsExactly(
                        "info: Received signal 'terminated'; beginning shutdown", "info: Daprd shutdown gracefully");
    }

    @Test
    void aSignalDuringTheStartStopsTheRunToo() {
        Lifecycle lifecycle = begin();

        lifecycle.terminate("interrupt");
        run(1).stopped.tryEmitEmpty();

        assertThat(run(1).asked).containsExactly("start", "stop");
        assertThat(exitCodes).containsExactly(0);
    }

    @Test
    void theSecondSignalEndsTheProcessAtOnce() {
        Lifecycle lifecycle = begin();
        lifecycle.terminate("terminated");

        lifecycle.terminate("interrupt");

        assertThat(exitCodes).containsExactly(1);
        assertThat(lines()).last().isEqualTo("fatal: Received signal 'interrupt' during shutdown; exiting immediately");
    }

    @Test
    void anEndThatTakesLongerThanTheGracePeriodIsCut() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(3), null);
        lifecycle.terminate("terminated");

        clock.advanceTimeBy(Duration.ofMillis(2_999));
        assertThat(exitCodes).isEmpty();

        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(exitCodes).containsExactly(1);
        assertThat(lines()).last().isEqualTo("fatal: Graceful shutdown timeout exceeded, forcing shutdown");
    }

    @Test
    void anEndInTimeIsNotCutLater() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(3), null);
        lifecycle.terminate("terminated");
        run(1).stopped.tryEmitEmpty();

        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(exitCodes).containsExactly(0);
        assertThat(lines()).last().isEqualTo("info: Daprd shutdown gracefully");
    }

    @Test
    void withoutAGracePeriodAnEndMayTakeAnyTime() {
        Lifecycle lifecycle = begin(null, null);
        lifecycle.terminate("terminated");

        clock.advanceTimeBy(Duration.ofDays(1));
        assertThat(exitCodes).isEmpty();

        run(1).stopped.tryEmitEmpty();
        assertThat(exitCodes).containsExactly(0);
        assertThat(lines())
                .first()
                .isEqualTo("warning: Graceful shutdown timeout is infinite, will wait indefinitely to shutdown");
    }

    @Test
    void theApiCanShutDownWithoutASignal() {
        begin(Duration.ofSeconds(5), Duration.ofSeconds(9));

        run(1).control.shutDown();
        run(1).stopped.tryEmitEmpty();

        assertThat(run(1).asked).containsExactly("start", "stop");
        assertThat(exitCodes).containsExactly(0);
    }

    @Test
    void aStartThatFailsStopsTheRunAndEndsTheProcessWithItsCause() {
        begin();

        run(1).started.tryEmitError(new IllegalStateException("no store"));
        assertThat(run(1).asked).containsExactly("start", "stop");

        run(1).stopped.tryEmitEmpty();
        assertThat(exitCodes).containsExactly(1);
        assertThat(lines()).containsExactly("fatal: Fatal error from runtime: no store");
    }

    @Test
    void whatBreaksLaterEndsTheProcessWithItsCause() {
        begin();
        run(1).started.tryEmitEmpty();

        run(1).failure.tryEmitError(new IllegalStateException("reload failed"));
        run(1).stopped.tryEmitEmpty();

        assertThat(exitCodes).containsExactly(1);
        assertThat(lines()).containsExactly("fatal: Fatal error from runtime: reload failed");
    }

    @Test
    void aStopThatFailsEndsTheProcessWithOne() {
        Lifecycle lifecycle = begin();
        lifecycle.terminate("terminated");

        run(1).stopped.tryEmitError(new IllegalStateException("stuck"));

        assertThat(exitCodes).containsExactly(1);
        assertThat(lines()).last().isEqualTo("fatal: Fatal error from runtime: stuck");
    }

    @Test
    void aHangupEndsTheRunAndBeginsAnotherOne() {
        Lifecycle lifecycle = begin();
        run(1).started.tryEmitEmpty();

        lifecycle.restart();
        assertThat(runs).hasSize(1);
        run(1).stopped.tryEmitEmpty();

        assertThat(run(2).asked).containsExactly("start");
        assertThat(exitCodes).isEmpty();
        assertThat(lines()).containsExactly("info: Received signal 'hangup'; restarting");
    }

    @Test
    void aRestartIsCutByTheGracePeriodToo() {
        Lifecycle lifecycle = begin();
        lifecycle.restart();

        clock.advanceTimeBy(Duration.ofSeconds(5));

        assertThat(exitCodes).containsExactly(1);
    }

    @Test
    void aRestartCanTurnIntoAnEnd() {
        Lifecycle lifecycle = begin();
        lifecycle.restart();

        lifecycle.terminate("terminated");
        run(1).stopped.tryEmitEmpty();

        assertThat(runs).hasSize(1);
        assertThat(exitCodes).containsExactly(0);
    }

    @Test
    void anEndDoesNotTurnIntoARestart() {
        Lifecycle lifecycle = begin();
        lifecycle.terminate("terminated");

        lifecycle.restart();
        run(1).stopped.tryEmitEmpty();

        assertThat(runs).hasSize(1);
        assertThat(exitCodes).containsExactly(0);
    }

    @Test
    void whatAnEarlierRunStillSaysIsIgnored() {
        Lifecycle lifecycle = begin();
        lifecycle.restart();
        run(1).stopped.tryEmitEmpty();

        run(1).started.tryEmitError(new IllegalStateException("late"));
        run(1).failure.tryEmitError(new IllegalStateException("late"));

        assertThat(run(2).asked).containsExactly("start");
        assertThat(exitCodes).isEmpty();
    }

    @Test
    void afterASignalTheApplicationIsServedUntilTheBlockIsOver() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(5), Duration.ofSeconds(2));
        run(1).started.tryEmitEmpty();

        lifecycle.terminate("terminated");
        assertThat(run(1).asked).containsExactly("start", "quiesce");

        clock.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(run(1).asked).containsExactly("start", "quiesce", "stop");
        assertThat(lines())
                .containsExactly(
                        "info: Received signal 'terminated'; beginning shutdown",
                        "info: Blocking graceful shutdown for 2s or until app reports unhealthy...",
                        "info: Block shutdown period expired, entering shutdown...");
    }

    @Test
    void anUnhealthyApplicationEndsTheBlock() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(5), Duration.ofMinutes(2));
        lifecycle.terminate("terminated");

        run(1).unhealthy.tryEmitEmpty();

        assertThat(run(1).asked).containsExactly("start", "quiesce", "stop");
        assertThat(lines()).last().isEqualTo("info: App reported unhealthy, entering shutdown...");
    }

    @Test
    void anUnhealthyApplicationIsNoReasonToEndOtherwise() {
        begin(Duration.ofSeconds(5), Duration.ofMinutes(2));

        run(1).unhealthy.tryEmitEmpty();

        assertThat(run(1).asked).containsExactly("start");
    }

    @Test
    void theApiEndsTheBlock() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(5), Duration.ofMinutes(2));
        lifecycle.terminate("terminated");

        lifecycle.shutDown();

        assertThat(run(1).asked).containsExactly("start", "quiesce", "stop");
    }

    @Test
    void theGracePeriodBeginsWhenTheBlockIsOver() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(3), Duration.ofSeconds(10));
        lifecycle.terminate("terminated");

        clock.advanceTimeBy(Duration.ofSeconds(12));
        assertThat(exitCodes).isEmpty();

        clock.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(exitCodes).containsExactly(1);
    }

    @Test
    void theSecondSignalEndsTheBlockAtOnce() {
        Lifecycle lifecycle = begin(Duration.ofSeconds(3), Duration.ofSeconds(10));
        lifecycle.terminate("terminated");

        lifecycle.terminate("terminated");

        assertThat(exitCodes).containsExactly(1);
    }

    @Test
    void nothingHappensAfterTheEnd() {
        Lifecycle lifecycle = begin();
        lifecycle.terminate("terminated");
        run(1).stopped.tryEmitEmpty();
        int before = lines().size();

        lifecycle.terminate("terminated");
        lifecycle.restart();
        lifecycle.shutDown();
        clock.advanceTimeBy(Duration.ofMinutes(1));

        assertThat(runs).hasSize(1);
        assertThat(exitCodes).containsExactly(0);
        assertThat(lines()).hasSize(before);
    }
}
