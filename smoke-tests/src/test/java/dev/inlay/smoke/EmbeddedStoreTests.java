package dev.inlay.smoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both services with no configuration at all: they find each other, and orders are kept in a file of the user's. */
class EmbeddedStoreTests {

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path home;

    @SuppressWarnings("NullAway.Init") // every test has them
    private Services services;

    @BeforeEach
    void newUser() {
        services = new Services(home);
    }

    @AfterEach
    void stopServices() {
        services.close();
    }

    @Test
    void ordersArriveInSequenceAndEachIsPersisted() {
        Program orders = services.startOrderService();
        Program client = services.startClientService();

        orders.awaitLines(Orders.PERSISTED, 3);
        client.awaitLine("Order 3 was accepted");

        List<Long> arrived = Orders.ids(orders, Orders.ARRIVED);
        assertThat(arrived)
                .isEqualTo(LongStream.rangeClosed(1, arrived.size()).boxed().toList());
        assertThat(Orders.ids(orders, Orders.PERSISTED)).startsWith(1L, 2L, 3L);
        assertThat(services.orders().order()).matches("\\{\"orderId\":\\d+}");
    }

    @Test
    void stateIsKeptUnderTheHomeFolder() {
        Program orders = services.ready(services.startOrderService());

        Path file = home.resolve(".inlay/state/order-service.db");
        assertThat(file).isRegularFile();
        assertThat(orders.said("keeps its data in SQLite file " + file)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void continuesFromTheStoredOrderAfter(String signal) {
        Program orders = services.startOrderService();
        Program client = services.startClientService();
        orders.awaitLines(Orders.PERSISTED, 2);

        orders.send(signal);
        client.send(signal);
        orders.awaitExit();
        client.awaitExit();
        Program again = services.startOrderService();
        services.startClientService();
        again.awaitLine(Orders.LAST);
        again.awaitLine(Orders.PERSISTED);

        // The last one may have been stored without there being time to say so.
        long stored = Long.parseLong(again.said(Orders.LAST).get(0).replaceAll("\\D", ""));
        assertThat(stored).isBetween(Orders.lastId(orders, Orders.PERSISTED), Orders.lastId(orders, Orders.ARRIVED));
        assertThat(Orders.ids(again, Orders.ARRIVED)).startsWith(stored + 1);
    }

    @Test
    void theClientGoesOnWhileOrderServiceIsAway() {
        Program orders = services.startOrderService();
        Program client = services.startClientService();
        orders.awaitLine(Orders.PERSISTED);

        orders.send("KILL");
        client.awaitLine("was not accepted");
        Program again = services.startOrderService();

        again.awaitLine(Orders.PERSISTED);
        assertThat(Orders.ids(again, Orders.ARRIVED)).first().satisfies(id -> assertThat(id)
                .isGreaterThan(Orders.lastId(orders, Orders.ARRIVED)));
    }

    @Test
    void anOrderOfSomebodyElsesDoesNotKeepTheClientFromSending() {
        Program orders = services.ready(services.startOrderService());
        assertThat(services.orders().place("\"theirs\"").statusCode()).isEqualTo(200);

        services.startClientService();

        orders.awaitLine(Orders.PERSISTED + 1);
    }

    @Test
    void stoppingIsNoReasonForTheClientToComplain() {
        Program orders = services.startOrderService();
        Program client = services.startClientService();
        orders.awaitLine(Orders.PERSISTED);

        client.send("TERM");
        client.awaitExit();

        assertThat(client.said("was not accepted")).isEmpty();
    }
}
