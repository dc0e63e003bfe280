package dev.inlay.component.redis;

import dev.inlay.error.ErrorCode;
import dev.inlay.state.StateStoreException;
import dev.inlay.state.StateStoreUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in plain words what went wrong with a Redis. No text of it holds a password. */
final class RedisFailures {

    /** Replies of a server that is there and cannot serve now. */
    private static final List<String> PASSING = List.of(
            "LOADING", "BUSY", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS");

    private final String component;
    private final String address;

    RedisFailures(String component, RedisConnectionSettings settings) {
        this.component = component;
        this.address = settings.address();
    }

    /** What became of an operation. Failures that already say what they mean pass as they are. */
    Throwable of(ErrorCode code, Throwable error) {
        if (error instanceof StateStoreException) {
            return error;
        }
        String message = component + " at " + address + ": " + cause(error);
        return isPassing(error)
                ? new StateStoreUnavailableException(code, message, error)
                : new StateStoreException(code, message, error);
    }

    /** That no connection could be made. */
    StateStoreUnavailableException notConnected(Throwable error) {
        return new StateStoreUnavailableException(
                ErrorCode.INTERNAL,
                "redis store: error connecting to redis at " + address + ": " + cause(error),
                error);
    }

    /** That the component has no connection, because it was not initialised or is closed. */
    StateStoreUnavailableException notOpen(ErrorCode code) {
        return new StateStoreUnavailableException(code, component + " at " + address + ": the store is not open", null);
    }

    private static boolean isPassing(Throwable error) {
        if (error instanceof RedisCommandExecutionException) {
            String reply = String.valueOf(error.getMessage());
            return PASSING.stream().anyMatch(reply::startsWith);
        }
        return error instanceof RedisException
                || error instanceof IOException
                || error instanceof CancellationException;
    }

    private static String cause(Throwable error) {
        String known = knownCause(error);
        if (known != null) {
            return known;
        }
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String text = root.getMessage();
        return text == null || text.isBlank() ? root.getClass().getSimpleName() : text;
    }

    private static @Nullable String knownCause(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            String text = String.valueOf(each.getMessage());
            if (each instanceof UnknownHostException) {
                return "host name cannot be resolved";
            } else if (each instanceof ConnectException && text.contains("refused")) {
                return "connection refused";
            } else if (each instanceof NoRouteToHostException) {
                return "no route to host";
            } else if (each instanceof SSLException) {
                return "TLS handshake failed: " + text;
            } else if (each instanceof ConnectTimeoutException) {
                return "no answer within the dial timeout";
            } else if (each instanceof RedisCommandTimeoutException) {
                return "no reply within the read timeout";
            } else if (text.startsWith("WRONGPASS") || text.contains("invalid password")) {
                return "wrong user name or password";
            } else if (text.startsWith("NOAUTH")) {
                return "a password is required";
            } else if (each instanceof ClosedChannelException
                    || text.contains("reset by peer")
                    || text.contains("Broken pipe")) {
                return "the connection was lost before the reply came";
            } else if (text.startsWith("Currently not connected")) {
                return "not connected; connecting again";
            }
        }
        return null;
    }
}
