package org.pathgauge.model;

import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * A list that never changes, although its elements may be made only when asked for; a {@link Snapshot} keeps it as it is.
 *
 * @param <E> type of the elements, immutable ones
 */
public abstract class FixedList<E> extends AbstractList<E> implements RandomAccess {}
