package dev.inlay.sidecar.life;

import dev.inlay.program.log.LogOutput;
import dev.inlay.program.log.Severity;
import dev.inlay.time.Durations;
import dev.inlay.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The life of the process, as a state machine.
 *
 * <pre>
 *              initialised              signal            block over, app unhealthy
 *   STARTING ─────────────▶ RUNNING ─────────────▶ BLOCKING ─────────────▶ STOPPING ────▶ ENDED
 *      ▲  └───────────── signal, failure, shutdown, no block ────────────────▶ │
 *      └──────────────────────────── stopped, if a restart was asked for ──────┘
 * </pre>
 *
 * <p>A signal to end begins an orderly end; the second one ends the process at once. An end that takes longer than the
 * grace period is cut. BLOCKING, in which the application is still served, is entered after a signal only, and only if
 * there is a limit for it. A failure ends the process too, with exit code 1,
 * and so does whoever asks for an end at once.
 *
 * <p>Invariants: events are handled one after the other, in {@link #handle}; {@link #stage}, {@link #then},
 * {@link #failure} and {@link #run} change there only. There is one run at a time, and events of an earlier one are
 * ignored.
 *
 * <p>Thread-safe.
 */
public final class Lifecycle implements RunControl {

    /** So long the answer takes at most to whoever has asked for an end at once. */
    private static final Duration ANSWER_TIME = Duration.ofMillis(100);

    private static final String RUNTIME = "dapr.runtime";
    private static final String SIGNALS = "dapr.signals";

    private final Function<RunControl, Run> runs;
    private final ShutdownLimits limits;
    private final TimeSource time;
    private final LogOutput log;
    private final Sinks.One<Integer> exitCode = Sinks.one();

    private final Queue<Runnable> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingEvents = new AtomicInteger();
    private final Disposable.Swap timer = Disposables.swap();
    private final Disposable.Swap watch = Disposables.swap();
    private Stage stage = Stage.NEW;
    private Then then = Then.EXIT;
    private @Nullable Throwable failure;
    private @Nullable Run run;

    private enum Stage {
        NEW,
        STARTING,
        RUNNING,
        BLOCKING,
        STOPPING,
        ENDED
    }

    /** What follows when the run has stopped. */
    private enum Then {
        EXIT,
        RESTART
    }

    /** @param runs makes a run; cheap, since the work is in {@link Run#start} */
    public Lifecycle(Function<RunControl, Run> runs, ShutdownLimits limits, TimeSource time, LogOutput log) {
        this.runs = runs;
        this.limits = limits;
        this.time = time;
        this.log = log;
    }

    /** Begins; the exit code comes when it has ended. To be subscribed to once. */
    public Mono<Integer> live() {
        return exitCode.asMono()
                .doOnSubscribe(subscribed -> handle(() -> {
                    if (stage == Stage.NEW) {
                        startRun();
                    }
                }));
    }

    /** A signal to end has come; {@code signal} is Go's word for it, as {@code terminated}. */
    public void terminate(String signal) {
        handle(() -> {
            if (isUp() || then == Then.RESTART) {
                info(SIGNALS, "Received signal '" + signal + "'; beginning shutdown");
                leave(Then.EXIT);
            } else if (stage != Stage.ENDED) {
                log.write(
                        Severity.FATAL,
                        SIGNALS,
                        "Received signal '" + signal + "' during shutdown; exiting immediately");
                exit(1);
            }
        });
    }

    @Override
    public void restart() {
        handle(() -> {
            if (isUp()) {
                info(SIGNALS, "Received signal 'hangup'; restarting");
                leave(Then.RESTART);
            }
        });
    }

    @Override
    public void shutDown() {
        handle(() -> {
            then = Then.EXIT;
            stopRun();
        });
    }

    @Override
    public void exit() {
        time.scheduler().schedule(() -> handle(() -> exit(1)), ANSWER_TIME.toNanos(), TimeUnit.NANOSECONDS);
    }

    private boolean isUp() {
        return stage == Stage.STARTING || stage == Stage.RUNNING;
    }

    private void startRun() {
        tellGracePeriod();
        stage = Stage.STARTING;
        then = Then.EXIT;
        Run begun = runs.apply(this);
        run = begun;
        begun.start()
                .subscribe(
                        null, error -> handleOf(begun, () -> failed(error)), () -> handleOf(begun, this::initialised));
        watch.update(begun.failure().subscribe(null, error -> handleOf(begun, () -> failed(error))));
    }

    private void tellGracePeriod() {
        if (limits.gracePeriod() == null) {
            log.write(
                    Severity.WARN,
                    RUNTIME,
                    "Graceful shutdown timeout is infinite, will wait indefinitely to shutdown");
        } else {
            log.write(Severity.DEBUG, RUNTIME, "Graceful shutdown timeout: " + Durations.format(limits.gracePeriod()));
        }
    }

    private void initialised() {
        if (stage == Stage.STARTING) {
            stage = Stage.RUNNING;
        }
    }

    private void failed(Throwable error) {
        if (isUp() || stage == Stage.BLOCKING) {
            failure = error;
            then = Then.EXIT;
            stopRun();
        }
    }

    /** Goes on to the end of the run, by way of BLOCKING if that is wanted. */
    private void leave(Then next) {
        boolean isLeaving = !isUp();
        then = next;
        if (isLeaving) {
            return;
        }
        Duration block = limits.block();
        if (block == null) {
            stopRun();
            return;
        }
        stage = Stage.BLOCKING;
        info(
                RUNTIME,
                "Blocking graceful shutdown for " + Durations.format(block) + " or until app reports unhealthy...");
        Run blocking = current();
        blocking.quiesce();
        after(block, () -> blockOver("Block shutdown period expired, entering shutdown..."));
        watch.update(blocking.appUnhealthy()
                .subscribe(
                        null,
                        null,
                        () -> handleOf(blocking, () -> blockOver("App reported unhealthy, entering shutdown..."))));
    }

    private void blockOver(String line) {
        if (stage == Stage.BLOCKING) {
            info(RUNTIME, line);
            stopRun();
        }
    }

    private void stopRun() {
        if (stage != Stage.STARTING && stage != Stage.RUNNING && stage != Stage.BLOCKING) {
            return;
        }
        stage = Stage.STOPPING;
        watch.update(Disposables.disposed());
        timer.update(Disposables.disposed());
        if (limits.gracePeriod() != null) {
            after(limits.gracePeriod(), this::graceOver);
        }
        Run stopping = current();
        stopping.stop()
                .subscribe(
                        null,
                        error -> handleOf(stopping, () -> stopped(error)),
                        () -> handleOf(stopping, () -> stopped(null)));
    }

    private void stopped(@Nullable Throwable problem) {
        if (stage != Stage.STOPPING) {
            return;
        }
        timer.update(Disposables.disposed());
        failure = failure == null ? problem : failure;
        if (failure != null) {
            log.write(Severity.FATAL, RUNTIME, "Fatal error from runtime: " + textOf(failure));
            exit(1);
        } else if (then == Then.RESTART) {
            startRun();
        } else {
            info(RUNTIME, "Daprd shutdown gracefully");
            exit(0);
        }
    }

    private void graceOver() {
        if (stage == Stage.STOPPING) {
            log.write(Severity.FATAL, RUNTIME, "Graceful shutdown timeout exceeded, forcing shutdown");
            exit(1);
        }
    }

    private void exit(int code) {
        stage = Stage.ENDED;
        timer.dispose();
        watch.dispose();
        exitCode.tryEmitValue(code);
    }

    private Run current() {
        return Objects.requireNonNull(run, "there is a run in every stage but NEW");
    }

    private void after(Duration delay, Runnable event) {
        Run now = current();
        timer.update(time.scheduler().schedule(() -> handleOf(now, event), delay.toNanos(), TimeUnit.NANOSECONDS));
    }

    private void info(String scope, String message) {
        log.write(Severity.INFO, scope, message);
    }

    private static String textOf(Throwable error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    private void handleOf(Run source, Runnable event) {
        handle(() -> {
            if (source == run) {
                event.run();
            }
        });
    }

    private void handle(Runnable event) {
        events.add(event);
        if (waitingEvents.getAndIncrement() == 0) {
            do {
                Objects.requireNonNull(events.poll()).run();
            } while (waitingEvents.decrementAndGet() > 0);
        }
    }
}
