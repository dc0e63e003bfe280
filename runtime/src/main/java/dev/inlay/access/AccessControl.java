package dev.inlay.access;

import dev.inlay.component.ConfigurationManifest;
import dev.inlay.component.Fault;
import dev.inlay.identity.SpiffeId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which calls of other applications are let in: {@code spec.accessControl} of a Configuration. It holds on the
 * internal port only; an application's calls of itself do not pass there. Thread-safe.
 */
@FunctionalInterface
public interface AccessControl {

    /** The verb of calls that have none, as those of gRPC. */
    String NO_VERB = "NONE";

    /**
     * Whether a call is let in.
     *
     * @param caller who calls; null if it has not been proven
     * @param operation the path of the method, decoded and resolved, with or without leading slash; of a call by gRPC the
     *     full name of the method
     * @param verb the HTTP verb, or {@link #NO_VERB}
     */
    boolean allows(@Nullable SpiffeId caller, String operation, String verb);

    /** What a caller is told that is not let in; Dapr's text. */
    static String denial(@Nullable SpiffeId caller, String operation, String verb) {
        return "access control policy has denied access to id: " + (caller == null ? "" : caller) + " operation: "
                + operation + " verb: " + verb;
    }

    /** Lets every call in. */
    static AccessControl none() {
        return Unrestricted.INSTANCE;
    }

    /**
     * The policies in a Configuration; none if it has no {@code accessControl}.
     *
     * @param speaksHttp whether the application is called by HTTP: then paths are compared without regard to case, and
     *     verbs count
     * @param faults what is wrong is added here
     */
    static AccessControl of(ConfigurationManifest configuration, boolean speaksHttp, List<Fault> faults) {
        return AccessPolicies.read(configuration.fields(faults).child("accessControl"), speaksHttp);
    }

    /** No restriction at all. */
    enum Unrestricted implements AccessControl {
        INSTANCE;

        @Override
        public boolean allows(@Nullable SpiffeId caller, String operation, String verb) {
            return true;
        }
    }
}
