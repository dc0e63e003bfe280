package dev.inlay.controlplane.injector;

/** A pod cannot be given its runtime; the text says why and reaches who made the pod. */
final class InjectionRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    InjectionRefusedException(String message) {
        super(message);
    }
}
