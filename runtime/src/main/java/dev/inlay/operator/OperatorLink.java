package dev.inlay.operator;

import dev.inlay.peer.GoStatus;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells people when the operator is lost and when it is back: a line each, however many calls fail. Thread-safe. */
final class OperatorLink {

    private static final Logger LOG = LoggerFactory.getLogger(OperatorLink.class);

    private final String address;
    private final Set<String> lost = new HashSet<>();

    OperatorLink(String address) {
        this.address = address;
    }

    /** Changes of a kind are not followed at present. */
    void lost(ResourceKind kind, Throwable reason) {
        boolean isFirst;
        synchronized (lost) {
            isFirst = lost.isEmpty();
            lost.add(kind.name());
        }
        if (isFirst) {
            LOG.warn(
                    "The operator at {} is lost ({}); waiting for it to come back, until then everything stays as it is known",
                    address,
                    GoStatus.reason(reason));
        } else {
            LOG.debug("changes of {} are not followed: {}", kind.name(), GoStatus.reason(reason));
        }
    }

    /** Changes of a kind are followed again. */
    void back(ResourceKind kind) {
        boolean isLast;
        synchronized (lost) {
            isLast = lost.remove(kind.name()) && lost.isEmpty();
        }
        if (isLast) {
            LOG.info("The operator at {} is back", address);
        }
    }
}
