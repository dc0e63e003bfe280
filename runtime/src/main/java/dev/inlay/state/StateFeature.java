package dev.inlay.state;

/**
 * What a state store can do beyond get, set and delete. A store declares it, and the compatibility kit demands it of
 * the store. The names are those of Dapr's metadata API.
 */
public enum StateFeature {
    /** Each value has an ETag, and writes may depend on it. */
    ETAG,
    /** Several operations happen all or not at all. */
    TRANSACTIONAL,
    /** Values may expire. */
    TTL,
    /** All keys that begin in the same way can be deleted at once. */
    DELETE_WITH_PREFIX,
    /** Keys can be listed by a pattern. */
    KEYS_LIKE,
    /** Values can be searched by their content. */
    QUERY_API
}
