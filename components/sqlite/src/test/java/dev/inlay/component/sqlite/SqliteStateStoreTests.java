package dev.inlay.component.sqlite;

import dev.inlay.state.StateStore;
import dev.inlay.testkit.state.StateStoreKit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;

class SqliteStateStoreTests extends StateStoreKit {

    @TempDir
    Path folder;

    private final ShiftedClock clock = new ShiftedClock();

    @Override
    protected StateStore createStore() {
        return Stores.of(folder.resolve("state.db"), clock.time());
    }

    @Override
    protected StateStore createSecondClient() {
        return createStore();
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.putForward(time);
    }
}
