/**
 * TLS of a port: certificate and key from PEM files, followed as they change.
 *
 * <p>Comes in: two paths. Goes out: an engine for each connection. Guarantees: a pair that does not fit, cannot be read,
 * or is out of date while the one in use is not, never takes its place; no private key is in a message or log.
 */
@NullMarked
package dev.weir.tls;

import org.jspecify.annotations.NullMarked;
