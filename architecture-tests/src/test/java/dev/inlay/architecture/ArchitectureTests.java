package dev.inlay.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The rules of the house. Each says why it is there. */
@AnalyzeClasses(packages = "dev.inlay", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    private static final String SPRING_GLUE = "dev.inlay.spring..";
    private static final String[] COMPONENT_MODULES = {
        "dev.inlay.component.local..",
        "dev.inlay.component.sqlite..",
        "dev.inlay.component.redis..",
        "dev.inlay.component.mdns..",
        "dev.inlay.component.middleware..",
        "dev.inlay.component.kubernetes.."
    };

    @ArchTest
    static final ArchRule springStaysInTheStarter = noClasses()
            .that()
            .resideOutsideOfPackages(SPRING_GLUE, "dev.inlay.controlplane..", "dev.inlay.samples..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework..")
            .because("the same runtime runs as a sidecar, which must start fast and stay small");

    @ArchTest
    static final ArchRule theRuntimeKnowsNoBackingService = noClasses()
            .that(resideInAPackage("dev.inlay..")
                    .and(DescribedPredicate.not(resideInAnyPackage(COMPONENT_MODULES)))
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            SPRING_GLUE, "dev.inlay.testkit..", "dev.inlay.samples..", "dev.inlay.benchmarks.."))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(COMPONENT_MODULES)
            .because("imports point one way: protocol <- runtime <- components <- starter and sidecar");

    @ArchTest
    static final ArchRule backingServicesDoNotKnowEachOther = slices().matching(
                    "dev.inlay.component.(local|sqlite|redis|mdns|middleware|kubernetes)..")
            .should()
            .notDependOnEachOther()
            .because("each module of components/ can be left out");

    @ArchTest
    static final ArchRule packagesOfTheRuntimeHaveNoCycles = slices().matching("dev.inlay.(*)..")
            .should()
            .beFreeOfCycles()
            // Backing services share the prefix dev.inlay.component but are modules of their own.
            .ignoreDependency(resideInAnyPackage(COMPONENT_MODULES), alwaysTrue())
            .because("a building block must be readable without all the others");

    @ArchTest
    static final ArchRule timeComesFromTheTimeSource = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.inlay.time..", "dev.inlay.cli..", "dev.inlay.benchmarks..", "dev.inlay.samples..")
            .should()
            .callMethodWhere(readsAClockOrSleeps())
            .because(
                    "timeouts, retries and reminders are tested in virtual time, so dev.inlay.time alone reads clocks");

    @ArchTest
    static final ArchRule delaysNameTheirScheduler = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.inlay.time..", "dev.inlay.cli..", "dev.inlay.benchmarks..", "dev.inlay.samples..")
            .should()
            .callMethodWhere(delaysOnTheDefaultScheduler())
            .because("a delay without a scheduler runs on the wall clock, whatever time source was injected");

    @ArchTest
    static final ArchRule nothingBlocks = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.inlay.cli..", "dev.inlay.benchmarks..", "dev.inlay.samples..", "dev.inlay.testkit..")
            .and()
            .haveNameNotMatching(".*Blocking.*")
            .and()
            .haveNameNotMatching("dev\\.inlay\\.spring\\.lifecycle\\..*")
            .should()
            .callMethodWhere(blocks())
            .because(
                    "one blocked event loop stops every call on it; only the blocking twins wait, and they refuse there");

    @ArchTest
    static final ArchRule wireClassesStayAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.inlay.peer..",
                    "dev.inlay.app..",
                    "dev.inlay.api..",
                    "dev.inlay.identity..",
                    "dev.inlay.operator..",
                    "dev.inlay.controlplane..",
                    "dev.inlay.testkit.controlplane..",
                    "dev.inlay.protocol..",
                    "dev.inlay.sidecar.rehearsal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.inlay.protocol..", "io.dapr..", "com.google.protobuf..", "io.grpc..")
            .because("blocks speak their own language; heads, peers and the channel to an application, which may speak"
                    + " gRPC, translate; a rehearsal of the sidecar is a client, too");

    @ArchTest
    static final ArchRule signaturesNameNoJsonLibrary = methods()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackages("dev.inlay.spring.boot3..", "dev.inlay.samples..", "dev.inlay.protocol..")
            .should(nameNone("com.fasterxml.jackson"))
            .because("one jar serves Spring Boot 3.5 with Jackson 2 and Boot 4 with Jackson 3");

    @ArchTest
    static final ArchRule whatBootMovedIsTouchedInOnePackage = noClasses()
            .that()
            .resideInAPackage(SPRING_GLUE)
            .and()
            .resideOutsideOfPackage("dev.inlay.spring.boot3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.boot.actuate..",
                    "org.springframework.boot.autoconfigure.data..",
                    "org.springframework.boot.autoconfigure.jackson..",
                    "org.springframework.boot.autoconfigure.web..",
                    "org.springframework.boot.env..",
                    "org.springframework.boot.web..",
                    "com.fasterxml.jackson..")
            .because("glue for Boot 4 can then stand beside it");

    @ArchTest
    static final ArchRule packagesAreNullMarked = classes()
            .that()
            .resideOutsideOfPackages("dev.inlay.protocol..")
            .should(liveInNullMarkedPackages())
            .because("NullAway reads what is not marked as unknown");

    private static DescribedPredicate<JavaAccess<?>> readsAClockOrSleeps() {
        Set<String> banned = Set.of(
                "java.time.Instant.now",
                "java.time.LocalDate.now",
                "java.time.LocalDateTime.now",
                "java.time.OffsetDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.time.Clock.systemUTC",
                "java.time.Clock.systemDefaultZone",
                "java.lang.System.currentTimeMillis",
                "java.lang.System.nanoTime",
                "java.lang.Thread.sleep",
                "java.util.concurrent.TimeUnit.sleep");
        return access("reads a clock or sleeps", access -> banned.contains(target(access)));
    }

    private static DescribedPredicate<JavaAccess<?>> delaysOnTheDefaultScheduler() {
        Set<String> names = Set.of(
                "delay", "interval", "timeout", "delayElement", "delayElements", "delaySubscription", "take", "sample");
        return access("delays on the default scheduler", access -> {
            String owner = access.getTargetOwner().getName();
            boolean reactor =
                    owner.equals("reactor.core.publisher.Mono") || owner.equals("reactor.core.publisher.Flux");
            return reactor
                    && names.contains(access.getName())
                    && parameters(access).stream().anyMatch(type -> type.isEquivalentTo(Duration.class))
                    && parameters(access).stream()
                            .noneMatch(type -> type.getName().equals("reactor.core.scheduler.Scheduler"));
        });
    }

    private static DescribedPredicate<JavaAccess<?>> blocks() {
        Set<String> names = Set.of("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream");
        return access("blocks", access -> {
            String owner = access.getTargetOwner().getName();
            return owner.startsWith("reactor.core.publisher.") && names.contains(access.getName());
        });
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Predicate<JavaAccess<?>> test) {
        return DescribedPredicate.describe(description, test);
    }

    private static String target(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getName();
    }

    private static List<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target ? target.getRawParameterTypes() : List.of();
    }

    private static ArchCondition<JavaMethod> nameNone(String packagePrefix) {
        return new ArchCondition<>("not name " + packagePrefix) {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                method.getAllInvolvedRawTypes().stream()
                        .filter(type -> type.getName().startsWith(packagePrefix))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " names " + type.getName())));
            }
        };
    }

    private static ArchCondition<JavaClass> liveInNullMarkedPackages() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.getPackage()
                        .tryGetAnnotationOfType("org.jspecify.annotations.NullMarked")
                        .isEmpty()) {
                    events.add(SimpleConditionEvent.violated(
                            type, type.getName() + " is in " + type.getPackageName() + ", which is not @NullMarked"));
                }
            }
        };
    }
}
