package dev.inlay.component.redis;

import io.lettuce.core.resource.ThreadFactoryProvider;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.scheduler.NonBlocking;
import reactor.core.scheduler.Schedulers;

/**
 * The threads on which results arrive: Lettuce's event loops. Reactor must know that they may not wait, so that
 * {@code block()} on them is refused and BlockHound watches them.
 */
final class RedisThreads {

    private static final AtomicBoolean FOREIGN_MARKED = new AtomicBoolean();

    private RedisThreads() {}

    /** Threads for client resources of our own. */
    static ThreadFactoryProvider own() {
        return pool -> {
            AtomicInteger number = new AtomicInteger();
            ThreadFactory factory = task -> new EventLoopThread(task, pool + "-" + number.incrementAndGet());
            return factory;
        };
    }

    /**
     * Makes Reactor know the threads of client resources that the application has made. They are of Netty's plain
     * class, so Lettuce's names for its event loops tell them.
     */
    static void markForeign() {
        if (FOREIGN_MARKED.compareAndSet(false, true)) {
            Schedulers.registerNonBlockingThreadPredicate(thread ->
                    thread.getName().startsWith("lettuce-") && thread.getName().contains("EventLoop"));
        }
    }

    private static final class EventLoopThread extends FastThreadLocalThread implements NonBlocking {

        EventLoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
