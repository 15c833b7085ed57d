/**
 * What all nodes know of credentials, in PostgreSQL: which are revoked, and the secret that tickets are sealed with. Blocks:
 * for threads that may wait.
 */
@NullMarked
package dev.weir.credentials;

import org.jspecify.annotations.NullMarked;
