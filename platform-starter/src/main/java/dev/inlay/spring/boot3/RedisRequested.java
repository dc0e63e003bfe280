package dev.inlay.spring.boot3;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.core.type.MethodMetadata;

/**
 * Whether the application has a Redis: a property says where it is, or something other than Boot's properties does, as
 * Testcontainers, Docker Compose or a bean. Boot's own connection details are always there, for localhost, and say
 * nothing.
 */
final class RedisRequested extends SpringBootCondition implements ConfigurationCondition {

    private static final List<String> PLACES = List.of("host", "port", "url", "sentinel.master", "cluster.nodes");

    @Override
    public ConfigurationPhase getConfigurationPhase() {
        return ConfigurationPhase.REGISTER_BEAN;
    }

    @Override
    public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
        ConditionMessage.Builder message = ConditionMessage.forCondition("Redis requested");
        ConfigurableListableBeanFactory beans = context.getBeanFactory();
        String[] names =
                beans == null ? new String[0] : beans.getBeanNamesForType(RedisConnectionDetails.class, true, false);
        if (names.length == 0) {
            return ConditionOutcome.noMatch(
                    message.didNotFind("RedisConnectionDetails bean").atAll());
        }
        if (byProperties(context.getEnvironment())) {
            return ConditionOutcome.match(message.because("spring.data.redis says where it is"));
        }
        return Stream.of(names).allMatch(name -> isOfBootsProperties(beans, name))
                ? ConditionOutcome.noMatch(message.because("spring.data.redis does not say where it is"))
                : ConditionOutcome.match(message.found("bean").items((Object[]) names));
    }

    /** Whether a property says where a Redis is. */
    static boolean byProperties(Environment environment) {
        Binder binder = Binder.get(environment);
        return PLACES.stream()
                .anyMatch(place -> binder.bind("spring.data.redis." + place, Bindable.listOf(String.class))
                        .map(values -> !values.isEmpty())
                        .orElse(false));
    }

    private static boolean isOfBootsProperties(ConfigurableListableBeanFactory beans, String name) {
        if (!beans.containsBeanDefinition(name)
                || !(beans.getBeanDefinition(name) instanceof AnnotatedBeanDefinition definition)) {
            return false;
        }
        MethodMetadata method = definition.getFactoryMethodMetadata();
        return method != null && method.getDeclaringClassName().equals(RedisAutoConfiguration.class.getName());
    }
}
