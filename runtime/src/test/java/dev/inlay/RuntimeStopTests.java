package dev.inlay;

import dev.inlay.message.InvokeResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class RuntimeStopTests {

    /** Less than the two seconds for which Netty's event loops stay, unless told otherwise, in case of more work. */
    private static final Duration AT_ONCE = Duration.ofMillis(1900);

    @Test
    void stopsAtOnceWhenNothingIsUnderWay() {
        InlayRuntime runtime = InlayRuntimes.builder(
                        RuntimeOptions.of("stopping").withHostAddress("127.0.0.1"))
                .build();
        runtime.start()
                .then(runtime.serve(request -> Mono.<InvokeResponse>never()))
                .block(Duration.ofSeconds(30));

        StepVerifier.create(runtime.stop()).expectComplete().verify(AT_ONCE);
    }
}
