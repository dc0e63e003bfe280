package dev.inlay.component;

/**
 * Who the application is.
 *
 * @param appId its app id, unique in the namespace
 * @param namespace its namespace; empty where there is none
 */
public record AppIdentity(String appId, String namespace) {}
