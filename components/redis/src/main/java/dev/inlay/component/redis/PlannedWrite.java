package dev.inlay.component.redis;

import dev.inlay.state.Concurrency;
import dev.inlay.state.InvalidEtagException;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import io.lettuce.core.protocol.CommandArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One operation in the terms of the scripts.
 *
 * @param operation what was asked for
 * @param verb what the script shall do
 * @param expected the version the key must have if it exists; empty for any, {@code 0} for none
 * @param value what to write; empty for a delete
 * @param ttl seconds to live, {@code 0} to live on without end, empty to leave it as it is
 */
record PlannedWrite(StoreOperation operation, Verb verb, String expected, byte[] value, String ttl) {

    /** What the script can do. */
    enum Verb {
        SET,
        DEL,
        JSET,
        JDEL;

        private final byte[] text = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
    }

    private static final String ANY_VERSION = "";
    private static final String NO_VERSION = "0";
    private static final byte[] NOTHING = {};

    /** More than Redis can add to the clock without overflow is as good as for ever, and refused by it. */
    private static final long LONGEST_TTL_SECONDS = 1_000_000_000_000L;

    /**
     * A write of a hash.
     *
     * @param defaultTtl the component's {@code ttlInSeconds}; null if it has none
     * @throws InvalidEtagException if its ETag is not a whole number
     */
    static PlannedWrite set(StoreSet set, @Nullable Long defaultTtl) {
        return new PlannedWrite(set, Verb.SET, expected(set), set.value().bytes(), ttl(set.ttl(), defaultTtl));
    }

    /**
     * A write of a JSON document; otherwise as {@link #set}.
     *
     * @param document the value in its document
     */
    static PlannedWrite setDocument(StoreSet set, byte[] document, @Nullable Long defaultTtl) {
        return new PlannedWrite(set, Verb.JSET, expected(set), document, ttl(set.ttl(), defaultTtl));
    }

    /**
     * A delete.
     *
     * @param document whether the key is kept as a JSON document
     * @throws InvalidEtagException if its ETag is not a whole number
     */
    static PlannedWrite delete(StoreDelete delete, boolean document) {
        return new PlannedWrite(delete, document ? Verb.JDEL : Verb.DEL, expected(delete), NOTHING, "");
    }

    String key() {
        return operation.key();
    }

    /** Adds the five values that {@code transact.lua} takes for each operation. */
    void addOneOfMany(CommandArgs<String, byte[]> arguments) {
        arguments.add(verb.text).add(expected).add(value).add(mark()).add(ttl);
    }

    /** Adds what {@code set.lua} takes: the value alone if there is nothing more to say. */
    void addAlone(CommandArgs<String, byte[]> arguments) {
        arguments.add(value);
        String mark = mark();
        if (!expected.isEmpty() || !mark.isEmpty() || !ttl.isEmpty()) {
            arguments.add(expected).add(mark).add(ttl);
        }
    }

    private String mark() {
        return operation instanceof StoreSet && operation.concurrency() == Concurrency.FIRST_WRITE ? "1" : "";
    }

    private static String expected(StoreOperation operation) {
        if (operation.concurrency() == Concurrency.LAST_WRITE) {
            return ANY_VERSION;
        }
        String etag = operation.etag();
        if (etag == null) {
            boolean onlyFirst = operation instanceof StoreSet && operation.concurrency() == Concurrency.FIRST_WRITE;
            return onlyFirst ? NO_VERSION : ANY_VERSION;
        }
        try {
            // As Dapr: 0 is never given out and counts as no ETag.
            long version = Long.parseLong(etag);
            return version == 0 ? ANY_VERSION : Long.toString(version);
        } catch (NumberFormatException e) {
            throw new InvalidEtagException(operation.key(), etag, "a whole number", e);
        }
    }

    private static String ttl(@Nullable Duration asked, @Nullable Long defaultTtl) {
        if (asked == null) {
            return defaultTtl == null ? "" : seconds(defaultTtl);
        }
        // A part of a second counts as a whole one: rounding down would make it live for ever.
        return seconds(asked.getSeconds() + (asked.getNano() > 0 ? 1 : 0));
    }

    private static String seconds(long seconds) {
        return Long.toString(Math.min(Math.max(seconds, 0), LONGEST_TTL_SECONDS));
    }
}
