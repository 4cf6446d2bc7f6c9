package org.pathgauge.snmp.mib;

import java.util.List;

/** All views of PATHGAUGE-MIB. A new table is written in a class of its own and added here. */
public final class PathGaugeViews {
    private PathGaugeViews() {}

    public static List<MibView> all() {
        return List.of(
                new AgentGroup(),
                new ProbeTable(),
                new WindowTable(),
                new HistogramTable(),
                new TotalHistogramTable(),
                new IcmpErrorTable(),
                new ResultTable(),
                new InterfaceTable(),
                new VerdictTable(),
                new AlarmTable(),
                new AlarmListGroup(),
                new AlarmSummaryTable(),
                new ShelvedTable(),
                new TcpGroup(),
                new TcpPeerTable(),
                new TcpWindowTable(),
                new TcpHistogramTable(),
                new DropsGroup(),
                new DropsIfTable(),
                new DropsReasonTable(),
                new DropsDriverTable(),
                new DropsXdpTable(),
                new DropsWindowTable(),
                new FilterGroup(),
                new FilterRuleTable(),
                new AgentXGroup(),
                new PatternsGroup(),
                new SuspectTable(),
                new SnmpGroup());
    }
}
