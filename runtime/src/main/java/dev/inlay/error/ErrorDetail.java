package dev.inlay.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an error tells besides its code and text. The kinds are those of google.rpc's error details, which Dapr's newer
 * errors carry over HTTP and gRPC.
 *
 * @see <a href="https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto">error_details</a>
 */
public sealed interface ErrorDetail {

    /**
     * Why, for programs.
     *
     * @param reason {@code DAPR_…}
     * @param metadata more about it; null where Dapr sends none
     */
    record Info(String reason, @Nullable Map<String, String> metadata) implements ErrorDetail {}

    /**
     * What the error is about.
     *
     * @param type its kind, as {@code state}
     * @param name its name
     */
    record Resource(String type, String name, String owner, String description) implements ErrorDetail {

        public Resource(String type, String name) {
            this(type, name, "", "");
        }
    }

    /** A part of the request that is wrong. */
    record BadField(String field, String description) implements ErrorDetail {}
}
