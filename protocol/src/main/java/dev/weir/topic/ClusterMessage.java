package dev.weir.topic;

/** Marks what may cross from node to node; bound to {@code jackson-cbor} in this module's {@code reference.conf}. */
public interface ClusterMessage {}
