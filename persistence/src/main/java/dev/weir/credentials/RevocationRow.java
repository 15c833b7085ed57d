package dev.weir.credentials;

import java.time.Instant;

/**
 * @param number of the order in which they were committed; a repeated revocation gets a new one
 * @param kind what {@code value} names, in at most 10 characters
 * @param value at most 256 characters
 */
public record RevocationRow(long number, String kind, String value, Instant at) {}
