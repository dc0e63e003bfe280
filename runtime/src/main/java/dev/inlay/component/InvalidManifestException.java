package dev.inlay.component;

import dev.inlay.error.ErrorCode;
import dev.inlay.error.InlayException;
import java.util.List;
import java.util.stream.Collectors;

/** Manifests are wrong. Holds every fault of every manifest, so that one round of editing mends all. */
public final class InvalidManifestException extends InlayException {

    private final transient List<Fault> faults;

    public InvalidManifestException(List<Fault> faults) {
        super(
                ErrorCode.BAD_REQUEST,
                faults.stream().map(Fault::toString).collect(Collectors.joining("\n", "manifests are wrong:\n", "")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
