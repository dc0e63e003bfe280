package dev.inlay.sidecar;

import dev.inlay.operator.ControlPlaneOptions;
import dev.inlay.program.flag.ParsedFlags;
import dev.inlay.program.user.ContainerUser;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads from flags and environment variables which control plane a sidecar belongs to. */
final class ControlPlaneReader {

    private static final Logger SECURITY = LoggerFactory.getLogger("dapr.runtime.security");

    private static final String KUBERNETES = "kubernetes";
    private static final List<String> MODES = List.of("standalone", KUBERNETES);

    private final ParsedFlags flags;
    private final UnaryOperator<@Nullable String> environment;

    ControlPlaneReader(ParsedFlags flags, UnaryOperator<@Nullable String> environment) {
        this.flags = flags;
        this.environment = environment;
    }

    /**
     * The control plane; null if there is none.
     *
     * @throws InvalidOptionException with the first fault
     */
    @Nullable ControlPlaneOptions read() {
        String mode = flags.text("mode");
        if (!MODES.contains(mode)) {
            throw new InvalidOptionException(
                    "invalid mode: " + mode + " (expected: " + String.join(" or ", MODES) + ")");
        }
        boolean inKubernetes = mode.equals(KUBERNETES);
        if (!inKubernetes && !flags.isOn("enable-mtls")) {
            return null;
        }
        if (inKubernetes) {
            checkUser();
        }
        String anchors = environment.apply("DAPR_TRUST_ANCHORS");
        if (anchors == null || anchors.isBlank()) {
            throw new InvalidOptionException(
                    "trust anchors are required (expected: the roots of the control plane as PEM in"
                            + " the environment variable DAPR_TRUST_ANCHORS)");
        }
        return new ControlPlaneOptions(
                inKubernetes,
                flags.isOn("enable-mtls"),
                inKubernetes ? address("control-plane-address", "the operator") : "",
                address("sentry-address", "sentry"),
                flagOrVariable("control-plane-namespace", "DAPR_CONTROLPLANE_NAMESPACE"),
                flagOrVariable("control-plane-trust-domain", "DAPR_CONTROLPLANE_TRUST_DOMAIN"),
                anchors,
                inKubernetes ? flags.texts("config").stream().findFirst().orElse(null) : null,
                !flags.isOn("disable-builtin-k8s-secret-store"),
                flags.texts("sentry-request-jwt-audiences"));
    }

    private void checkUser() {
        Integer user = ContainerUser.id();
        String fault = ContainerUser.fault(user, environment);
        if (fault != null) {
            throw new InvalidOptionException(fault);
        }
        SECURITY.info("Running in Kubernetes environment as user {}", user);
    }

    private String address(String flag, String what) {
        String address = flags.text(flag);
        if (address.isEmpty()) {
            throw new InvalidOptionException("--" + flag + " is empty (expected: host and port of " + what + ")");
        }
        return address;
    }

    private String flagOrVariable(String flag, String variable) {
        String value = environment.apply(variable);
        return flags.isGiven(flag) || value == null || value.isEmpty() ? flags.text(flag) : value;
    }
}
