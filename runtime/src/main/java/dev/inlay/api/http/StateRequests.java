package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.state.StoreOperation;
import dev.inlay.state.StoreSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the bodies of requests about state. */
final class StateRequests {

    /** Keys to be read. */
    record BulkGet(List<String> keys, int parallelism, Map<String, String> metadata) {}

    /** One operation of a transaction, as it was read. */
    private record Step(String operation, @Nullable StateItem item) {}

    private StateRequests() {}

    /** The writes of a request to save: a list of items. */
    static List<StoreSet> saves(byte[] body, String store, Map<String, String> metadata) {
        List<StateItem> items = Bodies.parse(body, ErrorCode.STATE_MALFORMED, json -> {
            List<StateItem> read = new ArrayList<>();
            if (Bodies.opens(json, "the body", JsonToken.START_ARRAY)) {
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    read.add(StateItem.read(body, json));
                }
            }
            return read;
        });
        List<StoreSet> saves = new ArrayList<>(items.size());
        for (StateItem item : items) {
            requireKey(item);
            saves.add(item.asSet(metadata, reason -> ErrorCode.STATE_SAVE.text(store, reason), ErrorCode.STATE_SAVE));
        }
        return saves;
    }

    private static void requireKey(StateItem item) {
        if (item.key().isEmpty()) {
            throw InlayException.of(ErrorCode.STATE_MALFORMED, "\"key\" is a required field");
        }
    }

    /** The keys of a bulk request: <code>{keys, parallelism, metadata}</code>. */
    static BulkGet bulkGet(byte[] body) {
        return Bodies.parse(body, ErrorCode.MALFORMED_REQUEST, json -> {
            List<String> keys = new ArrayList<>();
            int parallelism = 0;
            Map<String, String> metadata = new HashMap<>();
            if (Bodies.opens(json, "the body", JsonToken.START_OBJECT)) {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String field = json.currentName().toLowerCase(Locale.ROOT);
                    json.nextToken();
                    switch (field) {
                        case "keys" -> readKeys(json, keys);
                        case "parallelism" -> parallelism = wholeNumber(json);
                        case "metadata" -> metadata.putAll(StateItem.texts(json, "metadata"));
                        default -> json.skipChildren();
                    }
                }
            }
            return new BulkGet(keys, parallelism, metadata);
        });
    }

    private static void readKeys(JsonParser json, List<String> keys) throws IOException {
        if (Bodies.opens(json, "keys", JsonToken.START_ARRAY)) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                String key = Bodies.text(json, "a key");
                keys.add(key == null ? "" : key);
            }
        }
    }

    private static int wholeNumber(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw Bodies.unexpected(json, "parallelism", "a whole number");
        }
        return json.getIntValue();
    }

    /** The operations of a transaction: <code>{operations: [{operation, request}]}</code>. */
    static List<StoreOperation> transaction(byte[] body, Map<String, String> metadata) {
        List<Step> steps = Bodies.parse(body, ErrorCode.MALFORMED_REQUEST, json -> {
            List<Step> read = new ArrayList<>();
            if (Bodies.opens(json, "the body", JsonToken.START_OBJECT)) {
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    boolean operations = json.currentName().equalsIgnoreCase("operations");
                    json.nextToken();
                    if (!operations) {
                        json.skipChildren();
                    } else if (Bodies.opens(json, "operations", JsonToken.START_ARRAY)) {
                        while (json.nextToken() != JsonToken.END_ARRAY) {
                            read.add(step(body, json));
                        }
                    }
                }
            }
            return read;
        });
        List<StoreOperation> operations = new ArrayList<>(steps.size());
        for (Step step : steps) {
            operations.add(operation(step, metadata));
        }
        return operations;
    }

    private static Step step(byte[] body, JsonParser json) throws IOException {
        String operation = null;
        StateItem item = null;
        if (Bodies.opens(json, "an operation", JsonToken.START_OBJECT)) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName().toLowerCase(Locale.ROOT);
                json.nextToken();
                switch (field) {
                    case "operation" -> operation = Bodies.text(json, "operation");
                    case "request" -> item = StateItem.read(body, json);
                    default -> json.skipChildren();
                }
            }
        }
        return new Step(operation == null ? "" : operation, item);
    }

    private static StoreOperation operation(Step step, Map<String, String> metadata) {
        boolean upsert = step.operation().equals("upsert");
        if (!upsert && !step.operation().equals("delete")) {
            throw InlayException.of(ErrorCode.STATE_UNKNOWN_OPERATION, step.operation());
        }
        StateItem item = step.item();
        if (item == null || item.key().isEmpty()) {
            throw InlayException.of(ErrorCode.STATE_MALFORMED, "\"key\" is a required field");
        }
        return upsert
                ? item.asSet(metadata, ErrorCode.STATE_TRANSACTION::text, ErrorCode.STATE_TRANSACTION)
                : item.asDelete(metadata, ErrorCode.STATE_TRANSACTION::text, ErrorCode.STATE_TRANSACTION);
    }
}
