package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** order-service with a manifest that names a Redis as its store. */
class RedisStoreTests {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path home;

    @SuppressWarnings("NullAway.Init") // every test has them
    private Services services;

    @SuppressWarnings("NullAway.Init") // every test has one
    private RedisProcess redis;

    @BeforeEach
    void newUser() {
        services = new Services(home);
        redis = new RedisProcess(home);
    }

    @AfterEach
    void stopAll() {
        services.close();
        redis.close();
    }

    @Test
    void anOrderSurvivesARestartOfTheService() {
        redis.start();
        Program first = services.ready(services.startOrderService(redis.manifests("2m")));
        assertThat(services.orders().place("41").statusCode()).isEqualTo(200);

        first.send("TERM");
        first.awaitExit();
        Program second = services.ready(services.startOrderService(redis.manifests("2m")));

        second.awaitLine(Orders.LAST + Orders.json(41));
        assertThat(services.orders().order()).isEqualTo(Orders.json(41));
    }

    @Test
    void ordersGoOnByThemselvesWhenRedisWentAwayAndCameBack() {
        redis.start();
        Program orders = services.startOrderService(redis.manifests("2m"));
        Program client = services.startClientService();
        orders.awaitLines(Orders.PERSISTED, 2);

        redis.kill();
        orders.awaitLine(Orders.NOT_PERSISTED);
        client.awaitLine("was not accepted");
        assertThat(services.orders().get("/order").statusCode()).isEqualTo(500);
        int persisted = orders.said(Orders.PERSISTED).size();
        redis.start();

        orders.awaitLines(Orders.PERSISTED, persisted + 2);
        assertThat(orders.isAlive()).isTrue();
        assertThat(services.orders().order()).matches("\\{\"orderId\":\\d+}");
    }

    @Test
    void whatRedisHadStoredIsThereWhenItComesBack() {
        redis.start();
        services.ready(services.startOrderService(redis.manifests("2m")));
        services.orders().place("41");

        redis.kill();
        assertThat(services.orders().place("42").statusCode()).isEqualTo(500);
        redis.start();

        await().atMost(Program.PATIENCE)
                .untilAsserted(() -> assertThat(services.orders().order()).isEqualTo(Orders.json(41)));
    }

    @Test
    void aRedisThatIsLateIsAwaited() {
        Program orders = services.startOrderService(redis.manifests("2m"));
        orders.awaitLine("statestore");

        redis.start();

        services.ready(orders);
        assertThat(services.orders().place("1").statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongAddressEndsTheStartWithComponentAddressCauseAndCure() {
        Program orders = services.startOrderService(redis.manifests("10s"));

        assertThat(orders.awaitExit()).isEqualTo(1);

        assertThat(orders.output()).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
        String report = orders.output().substring(orders.output().indexOf("Description:"));
        assertThat(report).contains("statestore", redis.address(), "refused").containsPattern("Action:\\s+\\S+");
    }
}
