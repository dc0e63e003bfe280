package dev.inlay.api.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import dev.inlay.state.Concurrency;
import dev.inlay.state.Consistency;
import dev.inlay.state.StateValue;
import dev.inlay.state.StoreDelete;
import dev.inlay.state.StoreSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One item of a request to save or to change state: {@code {key, value, etag, metadata, options}}. Names of fields count
 * in any case, unknown ones do not, as with Dapr. The value is cut out of the request as it stands there, so that numbers
 * keep all their digits.
 *
 * <p>Filled while the request is read, then given away once. Not thread-safe.
 */
final class StateItem {

    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

    private String key = "";
    private byte[] value = NULL;
    private @Nullable String etag;
    private String concurrency = "";
    private String consistency = "";
    private Map<String, String> metadata = Map.of();

    /** Reads the object at the parser; null reads as an item without anything. */
    static StateItem read(byte[] body, JsonParser json) throws IOException {
        StateItem item = new StateItem();
        if (Bodies.opens(json, "an item", JsonToken.START_OBJECT)) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String field = json.currentName();
                json.nextToken();
                item.readField(field, body, json);
            }
        }
        return item;
    }

    private void readField(String field, byte[] body, JsonParser json) throws IOException {
        switch (field.toLowerCase(Locale.ROOT)) {
            case "key" -> key = orEmpty(Bodies.text(json, "key"));
            case "value" -> value = cutOut(body, json);
            case "etag" -> etag = Bodies.text(json, "etag");
            case "metadata" -> metadata = texts(json, "metadata");
            case "options" -> readOptions(json);
            default -> json.skipChildren();
        }
    }

    private void readOptions(JsonParser json) throws IOException {
        if (!Bodies.opens(json, "options", JsonToken.START_OBJECT)) {
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName().toLowerCase(Locale.ROOT);
            json.nextToken();
            switch (field) {
                case "concurrency" -> concurrency = orEmpty(Bodies.text(json, "options.concurrency"));
                case "consistency" -> consistency = orEmpty(Bodies.text(json, "options.consistency"));
                default -> json.skipChildren();
            }
        }
    }

    private static byte[] cutOut(byte[] body, JsonParser json) throws IOException {
        int start = (int) json.currentTokenLocation().getByteOffset();
        json.skipChildren();
        json.finishToken();
        return Json.compact(body, start, (int) json.currentLocation().getByteOffset());
    }

    /** The object of texts at the parser; empty for null. */
    static Map<String, String> texts(JsonParser json, String field) throws IOException {
        Map<String, String> texts = new HashMap<>();
        if (Bodies.opens(json, field, JsonToken.START_OBJECT)) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                texts.put(name, orEmpty(Bodies.text(json, field + "." + name)));
            }
        }
        return texts;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    String key() {
        return key;
    }

    /**
     * The item as a write.
     *
     * @param overriding metadata of the request as a whole, which go before those of the item
     * @param failed the error for a reason, for words that mean nothing
     */
    StoreSet asSet(Map<String, String> overriding, UnaryOperator<String> text, ErrorCode failed) {
        Wishes wishes = Wishes.of(concurrency, consistency, text, failed);
        return new StoreSet(
                key,
                StateValue.json(value),
                etagOrNone(),
                wishes.concurrency(),
                wishes.consistency(),
                null,
                merged(overriding));
    }

    /** The item as a delete; see {@link #asSet}. */
    StoreDelete asDelete(Map<String, String> overriding, UnaryOperator<String> text, ErrorCode failed) {
        Wishes wishes = Wishes.of(concurrency, consistency, text, failed);
        return new StoreDelete(key, etagOrNone(), wishes.concurrency(), wishes.consistency(), merged(overriding));
    }

    private @Nullable String etagOrNone() {
        return etag == null || etag.isEmpty() ? null : etag;
    }

    private Map<String, String> merged(Map<String, String> overriding) {
        if (overriding.isEmpty()) {
            return metadata;
        }
        Map<String, String> merged = new HashMap<>(metadata);
        merged.putAll(overriding);
        return merged;
    }

    /** How an operation competes, and how far it must travel. */
    record Wishes(Concurrency concurrency, Consistency consistency) {

        /**
         * Reads Dapr's words; empty ones wish for nothing.
         *
         * @param text the message of the error, given its reason
         * @throws InlayException with this code for another word
         */
        static Wishes of(String concurrency, String consistency, UnaryOperator<String> text, ErrorCode failed) {
            return new Wishes(
                    switch (concurrency) {
                        case "" -> Concurrency.UNSPECIFIED;
                        case "first-write" -> Concurrency.FIRST_WRITE;
                        case "last-write" -> Concurrency.LAST_WRITE;
                        default -> throw unknown("concurrency", concurrency, text, failed);
                    },
                    switch (consistency) {
                        case "" -> Consistency.UNSPECIFIED;
                        case "eventual" -> Consistency.EVENTUAL;
                        case "strong" -> Consistency.STRONG;
                        default -> throw unknown("consistency", consistency, text, failed);
                    });
        }

        private static InlayException unknown(String model, String word, UnaryOperator<String> text, ErrorCode failed) {
            return new InlayException(failed, text.apply("unrecognized " + model + " model '" + word + "'"));
        }
    }
}
