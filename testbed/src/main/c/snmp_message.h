/* SPDX-License-Identifier: Apache-2.0 */
/* SNMP messages of a manager: requests written, responses read. Version 2c, and 3 with SHA-256 and
 * AES-128. */
#ifndef SNMP_MESSAGE_H
#define SNMP_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#define MESSAGE_MAX  65536
#define OID_MAX	     128
#define ENGINE_MAX   32
#define TAG_GET	     0xa0
#define TAG_RESPONSE 0xa2
#define TAG_REPORT   0xa8
#define TAG_GETBULK  0xa5

struct oid {
	uint32_t id[OID_MAX];
	unsigned int length;
};

/* Whom a request comes from. */
struct manager {
	const char *name; /* the community, or the user */
	int version3;	  /* authPriv, else 2c */
	uint8_t engine[ENGINE_MAX];
	size_t engine_length; /* 0: not known, and the request is one for discovery */
	uint32_t boots;
	uint32_t time;
	uint64_t salt;
	void *auth; /* EVP_MAC_CTX */
	void *priv; /* EVP_CIPHER_CTX */
	uint8_t priv_key[16];
};

struct request {
	uint32_t id; /* request-id and msgID */
	uint8_t tag;
	uint32_t repetitions; /* of a GETBULK without non-repeaters */
	const struct oid *oids;
	unsigned int count;
};

/* What a response holds. Its last name is that of its last variable. */
struct response {
	uint32_t id;
	uint8_t tag;
	long error_status;
	unsigned int count;
	const uint8_t *variables;
	size_t length;
};

/* Writes a request so that it ends at end; returns its first octet. */
uint8_t *message_write(struct manager *from, const struct request *request, uint8_t *end);

/* Reads a response in place and takes over the engine's clock; -1 if it is none that this manager
 * can read. */
int message_read(struct manager *to, uint8_t *octets, size_t length, struct response *response);

/* The name of the variable at *at; moves *at behind it. -1 at the end or on a fault. */
int message_variable(const uint8_t **at, const uint8_t *end, struct oid *name, uint8_t *value_tag);

/* Makes the keys of a manager whose engine is known. -1 if the library cannot. */
int message_keys(struct manager *manager, const char *auth_secret, const char *priv_secret);

#endif
