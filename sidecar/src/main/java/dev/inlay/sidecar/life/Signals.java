package dev.inlay.sidecar.life;

import java.util.function.Consumer;
import sun.misc.Signal;

/** The signals of the operating system that the process answers to. */
public final class Signals {

    private Signals() {}

    /** Hands signals to the lifecycle from now on, in place of the virtual machine's own way to end. */
    public static void handTo(Lifecycle lifecycle) {
        on("TERM", signal -> lifecycle.terminate("terminated"));
        on("INT", signal -> lifecycle.terminate("interrupt"));
        on("HUP", signal -> lifecycle.restart());
    }

    private static void on(String name, Consumer<Signal> action) {
        try {
            Signal.handle(new Signal(name), action::accept);
        } catch (IllegalArgumentException e) {
            // This system has no such signal, or the virtual machine was told to leave it alone.
        }
    }
}
