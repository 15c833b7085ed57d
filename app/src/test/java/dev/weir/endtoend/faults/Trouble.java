package dev.weir.endtoend.faults;

/** Something that is wrong while this is open. */
@FunctionalInterface
interface Trouble extends AutoCloseable {

    @Override
    void close();
}
