package dev.inlay.smoke;

import java.util.List;

/** What order-service says about orders. */
final class Orders {

    static final String ARRIVED = "Got a new order! Order ID: ";
    static final String PERSISTED = "Successfully persisted state for Order ID: ";
    static final String NOT_PERSISTED = "Failed to persist state.";
    static final String LAST = "The last order is ";

    private Orders() {}

    /** The ids of the orders that a program has reported with a text. */
    static List<Long> ids(Program program, String text) {
        return program.said(text).stream()
                .map(line -> Long.parseLong(line.substring(text.length())))
                .toList();
    }

    static long lastId(Program program, String text) {
        List<Long> ids = ids(program, text);
        return ids.get(ids.size() - 1);
    }

    static String json(long id) {
        return "{\"orderId\":" + id + "}";
    }
}
