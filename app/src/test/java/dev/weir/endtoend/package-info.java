/** Tests that meet Weir as its users do: the jar as a process, over real sockets, on real PostgreSQL. */
package dev.weir.endtoend;
