package dev.inlay.operator;

/**
 * What the operator tells of one object.
 *
 * @param json the object, as JSON
 * @param isDeleted whether it is gone, or no longer meant for the application
 */
record ResourceEvent(byte[] json, boolean isDeleted) {}
