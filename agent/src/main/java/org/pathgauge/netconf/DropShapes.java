package org.pathgauge.netconf;

import java.util.List;
import org.pathgauge.model.KernelDrops;
import org.pathgauge.model.KernelDrops.OfInterface;

/** How drops look in YANG: the state of pathgauge-drops. */
final class DropShapes {
    static final String NS = "urn:pathgauge:yang:pathgauge-drops";

    private DropShapes() {}

    /** The content of the container drops. */
    static Shape<KernelDrops> drops() {
        var state = Shape.<KernelDrops>in(NS)
                .leaf("running", KernelDrops::running)
                .leaf("problem", d -> PathGaugeState.unlessEmpty(d.problem()))
                .leaf("missed", KernelDrops::missed)
                .list("interface", "name", networkInterface(), KernelDrops::interfaces, KernelDrops::byName);
        return Shape.<KernelDrops>in(NS).container("state", state, d -> d);
    }

    private static Shape<OfInterface> networkInterface() {
        return Shape.<OfInterface>in(NS)
                .leaf("name", OfInterface::name)
                .leaf("if-index", OfInterface::ifIndex)
                .leaf("discontinuity-time", OfInterface::discontinuity)
                .leaf("dropped-packets", OfInterface::dropped)
                .leaf("benign-packets", OfInterface::benign)
                .list("reason", List.of("name"), reason(), OfInterface::reasons)
                .list("window", List.of("length"), window(), OfInterface::windows)
                .optional("link", link(), OfInterface::link)
                .optional("queue", queue(), OfInterface::queue)
                .list("driver", List.of("name"), driver(), OfInterface::driver)
                .list("xdp-exception", List.of("action"), exception(), OfInterface::xdpExceptions);
    }

    private static Shape<KernelDrops.Reason> reason() {
        return Shape.<KernelDrops.Reason>in(NS)
                .leaf("name", KernelDrops.Reason::name)
                .leaf("number", KernelDrops.Reason::number)
                .leaf("benign", KernelDrops.Reason::benign)
                .leaf("packets", KernelDrops.Reason::packets);
    }

    private static Shape<KernelDrops.Window> window() {
        return Shape.<KernelDrops.Window>in(NS)
                .leaf("length", w -> w.length().label())
                .leaf("start-time", KernelDrops.Window::start)
                .leaf("end-time", KernelDrops.Window::end)
                .leaf("dropped-packets", KernelDrops.Window::dropped)
                .leaf("benign-packets", KernelDrops.Window::benign);
    }

    private static Shape<KernelDrops.Link> link() {
        return Shape.<KernelDrops.Link>in(NS)
                .leaf("rx-errors", KernelDrops.Link::rxErrors)
                .leaf("tx-errors", KernelDrops.Link::txErrors)
                .leaf("rx-dropped", KernelDrops.Link::rxDropped)
                .leaf("tx-dropped", KernelDrops.Link::txDropped)
                .leaf("rx-missed", KernelDrops.Link::rxMissed)
                .leaf("rx-nohandler", KernelDrops.Link::rxNoHandler);
    }

    private static Shape<KernelDrops.Queue> queue() {
        return Shape.<KernelDrops.Queue>in(NS)
                .leaf("kind", KernelDrops.Queue::kind)
                .leaf("dropped", KernelDrops.Queue::dropped)
                .leaf("over-limits", KernelDrops.Queue::overLimits)
                .leaf("requeues", KernelDrops.Queue::requeues)
                .leaf("backlog-packets", KernelDrops.Queue::backlogPackets)
                .leaf("backlog-octets", KernelDrops.Queue::backlogOctets);
    }

    private static Shape<KernelDrops.Statistic> driver() {
        return Shape.<KernelDrops.Statistic>in(NS)
                .leaf("name", KernelDrops.Statistic::name)
                .leaf("number", KernelDrops.Statistic::number)
                .leaf("value", KernelDrops.Statistic::value);
    }

    private static Shape<KernelDrops.XdpException> exception() {
        return Shape.<KernelDrops.XdpException>in(NS)
                .leaf("action", e -> e.action().yangName())
                .leaf("packets", KernelDrops.XdpException::packets);
    }
}
