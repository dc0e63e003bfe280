package dev.inlay.resiliency;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Keeps so many values, those used last. Thread-safe; the loader runs under the lock and must be short. */
final class LruCache<K, V> {

    private final int maxSize;
    private final BiConsumer<K, V> onEviction;
    private final LinkedHashMap<K, V> values = new LinkedHashMap<>(16, 0.75f, true);

    LruCache(int maxSize, BiConsumer<K, V> onEviction) {
        this.maxSize = maxSize;
        this.onEviction = onEviction;
    }

    synchronized V get(K key, Function<K, V> loader) {
        V present = values.get(key);
        if (present != null) {
            return present;
        }
        V created = loader.apply(key);
        values.put(key, created);
        if (values.size() > maxSize) {
            Map.Entry<K, V> eldest = values.entrySet().iterator().next();
            values.remove(eldest.getKey());
            onEviction.accept(eldest.getKey(), eldest.getValue());
        }
        return created;
    }

    /** Takes all values out, as if each were evicted. */
    synchronized void clear() {
        values.forEach(onEviction);
        values.clear();
    }
}
