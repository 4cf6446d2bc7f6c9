// SPDX-License-Identifier: Apache-2.0
/*
 * snmp_table: the table that the SNMP benchmarks read, for Debian's snmpd or another program on
 * libnetsnmp.
 *
 * Twenty columns of pathGaugeProbeTable with the values that the benchmark's agent serves
 * (SnapshotFixtures of its tests), so that both sides give the same answers. A row costs no
 * look-up: it is made from its index. Loaded by "dlmod snmp_table /path/snmp_table.so";
 * SNMP_TABLE_ROWS in the environment says how many rows (10000).
 */
#include <stdlib.h>
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/agent/net-snmp-agent-includes.h>

#define ROWS_DEFAULT 10000
#define FIRST_COLUMN 3
#define LAST_COLUMN  30
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const oid table_oid[] = {1, 3, 6, 1, 4, 1, 32473, 1, 1, 2, 1};
static long rows = ROWS_DEFAULT;

/* What kind of value a column has, and what it is made from. */
struct column {
	unsigned int id;
	u_char type;
	enum { FIXED, INDEXED, TYPE, FAMILY, STATE, SENT, HEARD, ERRORS } kind;
	unsigned long long number;
};

static const struct column columns[] = {
	{3, ASN_INTEGER, TYPE, 0},	 {6, ASN_INTEGER, FAMILY, 0},
	{7, ASN_INTEGER, STATE, 0},	 {10, ASN_UNSIGNED, FIXED, 1000},
	{11, ASN_UNSIGNED, FIXED, 2000}, {12, ASN_UNSIGNED, FIXED, 56},
	{13, ASN_UNSIGNED, FIXED, 46},	 {14, ASN_UNSIGNED, FIXED, 64},
	{19, ASN_COUNTER64, SENT, 1},	 {20, ASN_COUNTER64, HEARD, 1},
	{21, ASN_COUNTER64, INDEXED, 1}, {22, ASN_COUNTER64, INDEXED, 2},
	{23, ASN_COUNTER64, INDEXED, 3}, {24, ASN_COUNTER64, INDEXED, 4},
	{25, ASN_COUNTER64, INDEXED, 5}, {26, ASN_COUNTER64, INDEXED, 6},
	{27, ASN_COUNTER64, INDEXED, 7}, {28, ASN_COUNTER64, ERRORS, 11},
	{29, ASN_COUNTER64, INDEXED, 8}, {30, ASN_COUNTER64, HEARD, 1000000},
};

/* Every seventh probe of the fixture is silent, another is IPv6, and so on. */
static unsigned long long value(const struct column *column, long row)
{
	unsigned long long sent = 5000000000ULL + (unsigned long long)row * 1000;
	int silent = row % 7 == 3;

	switch (column->kind) {
	case FIXED:
		return column->number;
	case INDEXED:
		return (unsigned long long)row + column->number;
	case TYPE:
		return row % 7 == 2 ? 2 : 1;
	case FAMILY:
		return row % 7 == 4 ? 3 : 1;
	case STATE:
		return silent ? 3 : row % 7 == 5 ? 1 : 2;
	case SENT:
		return sent;
	case HEARD:
		return silent ? 0 : column->number == 1 ? sent - 100 : sent * column->number;
	case ERRORS:
		return silent ? column->number : 0;
	}
	return 0;
}

static void answer(netsnmp_handler_registration *registration, netsnmp_request_info *request,
		   netsnmp_table_request_info *table, const struct column *column, long row)
{
	unsigned long long number = value(column, row);
	struct counter64 wide;
	long narrow;

	table->colnum = column->id;
	table->number_indexes = 1;
	*table->indexes->val.integer = row;
	if (column->type == ASN_COUNTER64) {
		wide.high = (u_long)(number >> 32);
		wide.low = (u_long)(number & 0xffffffff);
		netsnmp_table_build_result(registration, request, table, column->type,
					   (u_char *)&wide, sizeof(wide));
	} else {
		narrow = (long)number;
		netsnmp_table_build_result(registration, request, table, column->type,
					   (u_char *)&narrow, sizeof(narrow));
	}
}

/* The first column at or behind an identifier; NULL if there is none. */
static const struct column *column_from(unsigned int id)
{
	size_t at;

	for (at = 0; at < COUNT(columns); at++)
		if (columns[at].id >= id)
			return &columns[at];
	return NULL;
}

static void get(netsnmp_handler_registration *registration, netsnmp_agent_request_info *info,
		netsnmp_request_info *request, netsnmp_table_request_info *table)
{
	const struct column *column = column_from(table->colnum);
	long row = *table->indexes->val.integer;

	if (!column || column->id != table->colnum)
		netsnmp_set_request_error(info, request, SNMP_NOSUCHOBJECT);
	else if (row < 1 || row > rows)
		netsnmp_set_request_error(info, request, SNMP_NOSUCHINSTANCE);
	else
		answer(registration, request, table, column, row);
}

static void get_next(netsnmp_handler_registration *registration, netsnmp_request_info *request,
		     netsnmp_table_request_info *table)
{
	const struct column *column = column_from(table->colnum);
	long row = 1;

	if (column && column->id == table->colnum && table->number_indexes > 0)
		row = *table->indexes->val.integer < 0 ? 1 : *table->indexes->val.integer + 1;
	if (column && row > rows) {
		column = column_from(column->id + 1);
		row = 1;
	}
	/* Without an answer the agent goes on behind the table. */
	if (column)
		answer(registration, request, table, column, row);
}

static int handle(netsnmp_mib_handler *handler, netsnmp_handler_registration *registration,
		  netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	netsnmp_request_info *request;

	(void)handler;
	for (request = requests; request; request = request->next) {
		netsnmp_table_request_info *table;

		if (request->processed)
			continue;
		table = netsnmp_extract_table_info(request);
		if (!table)
			continue;
		if (info->mode == MODE_GET)
			get(registration, info, request, table);
		else if (info->mode == MODE_GETNEXT)
			get_next(registration, request, table);
	}
	return SNMP_ERR_NOERROR;
}

void init_snmp_table(void);

void init_snmp_table(void)
{
	const char *wanted = getenv("SNMP_TABLE_ROWS");
	netsnmp_table_registration_info *table =
		SNMP_MALLOC_TYPEDEF(netsnmp_table_registration_info);

	if (wanted)
		rows = strtol(wanted, NULL, 10);
	netsnmp_table_helper_add_indexes(table, ASN_INTEGER, 0);
	table->min_column = FIRST_COLUMN;
	table->max_column = LAST_COLUMN;
	netsnmp_register_table(netsnmp_create_handler_registration("snmp_table", handle, table_oid,
								   OID_LENGTH(table_oid),
								   HANDLER_CAN_RONLY),
			       table);
}
