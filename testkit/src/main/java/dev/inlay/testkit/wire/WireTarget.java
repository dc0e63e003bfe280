package dev.inlay.testkit.wire;

import java.net.InetSocketAddress;
import java.util.Map;

/** A runtime that cases are played against, until it is closed. */
public interface WireTarget extends AutoCloseable {

    /** Where its HTTP API listens. */
    InetSocketAddress api();

    /** Where its public port listens. Asked only if the setup wants one. */
    InetSocketAddress publicPort();

    /** What cases may refer to, as {@code $(appPort)}. */
    Map<String, String> variables();

    @Override
    void close();
}
