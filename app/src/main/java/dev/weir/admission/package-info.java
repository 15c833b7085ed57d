/**
 * Who gets a stream, and when: caps, the rate at which newcomers are let in, turns for catching up, and when a client is
 * told to come back. Knows no actor and no stream.
 *
 * <p>Comes in: a {@link dev.weir.admission.Seat} that is asked for. Goes out: yes, wait, or a
 * {@link dev.weir.admission.SeatRefusal}. Guarantees: no cap is ever exceeded, and whoever waits is served in the order of
 * arrival.
 */
@NullMarked
package dev.weir.admission;

import org.jspecify.annotations.NullMarked;
