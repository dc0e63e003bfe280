package dev.inlay.controlplane.injector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Operations that add to an object, in their order. Not thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6902">RFC 6902</a>
 */
final class JsonPatch {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArrayNode operations = JSON.createArrayNode();

    /** Adds a value at a place; objects of the Kubernetes model become JSON without what they leave unset. */
    void add(String path, Object value) {
        ObjectNode operation = operations.addObject();
        operation.put("op", "add");
        operation.put("path", path);
        operation.set("value", JSON.<JsonNode>valueToTree(value));
    }

    boolean isEmpty() {
        return operations.isEmpty();
    }

    JsonNode toJson() {
        return operations;
    }
}
