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
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.List;

/**
 * Reads lists of Kubernetes as Go does: one that is null, as Go writes an empty one, is empty, and one without metadata has
 * empty metadata. Informers look into both.
 */
final class EmptyLists {

    private EmptyLists() {}

    /** For a client. */
    static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        mapper.configOverride(List.class).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
        mapper.registerModule(new SimpleModule(EmptyLists.class.getName()).setDeserializerModifier(new WithMetadata()));
        return new KubernetesSerialization(mapper, true);
    }

    private static final class WithMetadata extends BeanDeserializerModifier {
        private static final long serialVersionUID = 1;

        @Override
        public JsonDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> plain) {
            return KubernetesResourceList.class.isAssignableFrom(bean.getBeanClass())
                            && plain instanceof BeanDeserializerBase
                    ? new ListDeserializer(plain)
                    : plain;
        }
    }

    private static final class ListDeserializer extends DelegatingDeserializer {
        private static final long serialVersionUID = 1;

        ListDeserializer(JsonDeserializer<?> plain) {
            super(plain);
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> contextual) {
            return new ListDeserializer(contextual);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            Object read = super.deserialize(parser, context);
            if (read instanceof KubernetesResourceList<?> list
                    && list.getMetadata() == null
                    && getDelegatee() instanceof BeanDeserializerBase bean) {
                bean.findProperty("metadata").set(list, new ListMeta());
            }
            return read;
        }
    }
}
