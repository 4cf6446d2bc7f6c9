// SPDX-License-Identifier: GPL-2.0
/* PathGauge's probe programs: egress stamps, ingress matches. One object, so that they share maps. */
#include "maps.bpf.h"

char LICENSE[] SEC("license") = "GPL";
