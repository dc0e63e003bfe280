package dev.inlay.peer;

/**
 * Where an instance listens for other instances.
 *
 * @param host host name or IP address; IPv6 without brackets
 * @param port the internal gRPC port
 */
public record PeerAddress(String host, int port) {

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
