package dev.inlay.component.middleware;

import dev.inlay.message.MessageHeaders;
import io.netty.util.NetUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Who a request counts for, by Dapr's rules: whom the last proxy names, or else the other end of the connection. */
final class ClientAddress {

    private static final String UNKNOWN = "0.0.0.0";
    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    /** The address as text. Addresses of IPv6 are those of their network of 64 bits, which one client may have whole. */
    static String of(MessageHeaders headers, @Nullable InetSocketAddress connection) {
        String forwarded = last(headers.first("x-forwarded-for"));
        if (!forwarded.isEmpty()) {
            return canonical(forwarded);
        }
        String real = headers.first("x-real-ip");
        if (real != null && !real.isBlank()) {
            return canonical(real.strip());
        }
        InetAddress address = connection == null ? null : connection.getAddress();
        return address == null ? UNKNOWN : canonical(address.getHostAddress());
    }

    private static String last(@Nullable String list) {
        return list == null ? "" : list.substring(list.lastIndexOf(',') + 1).strip();
    }

    private static String canonical(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        if (bytes == null || bytes.length == 4) {
            return text;
        }
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return Inet6Address.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("sixteen bytes are an address", e);
        }
    }
}
