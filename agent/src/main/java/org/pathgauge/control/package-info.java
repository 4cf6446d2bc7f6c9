/**
 * The protocol between a running agent and its command line: requests and replies as lines of JSON over the unix domain
 * socket {@code control.sock} in the state directory.
 *
 * <p>A request is one object with a member {@code command}. The reply is any number of objects and a last one, which has
 * either {@code done} or {@code error}. The socket's mode 0600 is its access control.
 */
package org.pathgauge.control;
