package dev.inlay.component.redis;

import dev.inlay.component.InvalidComponentException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis, a cluster node or a Sentinel listens.
 *
 * @param host a host name or an IP address; IPv6 without brackets
 * @param port the TCP port
 */
public record RedisAddress(String host, int port) {

    /** The port of Redis where none is named. */
    public static final int DEFAULT_PORT = 6379;

    public RedisAddress {
        if (host.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("'" + host + ":" + port + "' is not an address (expected: host:port)");
        }
    }

    /**
     * Reads the forms {@code redisHost} can have: {@code host:port}, {@code host}, {@code [::1]:6379}, {@code ::1}, and
     * several of these joined by commas.
     *
     * @param text the metadata field {@code redisHost}
     * @param port the metadata field {@code redisPort}; null if it is absent
     * @throws InvalidComponentException if it is none of these, or names another port than {@code redisPort}
     */
    static List<RedisAddress> parse(String text, @Nullable Integer port) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(part -> parseOne(part, port))
                .toList();
    }

    private static RedisAddress parseOne(String text, @Nullable Integer port) {
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[");
        boolean hasPort =
                bracketed ? text.indexOf("]:") == colon - 1 && colon > 1 : colon >= 0 && text.indexOf(':') == colon;
        String host = hasPort ? text.substring(0, colon) : text;
        if (bracketed && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int named = hasPort ? parsePort(text, text.substring(colon + 1)) : DEFAULT_PORT;
        if (hasPort && port != null && port != named) {
            throw new InvalidComponentException("metadata field 'redisHost' has port " + named + " and 'redisPort' is "
                    + port + " (expected: the port in one of them)");
        }
        if (host.isEmpty() || host.contains("/") || host.contains("[") || host.contains("]")) {
            throw notAnAddress(text);
        }
        return new RedisAddress(host, hasPort || port == null ? named : port);
    }

    private static int parsePort(String text, String port) {
        try {
            int number = Integer.parseInt(port);
            if (number > 0 && number < 65536) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with the whole text.
        }
        throw notAnAddress(text);
    }

    private static InvalidComponentException notAnAddress(String text) {
        return new InvalidComponentException("metadata field 'redisHost' has '" + text
                + "' (expected: host:port, several joined by commas for a cluster or Sentinels)");
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
