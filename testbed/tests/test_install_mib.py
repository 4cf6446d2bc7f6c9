"""nms-integration/net-snmp/install-mib: what it installs is what net-snmp then knows, and goes again."""

import pathlib
import subprocess
import tempfile
import unittest

from pgtest.procs import REPO, run

PROGRAM = REPO / "nms-integration" / "net-snmp" / "install-mib"


class InstallMibTest(unittest.TestCase):
    def test_whole_life(self):
        with tempfile.TemporaryDirectory(prefix="pgmibs") as folder:
            said = run(PROGRAM, "--base", folder)
            self.assertIn(f"PATHGAUGE-MIB is in {folder}", said)
            named = run(
                "snmptranslate", "-M", f"+{folder}", "-m", "PATHGAUGE-MIB", "-Td", "PATHGAUGE-MIB::pathGaugeWindowRttP95"
            )
            self.assertIn('DISPLAY-HINT\t"d-1"', named)
            run(PROGRAM, "--base", folder)
            run(PROGRAM, "--remove", folder)
            self.assertEqual([], list(pathlib.Path(folder).iterdir()))
            done = subprocess.run([PROGRAM, "--remove", folder], capture_output=True, text=True)
            self.assertEqual((1, f"install-mib: nothing was installed into {folder} by this\n"), (done.returncode, done.stderr))

    def test_missing_modules_are_named(self):
        with tempfile.TemporaryDirectory(prefix="pgmibs") as folder:
            # Nowhere else to look, even where some package has brought the base modules.
            done = subprocess.run(
                [PROGRAM, folder], capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "HOME": folder, "MIBDIRS": folder}
            )
            self.assertEqual(1, done.returncode)
            self.assertIn("Cannot find module (SNMPv2-SMI)", done.stderr)
            self.assertIn("Try again with --base", done.stderr)
            self.assertLess(len(done.stderr.splitlines()), 10)


if __name__ == "__main__":
    unittest.main()
