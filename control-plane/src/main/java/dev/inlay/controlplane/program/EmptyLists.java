package dev.inlay.controlplane.program;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;

/** Reads objects of Kubernetes so that a list that is null, as Go writes an empty one, is empty. */
final class EmptyLists {

    private EmptyLists() {}

    /** For a client. */
    static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        return new KubernetesSerialization(mapper, true);
    }
}
