package dev.inlay.controlplane.sentry;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps an authority in memory, and what was announced. */
final class MemoryStore implements BundleStore {

    final List<String> announced = new CopyOnWriteArrayList<>();
    volatile StoredBundle kept = StoredBundle.empty();

    @Override
    public StoredBundle read() {
        return kept;
    }

    @Override
    public boolean write(StoredBundle bundle) {
        kept = bundle;
        return true;
    }

    @Override
    public String place() {
        return "memory";
    }

    @Override
    public void announce(String reason, String message) {
        announced.add(reason);
    }
}
