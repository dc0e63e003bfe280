package dev.inlay.message;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** Where a request came from, in the context of whoever answers it: the other end of the connection. */
public final class CallerAddress {

    private CallerAddress() {}

    /** The context with the address, for {@code contextWrite}. */
    public static Context put(Context context, InetSocketAddress address) {
        return context.put(CallerAddress.class, address);
    }

    /** The address; null if the request came by no socket. */
    public static @Nullable InetSocketAddress from(ContextView context) {
        return context.getOrDefault(CallerAddress.class, null);
    }
}
