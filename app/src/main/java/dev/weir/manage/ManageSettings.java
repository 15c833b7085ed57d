package dev.weir.manage;

import java.time.Duration;

/**
 * What the topic routes are told by the node's settings.
 *
 * @param deadline of a change, from its arrival: nothing of it is handed to the journal later
 * @param commitTimeMax how long the journal may take for what was handed to it before
 * @param bodyTimeout how long a body may take to arrive
 */
public record ManageSettings(Duration deadline, Duration commitTimeMax, Duration bodyTimeout) {}
