// SPDX-License-Identifier: Apache-2.0
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <string.h>

#include "snmp_message.h"

#define TAG_INTEGER  0x02
#define TAG_OCTETS   0x04
#define TAG_NULL     0x05
#define TAG_OID	     0x06
#define TAG_SEQUENCE 0x30
#define VERSION_2C   1
#define VERSION_3    3
#define MODEL_USM    3
#define FLAGS	     0x07 /* authPriv, reportable */
#define REPORTABLE   0x04
#define MAC_OCTETS   24 /* RFC 7860: usmHMAC192SHA256AuthProtocol */
#define SALT_OCTETS  8
#define KEY_OCTETS   32
#define SPREAD	     1048576 /* RFC 3414 appendix A.2: octets that a passphrase is repeated to */

/* Writing goes from the end to the start, so that each length is known when it is written. */
static uint8_t *put_header(uint8_t *at, uint8_t tag, const uint8_t *end)
{
	size_t length = (size_t)(end - at);

	if (length < 0x80) {
		*--at = (uint8_t)length;
	} else if (length < 0x100) {
		*--at = (uint8_t)length;
		*--at = 0x81;
	} else {
		*--at = (uint8_t)length;
		*--at = (uint8_t)(length >> 8);
		*--at = 0x82;
	}
	*--at = tag;
	return at;
}

static uint8_t *put_octets(uint8_t *at, const void *octets, size_t length)
{
	const uint8_t *end = at;

	at -= length;
	memcpy(at, octets, length);
	return put_header(at, TAG_OCTETS, end);
}

static uint8_t *put_integer(uint8_t *at, uint32_t value)
{
	const uint8_t *end = at;

	do {
		*--at = (uint8_t)value;
		value >>= 8;
	} while (value);
	if (*at & 0x80)
		*--at = 0;
	return put_header(at, TAG_INTEGER, end);
}

static uint8_t *put_oid(uint8_t *at, const struct oid *oid)
{
	const uint8_t *end = at;
	unsigned int i;

	for (i = oid->length; i-- > 2;) {
		uint32_t id = oid->id[i];

		*--at = id & 0x7f;
		while (id >>= 7)
			*--at = 0x80 | (id & 0x7f);
	}
	*--at = (uint8_t)(oid->id[0] * 40 + oid->id[1]);
	return put_header(at, TAG_OID, end);
}

static uint8_t *put_pdu(uint8_t *at, const struct request *request)
{
	const uint8_t *end = at;
	unsigned int i;

	for (i = request->count; i-- > 0;) {
		const uint8_t *variable = at;

		*--at = 0;
		*--at = TAG_NULL;
		at = put_oid(at, &request->oids[i]);
		at = put_header(at, TAG_SEQUENCE, variable);
	}
	at = put_header(at, TAG_SEQUENCE, end);
	at = put_integer(at, request->repetitions);
	at = put_integer(at, 0);
	at = put_integer(at, request->id);
	return put_header(at, request->tag, end);
}

static void initial_vector(uint32_t boots, uint32_t time, const uint8_t *salt, uint8_t *vector)
{
	int i;

	for (i = 0; i < 4; i++) {
		vector[i] = (uint8_t)(boots >> (24 - 8 * i));
		vector[4 + i] = (uint8_t)(time >> (24 - 8 * i));
	}
	memcpy(vector + 8, salt, SALT_OCTETS);
}

/* CFB needs no padding, and may be done in place. */
static int crypt(struct manager *manager, uint8_t *octets, size_t length, const uint8_t *vector,
		 int encrypt)
{
	int done;

	return EVP_CipherInit_ex(manager->priv, NULL, NULL, NULL, vector, encrypt) == 1 &&
			       EVP_CipherUpdate(manager->priv, octets, &done, octets,
						(int)length) == 1
		       ? 0
		       : -1;
}

static uint8_t *write_v3(struct manager *from, const struct request *request, uint8_t *end)
{
	int known = from->engine_length > 0;
	uint8_t salt[SALT_OCTETS], vector[16], mac[KEY_OCTETS];
	uint8_t flags = known ? FLAGS : REPORTABLE, *at, *data, *parameters, *header,
		*digest = NULL;
	size_t size;

	at = put_pdu(end, request);
	at = put_octets(at, "", 0);
	at = put_octets(at, from->engine, from->engine_length);
	at = put_header(at, TAG_SEQUENCE, end);
	if (known) {
		from->salt++;
		memcpy(salt, &from->salt, sizeof(salt));
		initial_vector(from->boots, from->time, salt, vector);
		if (crypt(from, at, (size_t)(end - at), vector, 1) < 0)
			return NULL;
		at = put_header(at, TAG_OCTETS, end);
	}
	data = at;
	at = put_octets(at, salt, known ? SALT_OCTETS : 0);
	if (known) {
		digest = at - MAC_OCTETS;
		memset(mac, 0, sizeof(mac));
	}
	at = put_octets(at, mac, known ? MAC_OCTETS : 0);
	at = put_octets(at, from->name, known ? strlen(from->name) : 0);
	at = put_integer(at, from->time);
	at = put_integer(at, from->boots);
	at = put_octets(at, from->engine, from->engine_length);
	at = put_header(at, TAG_SEQUENCE, data);
	at = put_header(at, TAG_OCTETS, data);
	parameters = at;
	at = put_integer(at, MODEL_USM);
	at = put_octets(at, &flags, 1);
	at = put_integer(at, MESSAGE_MAX - 29); /* UDP's 65507 */
	at = put_integer(at, request->id);
	at = put_header(at, TAG_SEQUENCE, parameters);
	header = put_integer(at, VERSION_3);
	at = put_header(header, TAG_SEQUENCE, end);
	if (known) {
		if (EVP_MAC_init(from->auth, NULL, 0, NULL) != 1 ||
		    EVP_MAC_update(from->auth, at, (size_t)(end - at)) != 1 ||
		    EVP_MAC_final(from->auth, mac, &size, sizeof(mac)) != 1)
			return NULL;
		memcpy(digest, mac, MAC_OCTETS);
	}
	return at;
}

uint8_t *message_write(struct manager *from, const struct request *request, uint8_t *end)
{
	uint8_t *at;

	if (from->version3)
		return write_v3(from, request, end);
	at = put_pdu(end, request);
	at = put_octets(at, from->name, strlen(from->name));
	at = put_integer(at, VERSION_2C);
	return put_header(at, TAG_SEQUENCE, end);
}

/* Enters the element at *at: its contents, moving *at behind it. NULL if it is not all there. */
static const uint8_t *enter(const uint8_t **at, const uint8_t *end, uint8_t *tag, size_t *length)
{
	const uint8_t *p = *at;
	size_t octets, value = 0;

	if (end - p < 2)
		return NULL;
	*tag = *p++;
	octets = *p++;
	if (octets & 0x80) {
		octets &= 0x7f;
		if (octets > 3 || (size_t)(end - p) < octets)
			return NULL;
		while (octets--)
			value = value << 8 | *p++;
	} else {
		value = octets;
	}
	if ((size_t)(end - p) < value)
		return NULL;
	*length = value;
	*at = p + value;
	return p;
}

static const uint8_t *expect(const uint8_t **at, const uint8_t *end, uint8_t wanted, size_t *length)
{
	uint8_t tag;
	const uint8_t *contents = enter(at, end, &tag, length);

	return contents && tag == wanted ? contents : NULL;
}

static int get_integer(const uint8_t **at, const uint8_t *end, long *value)
{
	size_t length;
	const uint8_t *p = expect(at, end, TAG_INTEGER, &length);

	if (!p || length < 1 || length > 5)
		return -1;
	*value = (int8_t)*p++;
	while (--length)
		*value = (long)((unsigned long)*value << 8 | *p++);
	return 0;
}

static int read_pdu(const uint8_t *at, const uint8_t *end, struct response *response)
{
	size_t length;
	long id, index;
	const uint8_t *p = enter(&at, end, &response->tag, &length);

	if (!p)
		return -1;
	end = p + length;
	if (get_integer(&p, end, &id) < 0 || get_integer(&p, end, &response->error_status) < 0 ||
	    get_integer(&p, end, &index) < 0)
		return -1;
	response->id = (uint32_t)id;
	response->variables = expect(&p, end, TAG_SEQUENCE, &response->length);
	return response->variables ? 0 : -1;
}

static int read_v3(struct manager *to, const uint8_t *at, const uint8_t *end,
		   struct response *response)
{
	const uint8_t *header, *parameters, *p, *stop, *engine, *salt, *data;
	size_t length, engine_length, salt_length, data_length;
	uint8_t vector[16], tag, *plain;
	long boots, time;

	header = expect(&at, end, TAG_SEQUENCE, &length);
	parameters = expect(&at, end, TAG_OCTETS, &length);
	if (!header || !parameters)
		return -1;
	stop = parameters + length;
	p = expect(&parameters, stop, TAG_SEQUENCE, &length);
	if (!p)
		return -1;
	stop = p + length;
	engine = expect(&p, stop, TAG_OCTETS, &engine_length);
	if (!engine || get_integer(&p, stop, &boots) < 0 || get_integer(&p, stop, &time) < 0 ||
	    !expect(&p, stop, TAG_OCTETS, &length) || !expect(&p, stop, TAG_OCTETS, &length))
		return -1;
	salt = expect(&p, stop, TAG_OCTETS, &salt_length);
	if (!salt)
		return -1;
	if (!to->engine_length) {
		if (engine_length > ENGINE_MAX)
			return -1;
		memcpy(to->engine, engine, engine_length);
		to->engine_length = engine_length;
	}
	to->boots = (uint32_t)boots;
	to->time = (uint32_t)time;
	data = enter(&at, end, &tag, &data_length);
	if (!data)
		return -1;
	plain = (uint8_t *)data;
	if (tag == TAG_OCTETS) {
		if (salt_length != SALT_OCTETS)
			return -1;
		initial_vector((uint32_t)boots, (uint32_t)time, salt, vector);
		if (crypt(to, plain, data_length, vector, 0) < 0)
			return -1;
		end = data + data_length;
		data = expect(&data, end, TAG_SEQUENCE, &data_length);
	} else if (tag != TAG_SEQUENCE) {
		return -1;
	}
	if (!data)
		return -1;
	end = data + data_length;
	if (!expect(&data, end, TAG_OCTETS, &length) || !expect(&data, end, TAG_OCTETS, &length))
		return -1;
	return read_pdu(data, end, response);
}

int message_read(struct manager *to, uint8_t *octets, size_t length, struct response *response)
{
	const uint8_t *at = octets, *end = octets + length;
	long version;

	at = expect(&at, end, TAG_SEQUENCE, &length);
	if (!at)
		return -1;
	end = at + length;
	if (get_integer(&at, end, &version) < 0 ||
	    version != (to->version3 ? VERSION_3 : VERSION_2C))
		return -1;
	if (to->version3)
		return read_v3(to, at, end, response);
	return expect(&at, end, TAG_OCTETS, &length) ? read_pdu(at, end, response) : -1;
}

int message_variable(const uint8_t **at, const uint8_t *end, struct oid *name, uint8_t *value_tag)
{
	size_t length, value_length;
	const uint8_t *p = expect(at, end, TAG_SEQUENCE, &length), *stop, *oid;

	if (!p)
		return -1;
	stop = p + length;
	oid = expect(&p, stop, TAG_OID, &length);
	if (!oid || length < 1 || length > OID_MAX - 2 ||
	    !enter(&p, stop, value_tag, &value_length))
		return -1;
	name->id[0] = *oid / 40;
	name->id[1] = *oid % 40;
	name->length = 2;
	for (stop = oid++ + length; oid < stop; oid++) {
		uint32_t id = *oid & 0x7f;

		while (*oid & 0x80 && oid + 1 < stop)
			id = id << 7 | (*++oid & 0x7f);
		name->id[name->length++] = id;
	}
	return 0;
}

/* A passphrase as the key of one engine (RFC 3414 section 2.6). */
static int localise(const struct manager *manager, const char *secret, uint8_t *key)
{
	static uint8_t spread[SPREAD];
	size_t length = strlen(secret), i;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	int made;

	for (i = 0; i < SPREAD; i++)
		spread[i] = (uint8_t)secret[i % length];
	made = context && EVP_Digest(spread, SPREAD, key, NULL, EVP_sha256(), NULL) == 1 &&
	       EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
	       EVP_DigestUpdate(context, key, KEY_OCTETS) == 1 &&
	       EVP_DigestUpdate(context, manager->engine, manager->engine_length) == 1 &&
	       EVP_DigestUpdate(context, key, KEY_OCTETS) == 1 &&
	       EVP_DigestFinal_ex(context, key, NULL) == 1;
	EVP_MD_CTX_free(context);
	return made ? 0 : -1;
}

int message_keys(struct manager *manager, const char *auth_secret, const char *priv_secret)
{
	OSSL_PARAM digest[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char *)"SHA256", 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	uint8_t key[KEY_OCTETS], vector[16] = {0};

	manager->auth = EVP_MAC_CTX_new(hmac);
	EVP_MAC_free(hmac);
	manager->priv = EVP_CIPHER_CTX_new();
	if (!manager->auth || !manager->priv || localise(manager, auth_secret, key) < 0 ||
	    EVP_MAC_init(manager->auth, key, KEY_OCTETS, digest) != 1 ||
	    localise(manager, priv_secret, key) < 0)
		return -1;
	memcpy(manager->priv_key, key, sizeof(manager->priv_key));
	return EVP_CipherInit_ex(manager->priv, EVP_aes_128_cfb128(), NULL, manager->priv_key,
				 vector, 1) == 1
		       ? 0
		       : -1;
}
