package dev.inlay.telemetry;

/** Telemetry switched off. */
enum NoTelemetry implements Telemetry {
    INSTANCE
}
