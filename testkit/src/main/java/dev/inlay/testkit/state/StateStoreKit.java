package dev.inlay.testkit.state;

import dev.inlay.state.StateStore;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What every {@link StateStore} promises. A store's test extends this class, says how to make a store and, where the
 * defaults do not fit, overrides what differs; about 30 lines. The kit reads what the store declares
 * ({@link StateStore#features()}) and demands exactly that: tests of features that are not declared are skipped.
 *
 * <p>Every test runs on a fresh store. Nothing sleeps: time is either moved ({@link #letTimePass}) or an expiry is
 * awaited.
 */
public abstract class StateStoreKit
        implements KeyValueRules,
                EtagRules,
                TtlRules,
                TransactionRules,
                ConcurrencyRules,
                KeyRules,
                QueryRules,
                ModelRules {

    private @Nullable StoreUnderTest underTest;

    /** A store on data that is empty. The kit calls {@code init} and {@code close} on it. */
    protected abstract StateStore createStore() throws Exception;

    /** Another store on the same data, as a second process would have it; null if the data is not shared. */
    protected @Nullable StateStore createSecondClient() throws Exception {
        return null;
    }

    /**
     * How to break the connection between the store and its backing service, without warning. The store must be usable
     * again afterwards by itself. Null if there is no connection that could break.
     */
    protected @Nullable Runnable connectionCut() {
        return null;
    }

    /**
     * Moves the store's time. A store on the wall clock leaves this as it is: the kit then awaits short real expiries.
     */
    protected void letTimePass(Duration time) {}

    /** An ETag that this store can never have given out and refuses as invalid; null if it takes any text for one. */
    protected @Nullable String malformedEtag() {
        return null;
    }

    /**
     * Whether a write or delete with an ETag is refused if there is no value at all. Dapr's Redis store lets it pass;
     * the others refuse.
     */
    protected boolean refusesEtagOfAbsentKey() {
        return true;
    }

    /**
     * Whether a write that says nothing of a TTL leaves an earlier expiry as it was. So does Dapr's Redis store; with the
     * others such a write ends the expiry.
     */
    protected boolean keepsExpiryOnWriteWithoutTtl() {
        return false;
    }

    /** The metadata of queries, and of the writes whose values they shall find. */
    protected Map<String, String> queryMetadata() {
        return Map.of();
    }

    @BeforeEach
    final void openStore() throws Exception {
        StateStore store = createStore();
        underTest = new StoreUnderTest(this, store);
        store.init().block(StoreUnderTest.TIMEOUT);
    }

    @AfterEach
    final void closeStore() {
        if (underTest != null) {
            underTest.close();
        }
    }

    @Override
    public final StoreUnderTest underTest() {
        if (underTest == null) {
            throw new IllegalStateException("no store: createStore() failed");
        }
        return underTest;
    }
}
