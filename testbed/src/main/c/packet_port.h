/* SPDX-License-Identifier: Apache-2.0 */
/* One end of the relay: a packet socket bound to an interface, with the kernel's arrival stamps. */
#ifndef PATHGAUGE_PACKET_PORT_H
#define PATHGAUGE_PACKET_PORT_H

#include <stddef.h>
#include <stdint.h>

/* The largest frame with offloads (64 KiB of IP), its Ethernet and virtio headers, rounded up. */
#define PACKET_PORT_FRAME_MAX 66000

/* The virtio header in front of each frame. */
#define PACKET_PORT_HEADER_SIZE 10

enum packet_port_result {
	PACKET_PORT_RECEIVED,
	PACKET_PORT_EMPTY,
	PACKET_PORT_UNFIT, /* longer than a frame can be: not relayed */
};

struct packet_port {
	int fd;
	const char *interface;
};

/* Frames travel with a virtio-net header in front, so that unfinished checksums and segmentation
 * offloads survive the relay. Exits with a message on failure. */
void packet_port_open(struct packet_port *port, const char *interface);

/* arrival_ns is CLOCK_REALTIME, stamped by the kernel on reception. */
enum packet_port_result packet_port_receive(struct packet_port *port, unsigned char *frame,
					    size_t *length, uint64_t *arrival_ns);

/* 0, or an errno. */
int packet_port_send(struct packet_port *port, const unsigned char *frame, size_t length);

/* Frames that the kernel could not queue for us since the last call. */
uint64_t packet_port_kernel_drops(struct packet_port *port);

#endif
