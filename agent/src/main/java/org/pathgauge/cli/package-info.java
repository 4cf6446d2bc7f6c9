/** The command line: picocli commands, tables and messages. Nothing here measures or decides. */
package org.pathgauge.cli;
