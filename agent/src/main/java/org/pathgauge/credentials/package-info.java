/** What servers prove who they are with, and how they tell who asks: certificates, private keys, hashes of passwords. */
package org.pathgauge.credentials;
