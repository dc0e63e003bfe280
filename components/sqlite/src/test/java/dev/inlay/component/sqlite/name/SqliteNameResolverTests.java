package dev.inlay.component.sqlite.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.component.ComponentMetadata;
import dev.inlay.component.InvalidComponentException;
import dev.inlay.peer.NameResolver;
import dev.inlay.peer.PeerAddress;
import dev.inlay.time.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class SqliteNameResolverTests {

    private static final AppIdentity ORDERS = new AppIdentity("order-service", "");
    private static final PeerAddress ADDRESS = new PeerAddress("127.0.0.1", 50002);

    @TempDir
    Path folder;

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final List<NameResolver> open = new ArrayList<>();

    SqliteNameResolverTests() {
        clock.advanceTimeBy(Duration.ofDays(20_000));
    }

    @AfterEach
    void closeAll() {
        open.forEach(resolver -> await(resolver.close()));
    }

    @Test
    void instancesOfOneMachineFindEachOther() {
        NameResolver orders = resolver();
        NameResolver client = resolver();
        await(orders.register(ORDERS, ADDRESS));

        assertThat(await(client.resolve("order-service", ""))).containsExactly(ADDRESS);
        assertThat(await(client.announcedAppIds())).containsExactly("order-service");
    }

    @Test
    void severalInstancesOfOneApplicationAreAllFound() {
        PeerAddress second = new PeerAddress("::1", 50003);
        await(resolver().register(ORDERS, ADDRESS));
        await(resolver().register(ORDERS, second));

        assertThat(await(resolver().resolve("order-service", ""))).containsExactlyInAnyOrder(ADDRESS, second);
    }

    @Test
    void whoeverClosesIsNotFoundAnyMore() {
        NameResolver orders = resolver();
        await(orders.register(ORDERS, ADDRESS));
        await(orders.close());

        assertThat(await(resolver().resolve("order-service", ""))).isEmpty();
    }

    @Test
    void anInstanceStaysAnnouncedWhileItLives() {
        NameResolver orders = resolver();
        NameResolver client = resolver();
        await(orders.register(ORDERS, ADDRESS));

        for (int seconds = 0; seconds < 60; seconds++) {
            clock.advanceTimeBy(Duration.ofSeconds(1));
            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> await(client.resolve("order-service", ""))
                    .contains(ADDRESS));
        }
    }

    @Test
    void anAddressThatAnotherInstanceLeftBehindIsTakenOver() {
        await(resolver().register(new AppIdentity("crashed", ""), ADDRESS));
        await(resolver().register(ORDERS, ADDRESS));

        NameResolver client = resolver();
        assertThat(await(client.resolve("crashed", ""))).isEmpty();
        assertThat(await(client.resolve("order-service", ""))).containsExactly(ADDRESS);
    }

    @Test
    void aRegistryThatDaprHasMadeIsUsedAsItIs() throws SQLException {
        try (Connection daprd = connect();
                Statement statement = daprd.createStatement()) {
            statement.execute("CREATE TABLE metadata (key text NOT NULL PRIMARY KEY, value text NOT NULL)");
            statement.execute("CREATE TABLE hosts (registration_id TEXT NOT NULL PRIMARY KEY, address TEXT NOT NULL,"
                    + " app_id TEXT NOT NULL, namespace TEXT NOT NULL, last_update INTEGER NOT NULL)");
            statement.execute("CREATE UNIQUE INDEX hosts_address_idx ON hosts (address)");
            statement.execute("CREATE INDEX hosts_last_update_idx ON hosts (last_update)");
            statement.execute("INSERT INTO metadata VALUES ('nr-migrations', '1')");
            statement.execute("INSERT INTO hosts VALUES ('a', '10.0.0.7:50002', 'theirs', 'default', "
                    + Duration.ofDays(20_000).toSeconds() + ")");
        }
        NameResolver ours = resolver();
        await(ours.register(ORDERS, ADDRESS));

        assertThat(await(ours.resolve("theirs", ""))).containsExactly(new PeerAddress("10.0.0.7", 50002));
    }

    @Test
    void aRegistryTellsDaprThatItsTableIsUpToDate() throws SQLException {
        await(resolver().register(ORDERS, ADDRESS));

        try (Connection daprd = connect();
                Statement statement = daprd.createStatement();
                ResultSet row = statement.executeQuery("SELECT value FROM metadata WHERE key = 'nr-migrations'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("1");
        }
    }

    @Test
    void nobodyIsFoundWhereNobodyIs() {
        assertThat(await(resolver().resolve("order-service", ""))).isEmpty();
    }

    @Test
    void aDatabaseInMemoryIsRefusedBecauseNobodyElseSeesIt() {
        assertThatExceptionOfType(InvalidComponentException.class)
                .isThrownBy(() -> resolver(":memory:"))
                .withMessageContaining("connectionString");
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("registry.db"));
    }

    private NameResolver resolver() {
        NameResolver resolver = resolver(folder.resolve("registry.db").toString());
        open.add(resolver);
        await(resolver.init());
        return resolver;
    }

    private NameResolver resolver(String connectionString) {
        SqliteNameResolverFactory factory = new SqliteNameResolverFactory();
        return (NameResolver) factory.create(new ComponentContext(
                "names",
                factory.type(),
                "v1",
                ComponentMetadata.of(factory.fields(), Map.of("connectionString", connectionString)),
                ORDERS,
                TimeSource.of(clock),
                JsonCodec.standard()));
    }

    @SuppressWarnings("NullAway") // tests know when there is a value
    private static <T> T await(Mono<T> result) {
        return result.block(Duration.ofSeconds(10));
    }
}
