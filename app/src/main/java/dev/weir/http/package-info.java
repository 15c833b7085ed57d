/**
 * What every HTTP route needs before and after its own work: the request's target as it was sent, and one table of
 * answers for every {@link dev.weir.wire.Refusal}.
 *
 * <p>Comes in: a request that the server library has parsed. Goes out: decoded path segments and parameters, or an RFC
 * 9457 problem. Guarantees: what is decoded is valid UTF-8, nothing was normalised away, and no answer tells anything of
 * the server's inside.
 */
@NullMarked
package dev.weir.http;

import org.jspecify.annotations.NullMarked;
