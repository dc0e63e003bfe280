package dev.inlay.spring.apps;

import dev.inlay.InlayRuntime;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;

/** Notes whether the runtime serves, each time when the application comes nearer to being ready. */
public final class ReadinessLog {

    private final InlayRuntime runtime;
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();

    ReadinessLog(InlayRuntime runtime) {
        this.runtime = runtime;
    }

    @EventListener
    void started(ApplicationStartedEvent event) {
        note("started");
    }

    @EventListener
    void changed(AvailabilityChangeEvent<ReadinessState> event) {
        note(event.getState().name());
    }

    private void note(String what) {
        notes.add(what + ": " + (runtime.internalAddress() == null ? "not serving" : "serving"));
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }
}
