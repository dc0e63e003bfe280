package dev.inlay.spring;

import dev.inlay.component.AppIdentity;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Finds out who the application is. */
public final class AppIdentityResolver {

    private static final Logger LOG = LoggerFactory.getLogger(AppIdentityResolver.class);

    /** A dot would separate a namespace, a bar the prefix of a state key, a slash the method path. */
    private static final Pattern APP_ID = Pattern.compile("[A-Za-z0-9_-]+");

    private static final String DEFAULT_NAMESPACE = "default";

    private final Environment environment;
    private final ListableBeanFactory beans;

    public AppIdentityResolver(Environment environment, ListableBeanFactory beans) {
        this.environment = environment;
        this.beans = beans;
    }

    /**
     * The identity by properties, environment variables or, for the smallest of applications, the main class.
     *
     * @throws InvalidConfigurationPropertyValueException if there is none or it is no app id
     */
    public AppIdentity resolve(InlayProperties properties) {
        String appId = appId(properties);
        String namespace = firstText(properties.namespace(), environment.getProperty("NAMESPACE"));
        String otherwise = properties.kubernetes().enabled() ? DEFAULT_NAMESPACE : "";
        return new AppIdentity(appId, namespace == null ? otherwise : namespace);
    }

    private String appId(InlayProperties properties) {
        String name = environment.getProperty("spring.application.name");
        String ofPod = environment.getProperty("APP_ID");
        // In a cluster sentry certifies nobody but whom the pod's annotations name.
        String appId = properties.kubernetes().enabled()
                ? firstText(properties.appId(), ofPod, name)
                : firstText(properties.appId(), name, ofPod);
        if (appId == null) {
            appId = nameOfMainClass();
            LOG.info("The app id is '{}', after the main class. Set spring.application.name to choose another", appId);
        }
        if (!APP_ID.matcher(appId).matches()) {
            boolean ours = StringUtils.hasText(properties.appId());
            throw new InvalidConfigurationPropertyValueException(
                    ours || !appId.equals(name) ? "inlay.app-id" : "spring.application.name",
                    appId,
                    "An app id has letters, digits, '-' and '_' only. Set inlay.app-id to one of these.");
        }
        return appId;
    }

    private String nameOfMainClass() {
        return Stream.of(beans.getBeanNamesForAnnotation(SpringBootConfiguration.class))
                .findFirst()
                .map(AppIdentityResolver::inKebabCase)
                .orElseThrow(() -> new InvalidConfigurationPropertyValueException(
                        "inlay.app-id",
                        null,
                        "The application has no app id. Set spring.application.name, inlay.app-id or the environment"
                                + " variable APP_ID."));
    }

    private static String inKebabCase(String beanName) {
        String simple = beanName.substring(Math.max(beanName.lastIndexOf('.'), beanName.lastIndexOf('$')) + 1);
        return simple.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static @Nullable String firstText(@Nullable String... texts) {
        return Stream.of(texts).filter(StringUtils::hasText).findFirst().orElse(null);
    }
}
