package dev.inlay.sidecar;

import dev.inlay.sidecar.flag.DaprdFlags;
import dev.inlay.sidecar.flag.FlagMisuseException;
import dev.inlay.sidecar.flag.ParsedFlags;
import dev.inlay.sidecar.life.Lifecycle;
import dev.inlay.sidecar.life.Run;
import dev.inlay.sidecar.life.RunControl;
import dev.inlay.sidecar.log.JavaLogging;
import dev.inlay.sidecar.log.LogOutput;
import dev.inlay.time.TimeSource;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Starts a sidecar on free ports of the loopback interface and ends it in order, so that the virtual machine can note at
 * the end which classes that takes. The build runs it once to make the archive of classes; see the launcher.
 */
public final class Rehearsal {

    private static final List<String> ARGUMENTS = List.of(
            "--app-id", "rehearsal",
            "--dapr-listen-addresses", "127.0.0.1",
            "--dapr-http-port", "0",
            "--dapr-grpc-port", "0",
            "--metrics-listen-address", "127.0.0.1",
            "--metrics-port", "0");
    private static final UnaryOperator<@Nullable String> ENVIRONMENT =
            name -> name.equals("DAPR_HOST_IP") ? "127.0.0.1" : null;

    private Rehearsal() {}

    public static void main(String[] arguments) throws FlagMisuseException {
        JavaLogging.redirect();
        ParsedFlags flags = DaprdFlags.parse(ARGUMENTS);
        SidecarOptions options = new OptionsReader(flags, MessageSizes.of(flags), ENVIRONMENT).read();
        TimeSource time = TimeSource.system();
        Lifecycle lifecycle = new Lifecycle(
                control -> new ShortRun(new SidecarRun(options, ENVIRONMENT, control, time), control),
                options.shutdown(),
                time,
                LogOutput.ofProcess());
        System.exit(lifecycle.live().toFuture().join());
    }

    /** Ends as soon as it is initialised. */
    private record ShortRun(SidecarRun sidecar, RunControl control) implements Run {

        @Override
        public Mono<Void> start() {
            return sidecar.start().doOnSuccess(done -> control.shutDown());
        }

        @Override
        public Mono<Void> failure() {
            return sidecar.failure();
        }

        @Override
        public void quiesce() {
            sidecar.quiesce();
        }

        @Override
        public Mono<Void> appUnhealthy() {
            return sidecar.appUnhealthy();
        }

        @Override
        public Mono<Void> stop() {
            return sidecar.stop();
        }
    }
}
