package org.pathgauge.model;

import java.util.OptionalLong;

/**
 * Something about a resource that is to be an alarm for as long as it is told: for what is not a metric against a
 * configured threshold, such as a suspicious pattern.
 *
 * @param resource what it is about
 * @param type what is wrong
 * @param qualifier tells conditions of one type and resource apart; may be empty
 * @param severity of the alarm when it is raised
 * @param active whether it holds now; a condition that is no longer told holds no more either
 * @param unit of value and limit
 * @param value what was measured
 * @param limit what it is compared with
 * @param text one line for a person, which names the resource
 */
public record AlarmCondition(
        Resource resource,
        AlarmType type,
        String qualifier,
        Severity severity,
        boolean active,
        AlarmUnit unit,
        OptionalLong value,
        OptionalLong limit,
        String text) {}
