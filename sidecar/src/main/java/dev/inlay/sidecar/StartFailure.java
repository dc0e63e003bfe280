package dev.inlay.sidecar;

import dev.inlay.component.ComponentInitException;
import dev.inlay.component.Fault;
import dev.inlay.component.InvalidManifestException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Why a run could not start, in Dapr's words. */
final class StartFailure extends RuntimeException {

    private static final Logger PROCESSOR = LoggerFactory.getLogger("dapr.runtime.processor");
    private static final Logger LOADER = LoggerFactory.getLogger("dapr.runtime.loader.disk");

    private StartFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Writes the lines about a failure, and gives what the fatal line says. */
    static Throwable explain(Throwable failure) {
        if (failure instanceof ComponentInitException component) {
            return component(component);
        }
        if (failure instanceof InvalidManifestException manifests) {
            return manifests(manifests);
        }
        return failure;
    }

    private static StartFailure component(ComponentInitException failure) {
        PROCESSOR.error("Failed to init component {}: {}", failure.displayName(), failure.reason());
        String whole = failure.inDaprsWords();
        PROCESSOR.warn("Error processing component, daprd will exit gracefully: {}", whole);
        return new StartFailure(whole, failure);
    }

    /** The first fault in the fatal line; each of several in a line of its own before it. */
    private static StartFailure manifests(InvalidManifestException failure) {
        List<Fault> faults = failure.faults();
        if (faults.size() > 1) {
            faults.forEach(fault -> LOADER.error("{}", fault));
        }
        String more = faults.size() > 1 ? " (and " + (faults.size() - 1) + " more, see above)" : "";
        return new StartFailure("failed to load components: " + faults.get(0) + more, failure);
    }
}
