package dev.inlay.error;

/** An address on which we want to listen cannot be had: which, what for, why, and what to do. */
public final class AddressUnavailableException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final String purpose;
    private final String address;

    /**
     * @param purpose what wants to listen, as {@code the gRPC API}
     * @param address where, as a person would write it
     */
    public AddressUnavailableException(String purpose, String address, Throwable cause) {
        super(
                purpose + " cannot listen on " + address + ": " + Reason.of(rootOf(cause))
                        + " (expected: an address of this machine that nobody else listens on; port 0 stands for any"
                        + " free one)",
                cause);
        this.purpose = purpose;
        this.address = address;
    }

    private static Throwable rootOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** What wants to listen, as {@code the gRPC API}. */
    public String purpose() {
        return purpose;
    }

    /** Where, as a person would write it. */
    public String address() {
        return address;
    }

    /** Why it cannot be had, as the system says it. */
    public String reason() {
        return getCause() == null ? "" : Reason.of(rootOf(getCause()));
    }
}
