package dev.inlay.spring.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.RETURNS_DEFAULTS;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.inlay.InlayRuntime;
import dev.inlay.api.ApiHeads;
import dev.inlay.app.AppChannel;
import dev.inlay.codec.JsonCodec;
import dev.inlay.component.AppIdentity;
import dev.inlay.component.ComponentManifest;
import dev.inlay.component.ComponentStatus;
import dev.inlay.component.ResourceSource;
import dev.inlay.invoke.InvokeClient;
import dev.inlay.spring.InlayProperties;
import dev.inlay.spring.InlayRuntimeCustomizer;
import dev.inlay.spring.apps.CallerApplication.Callee;
import dev.inlay.spring.boot3.InlayHealthAutoConfiguration;
import dev.inlay.spring.boot3.InlayRedisAutoConfiguration;
import dev.inlay.spring.boot3.LoopbackChannel;
import dev.inlay.spring.invoke.InvokeExchangeClients;
import dev.inlay.spring.invoke.InvokeExchangeFilter;
import dev.inlay.spring.lifecycle.ComponentsLifecycle;
import dev.inlay.spring.lifecycle.RuntimeStarter;
import dev.inlay.spring.lifecycle.ServingLifecycle;
import dev.inlay.spring.serving.HandlerAppChannel;
import dev.inlay.state.StateClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.web.reactive.HttpHandlerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.WebFluxAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.function.client.WebClientAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

/** Which beans are there, and when they make room for the application's own. */
class AutoConfigurationTests {

    private static final AutoConfigurations OURS = AutoConfigurations.of(
            InlayServingAutoConfiguration.class,
            InlayAutoConfiguration.class,
            InlayApiAutoConfiguration.class,
            InlayInvokeExchangeAutoConfiguration.class,
            InlayRedisAutoConfiguration.class,
            InlayHealthAutoConfiguration.class,
            WebClientAutoConfiguration.class);

    @TempDir
    static Path home;

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(OURS)
            .withPropertyValues("HOME=" + home)
            .withPropertyValues("spring.application.name=orders", "inlay.components.statestore.type=state.in-memory");

    @Test
    void anApplicationHasTheRuntimeAndItsClients() {
        application.run(context -> assertThat(context)
                .hasSingleBean(InlayRuntime.class)
                .hasSingleBean(StateClient.class)
                .hasSingleBean(InvokeClient.class)
                .hasSingleBean(JsonCodec.class)
                .hasSingleBean(InvokeExchangeClients.class)
                .hasSingleBean(InvokeExchangeFilter.class)
                .hasBean("inlayHealthContributor"));
    }

    @Test
    void portsForOthersAreOpenedOnDemandOnly() {
        application.run(context -> assertThat(context).doesNotHaveBean(ApiHeads.class));
        application
                .withPropertyValues(
                        "inlay.api.enabled=true",
                        "inlay.api.http-port=0",
                        "inlay.api.grpc-port=0",
                        "inlay.api.metrics-port=0")
                .run(context -> {
                    ApiHeads heads = context.getBean(ApiHeads.class);
                    assertThat(heads.httpAddresses()).hasSize(1);
                    context.getSourceApplicationContext().close();
                    assertThat(heads.httpAddresses()).isEmpty();
                });
    }

    @Test
    void withoutTheEmbeddedStoreStateHasNone() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("HOME=" + home)
                .withPropertyValues("spring.application.name=orders", "inlay.state.embedded=false")
                .run(context -> assertThatThrownBy(() ->
                                context.getBean(StateClient.class).blocking().save("k", "v"))
                        .hasMessageContaining("state store statestore is not configured"));
    }

    @Test
    void nothingIsThereWhereItIsSwitchedOff() {
        application.withPropertyValues("inlay.enabled=false").run(context -> assertThat(
                        Arrays.stream(context.getBeanDefinitionNames())
                                .map(context::getType)
                                .filter(type -> type != null && type.getName().startsWith("dev.inlay")))
                .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                StateClient.class,
                InvokeClient.class,
                JsonCodec.class,
                AppIdentity.class,
                ComponentsLifecycle.class,
                ServingLifecycle.class,
                RuntimeStarter.class,
                InvokeExchangeClients.class,
                InvokeExchangeFilter.class
            })
    <T> void aBeanOfTheApplicationsOwnWins(Class<T> type) {
        T own = own(type);
        application
                .withBean("own", type, () -> own)
                .run(context -> assertThat(context).getBean(type).isSameAs(own));
    }

    private <T> T own(Class<T> type) {
        List<T> own = new ArrayList<>();
        application.run(context -> own.add(context.getBean(type)));
        return own.get(0);
    }

    @Test
    void aRuntimeOfTheApplicationsOwnIsStartedAndStopped() {
        InlayRuntime own = mock(InlayRuntime.class, call -> {
            Class<?> type = call.getMethod().getReturnType();
            return type == Mono.class
                    ? Mono.empty()
                    : type == StateClient.class || type == InvokeClient.class
                            ? mock(type)
                            : RETURNS_DEFAULTS.answer(call);
        });
        application.withBean(InlayRuntime.class, () -> own).run(context -> {
            assertThat(context).getBean(InlayRuntime.class).isSameAs(own);
            verify(own).start();
        });
        verify(own, atLeastOnce()).stop();
    }

    @Test
    void aCustomizerCompletesTheRuntime() {
        application
                .withBean(
                        InlayRuntimeCustomizer.class,
                        () -> builder -> builder.component(ComponentManifest.of(
                                "more", "state.in-memory", "v1", Map.of(), ResourceSource.of("the bean 'more'"))))
                .run(context -> assertThat(context.getBean(InlayRuntime.class).components())
                        .extracting(ComponentStatus::name)
                        .contains("statestore", "more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.springframework.boot.actuate",
                "io.github.resilience4j.springboot3",
                "org.springframework.data.redis",
                "brave"
            })
    void itWorksWithoutLibrariesThatOnlyShowThings(String missing) {
        application
                .withClassLoader(new FilteredClassLoader(missing))
                .run(context -> assertThat(context).hasNotFailed().hasSingleBean(StateClient.class));
    }

    @Test
    void itWorksWithoutWebClient() {
        application.withClassLoader(new FilteredClassLoader(WebClient.class)).run(context -> assertThat(context)
                .hasSingleBean(InvokeClient.class)
                .doesNotHaveBean(InvokeExchangeClients.class));
    }

    @Test
    void anInterfaceWaitsForAPlainValueAsLongAsAPropertySays() {
        InvokeClient silent = mock(InvokeClient.class, call -> Mono.never());
        application
                .withPropertyValues("inlay.invoke.block-timeout=10ms")
                .withBean(InvokeClient.class, () -> silent)
                .run(context -> {
                    Callee callee = context.getBean(InvokeExchangeClients.class).create(Callee.class);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> callee.echoAndWait("hi"))
                            .withMessageContaining("Timeout on blocking read");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"management.health.inlay.enabled", "management.health.defaults.enabled"})
    void healthCanBeSwitchedOff(String property) {
        application
                .withPropertyValues(property + "=false")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("inlayHealthContributor"));
    }

    @Test
    void aReactiveApplicationIsCalledWithoutASocket() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(OURS)
                .withConfiguration(
                        AutoConfigurations.of(HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class))
                .withPropertyValues("HOME=" + home)
                .withPropertyValues("spring.application.name=orders")
                .run(context -> assertThat(context).getBean(AppChannel.class).isInstanceOf(HandlerAppChannel.class));
    }

    @Test
    void aServletApplicationIsCalledOverLoopbackUnlessItHasAChannelOfItsOwnOrServesNothing() {
        WebApplicationContextRunner servlet = new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .withPropertyValues("HOME=" + home)
                .withPropertyValues("spring.application.name=orders");
        servlet.run(context -> assertThat(context).getBean(AppChannel.class).isInstanceOf(LoopbackChannel.class));
        AppChannel own = request -> Mono.empty();
        servlet.withBean(AppChannel.class, () -> own)
                .run(context -> assertThat(context).getBean(AppChannel.class).isSameAs(own));
        servlet.withPropertyValues("inlay.invoke.serve=false")
                .run(context -> assertThat(context).doesNotHaveBean(AppChannel.class));
    }

    @Test
    void aComponentWithoutATypeIsTold() {
        application.withPropertyValues("inlay.components.broken.version=v1").run(context -> assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessageContaining("inlay.components.broken.type"));
    }

    /** What editors show while a person types. */
    @Test
    void everyPropertyIsDescribed() throws IOException {
        Map<?, ?> metadata;
        try (InputStream in =
                InlayProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            metadata = new ObjectMapper().readValue(in, Map.class);
        }
        assertThat((List<?>) metadata.get("properties"))
                .map(property -> (Map<?, ?>) property)
                .allSatisfy(property -> assertThat(property.get("description"))
                        .as("the description of %s", property.get("name"))
                        .isNotNull())
                .map(property -> (Object) property.get("name"))
                .contains(
                        "inlay.app-id",
                        "inlay.resources-paths",
                        "inlay.components",
                        "inlay.state.default-store",
                        "inlay.name-resolution.type",
                        "inlay.health-timeout");
    }
}
