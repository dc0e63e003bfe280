package dev.inlay.component.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.inlay.component.ComponentFactory;
import dev.inlay.component.redis.RedisConnectionSettings.Login;
import dev.inlay.component.redis.RedisConnectionSettings.Node;
import dev.inlay.state.StateStore;
import dev.inlay.state.StateStoreUnavailableException;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreGet;
import dev.inlay.state.StoreSet;
import dev.inlay.testkit.redis.EmbeddedRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.resource.ClientResources;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How a store finds its Redis, says why it cannot, and gets over losing it. */
class RedisConnectionTests {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String PASSWORD = "s3cr3t-of-redis";

    @Test
    void nobody_listening_is_told_with_address_and_cause() {
        int port = EmbeddedRedis.freePort();
        assertThat(initFailure(Map.of("redisHost", "127.0.0.1:" + port)))
                .isInstanceOf(StateStoreUnavailableException.class)
                .hasMessage("redis store: error connecting to redis at 127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void an_unknown_host_is_told_with_address_and_cause() {
        assertThat(initFailure(Map.of("redisHost", "nosuch.invalid")))
                .hasMessage("redis store: error connecting to redis at nosuch.invalid:6379:"
                        + " host name cannot be resolved");
    }

    @Test
    void a_wrong_password_is_told_and_not_shown() throws IOException {
        try (TestRedis redis = TestRedis.startWithStores("requirepass " + PASSWORD)) {
            Throwable wrong = initFailure(Map.of("redisHost", redis.address(), "redisPassword", "wr0ng-one"));
            assertThat(wrong).hasMessageEndingWith(redis.address() + ": wrong user name or password");
            assertThat(Throwables.getStackTrace(wrong)).doesNotContain("wr0ng-one");
            assertThat(initFailure(Map.of("redisHost", redis.address())))
                    .hasMessageEndingWith(": a password is required");

            StateStore store = redis.store("redisPassword", PASSWORD);
            run(store.init());
            run(store.set(write("app||k")));
            run(store.close());
        }
    }

    @Test
    void a_server_that_does_not_answer_is_given_up_after_the_dial_timeout() throws IOException {
        try (TestRedis redis = TestRedis.startWithStores();
                TcpProxy proxy = TcpProxy.to(redis.port())) {
            proxy.swallowReplies();
            assertThat(initFailure(Map.of("redisHost", "127.0.0.1:" + proxy.port(), "dialTimeout", "300")))
                    .hasMessageContaining("127.0.0.1:" + proxy.port())
                    .hasMessageContaining("timeout");
        }
    }

    @Test
    void init_may_be_repeated_until_the_server_is_there() throws IOException {
        int port = EmbeddedRedis.freePort();
        StateStore store = TestRedis.store(Map.of("redisHost", "127.0.0.1:" + port));
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> run(store.init()))).hasMessageContaining("connection refused");
        }
        try (TestRedis redis = TestRedis.startWithStores(port)) {
            run(store.init());
            run(store.ping());
            assertThat(redis.clients()).isEqualTo(1);
            run(store.close());
            run(store.close());
            await("the connection to be closed").atMost(LIMIT).until(() -> redis.clients() == 0);
        }
    }

    @Test
    void failed_inits_and_closed_stores_leave_no_threads() {
        StateStore store = TestRedis.store(Map.of("redisHost", "127.0.0.1:" + EmbeddedRedis.freePort()));
        long before = lettuceThreads();
        for (int i = 0; i < 3; i++) {
            assertThat(catchThrowable(() -> run(store.init()))).isNotNull();
        }
        run(store.close());
        await("Lettuce's threads to end").atMost(LIMIT).until(() -> lettuceThreads() <= before);
    }

    @Test
    void an_init_that_is_given_up_leaves_no_threads() throws IOException {
        long before = lettuceThreads();
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StateStore store = TestRedis.store(Map.of("redisHost", "127.0.0.1:" + silent.getLocalPort()));
            Disposable init = store.init().subscribe();
            await("the attempt to begin").atMost(LIMIT).until(() -> lettuceThreads() > before);
            init.dispose();
            await("Lettuce's threads to end").atMost(LIMIT).until(() -> lettuceThreads() <= before);
            run(store.close());
        }
    }

    @Test
    void a_store_that_is_not_open_says_so() {
        StateStore store = TestRedis.store(Map.of("redisHost", "localhost"));
        assertThat(catchThrowable(() -> run(store.set(write("app||k")))))
                .isInstanceOf(StateStoreUnavailableException.class)
                .hasMessageContaining("statestore (state.redis/v1)")
                .hasMessageContaining("not open");
    }

    @Test
    void a_server_that_dies_is_told_and_used_again_when_it_is_back() throws IOException {
        int port = EmbeddedRedis.freePort();
        StateStore store = TestRedis.store(Map.of("redisHost", "127.0.0.1:" + port));
        try (TestRedis redis = TestRedis.startWithStores(port)) {
            run(store.init());
            run(store.set(write("app||k")));
            redis.kill();
            assertThat(catchThrowable(() -> run(store.set(write("app||k")))))
                    .isInstanceOfSatisfying(
                            StateStoreUnavailableException.class,
                            error -> assertThat(error.isRetryable()).isTrue())
                    .hasMessageContaining("statestore (state.redis/v1)")
                    .hasMessageContaining("127.0.0.1:" + port);
            assertThat(catchThrowable(() -> run(store.ping()))).isInstanceOf(StateStoreUnavailableException.class);
        }
        try (TestRedis again = TestRedis.startWithStores(port)) {
            await("the store to be usable again")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> {
                        run(store.set(write("app||k")));
                        return true;
                    });
            assertThat(again.commands().hget("app||k", "version"))
                    .as("the writes that failed were not kept to be sent later")
                    .isEqualTo("1");
        } finally {
            run(store.close());
        }
    }

    @Test
    void a_lost_reply_fails_within_the_read_timeout() throws IOException {
        try (TestRedis redis = TestRedis.startWithStores();
                TcpProxy proxy = TcpProxy.to(redis.port())) {
            StateStore store =
                    TestRedis.store(Map.of("redisHost", "127.0.0.1:" + proxy.port(), "readTimeout", "200ms"));
            run(store.init());
            proxy.swallowReplies();
            assertThat(catchThrowable(() -> run(store.set(write("app||k")))))
                    .isInstanceOf(StateStoreUnavailableException.class)
                    .hasMessageContaining("no reply within the read timeout");
            run(store.close());
        }
    }

    @Test
    void a_caller_that_leaves_early_causes_no_error_later() throws IOException {
        List<Throwable> dropped = new CopyOnWriteArrayList<>();
        Hooks.onErrorDropped(dropped::add);
        try (TestRedis redis = TestRedis.startWithStores();
                TcpProxy proxy = TcpProxy.to(redis.port())) {
            StateStore store = TestRedis.store(Map.of("redisHost", "127.0.0.1:" + proxy.port()));
            run(store.init());
            run(store.set(write("app||so that the server knows the script")));
            proxy.swallowReplies();
            Disposable left = store.set(write("app||k")).subscribe();
            await("the write to happen")
                    .atMost(LIMIT)
                    .until(() -> redis.commands().exists("app||k") == 1);
            left.dispose();
            run(store.close());
            assertThat(dropped).isEmpty();
        } finally {
            Hooks.resetOnErrorDropped();
        }
    }

    @Test
    void a_write_whose_reply_is_lost_is_not_sent_twice() throws IOException {
        try (TestRedis redis = TestRedis.startWithStores();
                TcpProxy proxy = TcpProxy.to(redis.port())) {
            StateStore store =
                    TestRedis.store(Map.of("redisHost", "127.0.0.1:" + proxy.port(), "dialTimeout", "500ms"));
            run(store.init());
            run(store.set(write("app||so that the server knows the script")));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            proxy.swallowReplies();
            store.set(write("app||k")).subscribe(ignored -> {}, failure::set);
            await("the write to happen")
                    .atMost(LIMIT)
                    .until(() -> redis.commands().exists("app||k") == 1);
            // An orderly end: Lettuce takes it for a reason to send again what was not answered.
            redis.commands().clientKill(KillArgs.Builder.typeNormal());
            await("the failure").atMost(Duration.ofSeconds(2)).until(() -> failure.get() != null);
            assertThat(failure.get())
                    .isInstanceOf(StateStoreUnavailableException.class)
                    .hasMessageContaining("lost before the reply came");
            proxy.passReplies();
            await("the store to be usable again")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> {
                        run(store.ping());
                        return true;
                    });
            assertThat(redis.commands().hget("app||k", "version")).isEqualTo("1");
            run(store.close());
        }
    }

    @Test
    void shared_client_resources_stay_open_and_a_manifest_without_host_uses_the_given_connection() throws IOException {
        ClientResources resources = ClientResources.create();
        try (TestRedis redis = TestRedis.startWithStores("requirepass " + PASSWORD)) {
            RedisConnectionSettings settings = RedisConnectionSettings.of(
                            new Node(new RedisAddress("127.0.0.1", redis.port())))
                    .withLogin(new Login(null, PASSWORD))
                    .withDatabase(3);
            assertThat(settings.toString()).doesNotContain(PASSWORD);
            RedisStateStoreFactory factory = new RedisStateStoreFactory(resources, settings);
            StateStore store = TestRedis.store(factory, new HashMap<>());
            run(store.init());
            run(store.set(write("app||k")));
            redis.commands().select(3);
            assertThat(redis.commands().exists("app||k")).isEqualTo(1);
            run(store.close());

            StateStore second = TestRedis.store(factory, new HashMap<>());
            run(second.init());
            run(second.ping());
            run(second.close());
            await("the connections to be closed").atMost(LIMIT).until(() -> redis.clients() == 0);
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void results_arrive_on_threads_that_must_not_wait() throws IOException {
        ClientResources resources = ClientResources.create();
        try (TestRedis redis = TestRedis.startWithStores()) {
            RedisConnectionSettings settings =
                    RedisConnectionSettings.of(new Node(new RedisAddress("127.0.0.1", redis.port())));
            for (StateStore store : List.of(
                    redis.store(), TestRedis.store(new RedisStateStoreFactory(resources, settings), Map.of()))) {
                run(store.init());
                run(store.set(write("app||k")));
                Boolean nonBlocking = store.get(new StoreGet("app||k"))
                        .map(value -> Schedulers.isInNonBlockingThread())
                        .block(LIMIT);
                assertThat(nonBlocking).isTrue();
                run(store.close());
            }
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    /** Lettuce's copies of client resources want to be shut down, and stores that are made for checking never are. */
    @Test
    void the_application_s_client_resources_are_used_and_not_copied() throws IOException {
        ClientResources resources = ClientResources.create();
        ClientResources uncopied = (ClientResources) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ClientResources.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isNotIn("mutate", "shutdown");
                    return method.invoke(resources, arguments);
                });
        try (TestRedis redis = TestRedis.startWithStores()) {
            StateStore store =
                    TestRedis.store(new RedisStateStoreFactory(uncopied, null), Map.of("redisHost", redis.address()));
            run(store.init());
            run(store.ping());
            run(store.close());
        } finally {
            resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void many_operations_share_one_connection() throws IOException {
        try (TestRedis redis = TestRedis.startWithStores()) {
            StateStore store = redis.store();
            run(store.init());
            run(Flux.fromStream(IntStream.range(0, 2000).boxed())
                    .flatMap(i -> store.set(write("app||" + i)), 256)
                    .then());
            assertThat(redis.commands().dbsize()).isEqualTo(2000);
            assertThat(redis.clients()).isEqualTo(1);
            run(store.close());
        }
    }

    @Test
    void the_service_loader_finds_it() {
        assertThat(ServiceLoader.load(ComponentFactory.class))
                .anyMatch(factory -> factory.type().equals("state.redis"));
    }

    private static Throwable initFailure(Map<String, String> metadata) {
        StateStore store = TestRedis.store(metadata);
        Throwable failure = catchThrowable(() -> run(store.init()));
        run(store.close());
        return failure;
    }

    private static long lettuceThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("lettuce-"))
                .count();
    }

    private static StoreSet write(String key) {
        return new StoreSet(key, StateValue.raw(new byte[] {'1'}));
    }

    private static void run(Mono<Void> call) {
        call.block(LIMIT);
    }
}
