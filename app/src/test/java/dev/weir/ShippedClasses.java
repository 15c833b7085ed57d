package dev.weir;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Only what ends up in the jar: neither this module's tests nor the test kit of another one. */
public final class ShippedClasses implements ImportOption {

    private static final ImportOption NO_TESTS = new ImportOption.DoNotIncludeTests();

    @Override
    public boolean includes(Location location) {
        return NO_TESTS.includes(location) && !location.contains("-tests.jar");
    }
}
