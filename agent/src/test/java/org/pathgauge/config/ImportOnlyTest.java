package org.pathgauge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ImportOnlyTest {
    @Test
    void keepsWhatOthersMayUse() {
        String module = """
                // container a { }
                module m {
                  prefix "m{";
                  /* leaf b; } */
                  import x { prefix 'y;'; }
                  typedef t { type string { pattern "}\\"{"; } }
                  container c { description "a } brace"; leaf d { type t; } } // list
                  rpc r;
                  y:yang-data z { leaf e { type t; } }
                  augment "/y:a" { leaf f { type t; } }
                  identity i;
                  y:annotation n { type t; }
                }
                """;
        assertEquals("""
                // container a { }
                module m {  prefix "m{";
                  import x { prefix 'y;'; }
                  typedef t { type string { pattern "}\\"{"; } }
                  identity i;
                  y:annotation n { type t; }
                }
                """, ImportOnly.definitions(module));
    }
}
