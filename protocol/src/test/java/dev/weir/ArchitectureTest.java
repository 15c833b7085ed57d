package dev.weir;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.weir", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule the_wire_is_plain_java = classes()
            .that()
            .resideInAPackage("dev.weir.wire..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "org.jspecify..", "dev.weir.wire..");

    @ArchTest
    static final ArchRule the_wire_does_no_input_or_output = noClasses()
            .that()
            .resideInAPackage("dev.weir.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.net..", "java.nio.channels..", "java.nio.file..", "java.sql..")
            .allowEmptyShould(false);

    /** Whoever uses the client alone needs no cluster, and nothing that only a server has. */
    @ArchTest
    static final ArchRule the_client_needs_little = classes()
            .that()
            .resideInAPackage("dev.weir.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.fasterxml.jackson..",
                    "org.apache.pekko",
                    "org.apache.pekko.japi..",
                    "org.apache.pekko.stream..",
                    "dev.weir.wire..",
                    "dev.weir.json..",
                    "dev.weir.client..");
}
