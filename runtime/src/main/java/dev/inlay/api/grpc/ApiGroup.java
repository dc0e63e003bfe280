package dev.inlay.api.grpc;

/**
 * The part of the API that a method belongs to, as the rules of a Configuration name it.
 *
 * @param name as {@code state}
 * @param version as {@code v1.0} or {@code v1.0-alpha1}
 */
record ApiGroup(String name, String version) {}
