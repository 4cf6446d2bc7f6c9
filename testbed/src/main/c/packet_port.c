// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/virtio_net.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "packet_port.h"

#define SOCKET_BUFFER_BYTES (32 << 20)
#define VLAN_TAG_SIZE	    4

_Static_assert(sizeof(struct virtio_net_hdr) == PACKET_PORT_HEADER_SIZE, "virtio header");

static void fail(const char *interface, const char *what)
{
	fprintf(stderr, "relay: %s: %s: %s\n", interface, what, strerror(errno));
	exit(1);
}

static void enable(const struct packet_port *port, int level, int option, const char *what)
{
	int one = 1;

	if (setsockopt(port->fd, level, option, &one, sizeof(one)))
		fail(port->interface, what);
}

void packet_port_open(struct packet_port *port, const char *interface)
{
	struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
	struct packet_mreq membership = {.mr_type = PACKET_MR_PROMISC};
	int bytes = SOCKET_BUFFER_BYTES;

	port->interface = interface;
	address.sll_ifindex = (int)if_nametoindex(interface);
	if (!address.sll_ifindex)
		fail(interface, "no such interface");
	/* Protocol 0 until bound, so that no frame of another interface slips in. */
	port->fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (port->fd < 0)
		fail(interface, "cannot open a packet socket (root needed)");
	enable(port, SOL_PACKET, PACKET_VNET_HDR, "cannot ask for virtio headers");
	enable(port, SOL_PACKET, PACKET_IGNORE_OUTGOING, "cannot ignore outgoing frames");
	enable(port, SOL_PACKET, PACKET_AUXDATA, "cannot ask for auxiliary data");
	/* No PACKET_QDISC_BYPASS: frames sent that way stay invisible to captures. */
	enable(port, SOL_SOCKET, SO_TIMESTAMPNS, "cannot ask for arrival stamps");
	/* The forced form needs CAP_NET_ADMIN; a smaller buffer only lowers the rate we bear. */
	setsockopt(port->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	setsockopt(port->fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	if (bind(port->fd, (struct sockaddr *)&address, sizeof(address)))
		fail(interface, "cannot bind");
	membership.mr_ifindex = address.sll_ifindex;
	if (setsockopt(port->fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &membership,
		       sizeof(membership)))
		fail(interface, "cannot enter promiscuous mode");
}

static uint64_t realtime_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000000000ull + (uint64_t)now.tv_nsec;
}

/*
 * Puts a VLAN tag back where the kernel took it out, behind the addresses. Offsets in the virtio
 * header count from the frame's start, so they move along.
 */
static int insert_tag(unsigned char *frame, size_t *length, uint16_t protocol, uint16_t tci)
{
	struct virtio_net_hdr *header = (struct virtio_net_hdr *)frame;
	unsigned char *at = frame + PACKET_PORT_HEADER_SIZE + 2 * ETH_ALEN;
	uint16_t tag[2] = {htons(protocol), htons(tci)};

	if (*length < PACKET_PORT_HEADER_SIZE + ETH_HLEN)
		return -1;
	memmove(at + sizeof(tag), at, *length - (size_t)(at - frame));
	memcpy(at, tag, sizeof(tag));
	*length += sizeof(tag);
	if (header->flags & VIRTIO_NET_HDR_F_NEEDS_CSUM)
		header->csum_start = (uint16_t)(header->csum_start + sizeof(tag));
	if (header->hdr_len)
		header->hdr_len = (uint16_t)(header->hdr_len + sizeof(tag));
	return 0;
}

enum packet_port_result packet_port_receive(struct packet_port *port, unsigned char *frame,
					    size_t *length, uint64_t *arrival_ns)
{
	union {
		char bytes[CMSG_SPACE(sizeof(struct timespec)) +
			   CMSG_SPACE(sizeof(struct tpacket_auxdata))];
		struct cmsghdr align;
	} control;
	struct iovec data = {.iov_base = frame, .iov_len = PACKET_PORT_FRAME_MAX};
	struct msghdr message = {.msg_iov = &data,
				 .msg_iovlen = 1,
				 .msg_control = control.bytes,
				 .msg_controllen = sizeof(control.bytes)};
	struct tpacket_auxdata aux = {0};
	struct timespec stamp;
	struct cmsghdr *header;
	ssize_t received = recvmsg(port->fd, &message, MSG_TRUNC);

	if (received < 0) {
		/* ENETDOWN is told once after the interface went down; it may come up again. */
		if (errno == EAGAIN || errno == EINTR || errno == ENETDOWN)
			return PACKET_PORT_EMPTY;
		fail(port->interface, "cannot receive");
	}
	*arrival_ns = 0;
	for (header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
		if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_TIMESTAMPNS) {
			memcpy(&stamp, CMSG_DATA(header), sizeof(stamp));
			*arrival_ns =
				(uint64_t)stamp.tv_sec * 1000000000ull + (uint64_t)stamp.tv_nsec;
		} else if (header->cmsg_level == SOL_PACKET &&
			   header->cmsg_type == PACKET_AUXDATA) {
			memcpy(&aux, CMSG_DATA(header), sizeof(aux));
		}
	}
	if (!*arrival_ns)
		*arrival_ns = realtime_ns();
	*length = (size_t)received;
	if (*length > PACKET_PORT_FRAME_MAX - VLAN_TAG_SIZE)
		return PACKET_PORT_UNFIT;
	if (aux.tp_status & TP_STATUS_VLAN_VALID) {
		uint16_t protocol =
			aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : ETH_P_8021Q;

		if (insert_tag(frame, length, protocol, aux.tp_vlan_tci))
			return PACKET_PORT_UNFIT;
	}
	return PACKET_PORT_RECEIVED;
}

int packet_port_send(struct packet_port *port, const unsigned char *frame, size_t length)
{
	return send(port->fd, frame, length, 0) < 0 ? errno : 0;
}

uint64_t packet_port_kernel_drops(struct packet_port *port)
{
	struct tpacket_stats stats = {0};
	socklen_t length = sizeof(stats);

	if (getsockopt(port->fd, SOL_PACKET, PACKET_STATISTICS, &stats, &length))
		fail(port->interface, "cannot read the socket's statistics");
	return stats.tp_drops;
}
