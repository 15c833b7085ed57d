package dev.weir;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.typesafe.config.Config;
import dev.weir.topic.ServiceSettings;
import dev.weir.topic.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import scala.concurrent.Await$;

/** What the packages promise each other. Classes of all modules, without tests. */
@AnalyzeClasses(packages = "dev.weir", importOptions = ShippedClasses.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule packages_depend_one_way = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("wire")
            .definedBy("dev.weir.wire..")
            .layer("json")
            .definedBy("dev.weir.json..")
            .layer("client")
            .definedBy("dev.weir.client..")
            .layer("topic")
            .definedBy("dev.weir.topic..")
            .layer("journal")
            .definedBy("dev.weir.journal..")
            .layer("postgres")
            .definedBy("dev.weir.postgres..")
            .layer("access")
            .definedBy("dev.weir.access..")
            .layer("http")
            .definedBy("dev.weir.http..")
            .layer("credentials")
            .definedBy("dev.weir.credentials..")
            .layer("ticket")
            .definedBy("dev.weir.ticket..")
            .layer("tls")
            .definedBy("dev.weir.tls..")
            .layer("admission")
            .definedBy("dev.weir.admission..")
            .layer("observe")
            .definedBy("dev.weir.observe..")
            .layer("publish")
            .definedBy("dev.weir.publish..")
            .layer("manage")
            .definedBy("dev.weir.manage..")
            .layer("fanout")
            .definedBy("dev.weir.fanout..")
            .layer("subscribe")
            .definedBy("dev.weir.subscribe..")
            .layer("operate")
            .definedBy("dev.weir.operate..")
            .layer("console")
            .definedBy("dev.weir.console..")
            .layer("terminal")
            .definedBy("dev.weir.terminal..")
            .layer("command")
            .definedBy("dev.weir.command..")
            .layer("bench")
            .definedBy("dev.weir.bench..")
            .layer("server")
            .definedBy("dev.weir.server..")
            .withOptionalLayers(true)
            .whereLayer("wire")
            .mayNotAccessAnyLayer()
            .whereLayer("json")
            .mayOnlyAccessLayers("wire")
            .whereLayer("client")
            .mayOnlyAccessLayers("json", "wire")
            .whereLayer("topic")
            .mayOnlyAccessLayers("json", "wire")
            .whereLayer("postgres")
            .mayNotAccessAnyLayer()
            .whereLayer("journal")
            .mayOnlyAccessLayers("topic", "wire")
            .whereLayer("access")
            .mayOnlyAccessLayers("json", "wire")
            .whereLayer("http")
            .mayOnlyAccessLayers("json", "wire")
            .whereLayer("tls")
            .mayNotAccessAnyLayer()
            .whereLayer("admission")
            .mayOnlyAccessLayers("http", "wire")
            .whereLayer("observe")
            .mayOnlyAccessLayers("http", "journal", "json", "topic", "wire")
            .whereLayer("credentials")
            .mayOnlyAccessLayers("postgres")
            .whereLayer("ticket")
            .mayOnlyAccessLayers("json", "wire", "access", "admission", "http")
            .whereLayer("publish")
            .mayOnlyAccessLayers("topic", "json", "wire", "access", "admission", "http", "observe")
            .whereLayer("manage")
            .mayOnlyAccessLayers("topic", "json", "wire", "access", "admission", "http")
            .whereLayer("fanout")
            .mayOnlyAccessLayers("topic", "journal", "json", "wire", "observe")
            .whereLayer("subscribe")
            .mayOnlyAccessLayers("fanout", "journal", "topic", "json", "wire", "access", "admission", "http", "observe")
            .whereLayer("operate")
            .mayOnlyAccessLayers(
                    "subscribe",
                    "fanout",
                    "journal",
                    "manage",
                    "topic",
                    "json",
                    "wire",
                    "access",
                    "admission",
                    "http",
                    "observe")
            .whereLayer("console")
            .mayOnlyAccessLayers("wire", "http")
            .whereLayer("terminal")
            .mayNotAccessAnyLayer()
            .whereLayer("command")
            .mayOnlyAccessLayers("client", "json", "wire", "terminal")
            .whereLayer("bench")
            .mayOnlyAccessLayers("json", "wire", "terminal")
            .whereLayer("server")
            .mayNotBeAccessedByAnyLayer();

    @ArchTest
    static final ArchRule packages_are_free_of_cycles =
            slices().matching("dev.weir.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule the_wire_is_plain_java = classes()
            .that()
            .resideInAPackage("dev.weir.wire..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.weir.wire..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule packages_are_named_after_features = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..impl..",
                    "..model..",
                    "..service..",
                    "..config..",
                    "..dto..",
                    "..helper..");

    @ArchTest
    static final ArchRule names_say_what_a_class_is =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Manager|Impl|Base|Data|Info)(\\$.*)?");

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("a test can then set the time; only the server makes a Clock");

    @ArchTest
    static final ArchRule only_what_users_start_makes_a_clock = noClasses()
            .that()
            .resideOutsideOfPackages("dev.weir.server..", "dev.weir.client..")
            .and(DescribedPredicate.not(JavaClass.Predicates.type(Topics.class)))
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone");

    @ArchTest
    static final ArchRule nothing_blocks = noClasses()
            .that(resideInAPackage("dev.weir..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "dev.weir.server..",
                            "dev.weir.postgres..",
                            "dev.weir.credentials..",
                            "dev.weir.command..",
                            "dev.weir.bench.."))))
            .should()
            .callMethod(CompletableFuture.class, "join")
            .orShould()
            .callMethod(CompletableFuture.class, "get")
            .orShould()
            .callMethod(CompletableFuture.class, "get", long.class, TimeUnit.class)
            .orShould()
            .callMethod(Future.class, "get")
            .orShould()
            .callMethod(Future.class, "get", long.class, TimeUnit.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Await$.class)
            .because("streams and sockets share a thread for each core");

    @ArchTest
    static final ArchRule absence_is_a_return_value =
            noFields().should().haveRawType(Optional.class).because("a field that may be absent is @Nullable");

    @ArchTest
    static final ArchRule loggers_look_alike = fields().that()
            .haveRawType(Logger.class)
            .should()
            .bePrivate()
            .andShould()
            .beStatic()
            .andShould()
            .beFinal()
            .andShould()
            .haveName("log");

    @ArchTest
    static final ArchRule only_the_server_reads_settings = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.server..")
            .and(DescribedPredicate.not(JavaClass.Predicates.simpleName("GapSafeJournalDao")))
            .and(DescribedPredicate.not(JavaClass.Predicates.type(ServiceSettings.class)))
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Config.class)
            .because("every other part is told by its own settings record; the journal's plugin is made by its library,"
                    + " and a service has no server");

    @ArchTest
    static final ArchRule only_the_server_makes_actor_systems = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.server..")
            .should()
            .callMethodWhere(JavaCall.Predicates.target(HasName.Predicates.name("create"))
                    .and(JavaCall.Predicates.target(
                            HasOwner.Predicates.With.owner(JavaClass.Predicates.assignableTo(ActorSystem.class)))));

    @ArchTest
    static final ArchRule only_edges_know_http = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.weir.wire..",
                    "dev.weir.topic..",
                    "dev.weir.journal..",
                    "dev.weir.postgres..",
                    "dev.weir.fanout..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko.http..");

    @ArchTest
    static final ArchRule only_the_journal_knows_persistence = noClasses()
            .that()
            .resideOutsideOfPackage("dev.weir.journal..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.pekko.persistence..");

    @ArchTest
    static final ArchRule classes_are_final_or_meant_to_be_extended =
            classes().that().areNotInterfaces().and().areTopLevelClasses().should(beFinal());

    private static ArchCondition<JavaClass> beFinal() {
        return new ArchCondition<>("be final, or abstract") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var modifiers = type.getModifiers();
                boolean fits = type.isEnum()
                        || modifiers.contains(JavaModifier.FINAL)
                        || modifiers.contains(JavaModifier.ABSTRACT)
                        || type.getSimpleName().equals("package-info");
                events.add(new SimpleConditionEvent(type, fits, type.getName() + " is not final"));
            }
        };
    }
}
