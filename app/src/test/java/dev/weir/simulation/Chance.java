package dev.weir.simulation;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Weir and its libraries draw pauses from {@link ThreadLocalRandom}, so that nodes do not act in step; for a run that can be had
 * again these must follow from the seed too. The JDK has no way of setting it, so this writes the thread's field, by reflection since a compiler
 * warns of {@code sun.misc.Unsafe}.
 */
final class Chance {

    private final Object unsafe;
    private final Method putLong;
    private final long offset;

    Chance() {
        try {
            var type = Class.forName("sun.misc.Unsafe");
            var only = type.getDeclaredField("theUnsafe");
            only.setAccessible(true);
            unsafe = only.get(null);
            putLong = type.getMethod("putLong", Object.class, long.class, long.class);
            offset = (long) type.getMethod("objectFieldOffset", Field.class)
                    .invoke(unsafe, Thread.class.getDeclaredField("threadLocalRandomSeed"));
        } catch (ReflectiveOperationException unknownJdk) {
            throw new LinkageError(unknownJdk.getMessage(), unknownJdk);
        }
    }

    /** What this thread draws from now on follows from the seed. */
    void begin(long seed) {
        // Its first use would set the field.
        ThreadLocalRandom.current().nextInt();
        try {
            putLong.invoke(unsafe, Thread.currentThread(), offset, seed);
        } catch (ReflectiveOperationException unknownJdk) {
            throw new LinkageError(unknownJdk.getMessage(), unknownJdk);
        }
    }
}
