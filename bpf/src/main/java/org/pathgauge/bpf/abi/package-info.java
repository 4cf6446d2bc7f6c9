/**
 * The memory layouts that the kernel programs share with Java: a reader of BTF, a generator that writes the
 * {@code *Layout} classes from the compiled object, and the check that runs before an object is loaded. Classes named
 * {@code *Layout} are generated and committed; everything else here is written by hand.
 */
package org.pathgauge.bpf.abi;
