package dev.inlay.controlplane.program;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.runtime.RawExtension;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.List;

/**
 * Reads objects of Kubernetes with what Go's clients do without and the library's informers do not: lists that are null,
 * as Go writes empty ones, or lack metadata, objects in events that do not name their kind, and objects without version.
 * Small API servers, as those of tests, write such.
 */
public final class TolerantJson {

    private static final String STAND_IN = "content-";

    private TolerantJson() {}

    /** For a client. */
    static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.registerModule(new SimpleModule(TolerantJson.class.getName()).setDeserializerModifier(new Completed()));
        return new KubernetesSerialization(mapper, true);
    }

    /** Whether a version is none of the server's: informers pass over changes that keep their version. */
    public static boolean isStandIn(String resourceVersion) {
        return resourceVersion.startsWith(STAND_IN);
    }

    private static final class Completed extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> plain) {
            Class<?> type = bean.getBeanClass();
            boolean concerned = KubernetesResourceList.class.isAssignableFrom(type)
                    || type == WatchEvent.class
                    || type == GenericKubernetesResource.class;
            return concerned && plain instanceof BeanDeserializerBase ? new Completing(plain) : plain;
        }
    }

    private static final class Completing extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        Completing(JsonDeserializer<?> plain) {
            super(plain);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> contextual) {
            return new Completing(contextual);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Object read = super.deserialize(parser, context);
            if (read instanceof KubernetesResourceList<?> list) {
                if (list.getMetadata() == null && getDelegatee() instanceof BeanDeserializerBase bean) {
                    bean.findProperty("metadata").set(list, new ListMeta());
                }
            } else if (read instanceof WatchEvent event) {
                if (event.getObject() instanceof RawExtension) {
                    // Then the library reads it as an object of the kind that is watched.
                    return context.reportInputMismatch(WatchEvent.class, "object without kind");
                }
            } else if (read instanceof GenericKubernetesResource resource
                    && resource.getMetadata() != null
                    && resource.getMetadata().getResourceVersion() == null) {
                resource.getMetadata().setResourceVersion(STAND_IN + Integer.toHexString(resource.hashCode()));
            }
            return read;
        }
    }
}
