package dev.inlay.component.kubernetes;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of one host as they were at one moment, given in turn. Those that failed are left out, as long as there are
 * others. Thread-safe.
 */
final class Rotation {

    private final List<String> addresses;
    private final long since;
    private final Set<String> failed = new HashSet<>();
    private int next;

    /** @param first with which of them to begin, since a new answer should not favour the first one */
    Rotation(List<String> addresses, long since, int first) {
        this.addresses = List.copyOf(addresses);
        this.since = since;
        this.next = first;
    }

    long since() {
        return since;
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    /** The same, taken to be true at a later moment too; what failed is still left out. */
    synchronized Rotation stillAt(long now) {
        Rotation later = new Rotation(addresses, now, next);
        later.failed.addAll(failed);
        return later;
    }

    /** With which address the next rotation of this host should begin. */
    synchronized int position() {
        return next;
    }

    synchronized String next() {
        for (int i = 0; i < addresses.size(); i++) {
            String address = turn();
            if (!failed.contains(address)) {
                return address;
            }
        }
        return turn();
    }

    private String turn() {
        String address = addresses.get(Math.floorMod(next, addresses.size()));
        next++;
        return address;
    }

    synchronized void failed(String address) {
        failed.add(address);
    }
}
