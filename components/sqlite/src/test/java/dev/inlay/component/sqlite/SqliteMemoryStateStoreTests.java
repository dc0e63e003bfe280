package dev.inlay.component.sqlite;

import dev.inlay.state.StateStore;
import dev.inlay.testkit.state.StateStoreKit;
import java.time.Duration;
import java.util.Map;

class SqliteMemoryStateStoreTests extends StateStoreKit {

    private final ShiftedClock clock = new ShiftedClock();

    @Override
    protected StateStore createStore() {
        return Stores.of(Map.of("connectionString", ":memory:"), clock.time());
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.putForward(time);
    }
}
