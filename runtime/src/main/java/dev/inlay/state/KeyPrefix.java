package dev.inlay.state;

import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentContext;
import dev.inlay.error.ErrorCode;
import dev.inlay.error.ErrorDetail;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the keys of one store, as its metadata {@code keyPrefix} says: {@code appid} (the default),
 * {@code namespace}, {@code name}, {@code none}, or any other text for itself. The parts are joined by {@code ||}, which
 * therefore cannot be in a key. The rules are Dapr's, so that both find each other's values.
 */
final class KeyPrefix {

    private static final String SEPARATOR = "||";

    private final String store;
    private final String text;

    private KeyPrefix(String store, String text) {
        this.store = store;
        this.text = text;
    }

    /** The prefix that a store's metadata asks for. */
    static KeyPrefix of(ComponentContext context) {
        String strategy = context.metadata().find("keyPrefix");
        String owner = owner(strategy, context);
        if (owner != null && owner.contains(SEPARATOR)) {
            throw illegal(context.name(), owner);
        }
        return new KeyPrefix(context.name(), owner == null ? "" : owner + SEPARATOR);
    }

    private static @Nullable String owner(@Nullable String strategy, ComponentContext context) {
        AppIdentity app = context.app();
        if (strategy == null) {
            return app.appId();
        }
        return switch (strategy.toLowerCase(Locale.ROOT)) {
            case "appid" -> app.appId();
            case "namespace" -> app.namespace().isEmpty() ? app.appId() : app.namespace() + "." + app.appId();
            case "name" -> context.name();
            case "none" -> null;
            default -> strategy;
        };
    }

    /** The key under which the store keeps the user's key. */
    String full(String key) {
        if (key.contains(SEPARATOR)) {
            throw illegal(store, key);
        }
        if (key.isEmpty()) {
            throw new StateStoreException(
                    ErrorCode.BAD_REQUEST, ErrorCode.BAD_REQUEST.text("the state key is empty (expected: text)"), null);
        }
        return text.isEmpty() ? key : text.concat(key);
    }

    /** The user's key of a full key. A query may find another application's key: of that, the part after its prefix. */
    String original(String full) {
        if (full.startsWith(text)) {
            return full.substring(text.length());
        }
        int separator = full.indexOf(SEPARATOR);
        return separator < 0 ? full : full.substring(separator + SEPARATOR.length());
    }

    private static StateStoreException illegal(String store, String key) {
        String message = ErrorCode.STATE_ILLEGAL_KEY.text(key);
        return new StateStoreException(
                ErrorCode.STATE_ILLEGAL_KEY,
                message,
                null,
                List.of(new ErrorDetail.BadField(key, message), new ErrorDetail.Resource("state", store)));
    }
}
