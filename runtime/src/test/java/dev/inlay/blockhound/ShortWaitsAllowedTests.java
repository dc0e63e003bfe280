package dev.inlay.blockhound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What looks like blocking and is none, on a thread that BlockHound watches. */
class ShortWaitsAllowedTests {

    private static final int SECONDS = 20;

    /** Keeps the lock of its pool, which is held while idle threads are interrupted, until it is let go. */
    private static final class Holding extends Thread {

        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch letGo = new CountDownLatch(1);

        Holding(Runnable work) {
            super(work);
        }

        @Override
        public void interrupt() {
            held.countDown();
            try {
                assertThat(letGo.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            super.interrupt();
        }
    }

    @Test
    void workIsHandedToAPoolThatIsStartingAnotherThread() throws Exception {
        AtomicReference<@Nullable Holding> first = new AtomicReference<>();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(2, 2, 1, TimeUnit.HOURS, new LinkedBlockingQueue<>(), work -> {
            Holding thread = new Holding(work);
            return first.compareAndSet(null, thread) ? thread : new Thread(work);
        });
        pool.execute(() -> {});
        Holding holding = first.get();
        assertThat(holding).isNotNull();
        await().until(() -> pool.getCompletedTaskCount() == 1 && holding.getState() == Thread.State.WAITING);
        CompletableFuture<Void> keeper = CompletableFuture.runAsync(() -> pool.allowCoreThreadTimeOut(true));
        assertThat(holding.held.await(SECONDS, TimeUnit.SECONDS)).isTrue();

        AtomicReference<@Nullable Thread> watched = new AtomicReference<>();
        CompletableFuture<Void> handedOver = Mono.<Void>fromRunnable(() -> {
                    watched.set(Thread.currentThread());
                    pool.execute(() -> {});
                })
                .subscribeOn(Schedulers.parallel())
                .toFuture();
        await().until(() -> handedOver.isDone() || isWaiting(watched.get()));
        holding.letGo.countDown();

        handedOver.get(SECONDS, TimeUnit.SECONDS);
        keeper.get(SECONDS, TimeUnit.SECONDS);
        await().until(() -> pool.getCompletedTaskCount() == 2);
        pool.shutdown();
    }

    private static boolean isWaiting(@Nullable Thread thread) {
        return thread != null && thread.getState() == Thread.State.WAITING;
    }
}
