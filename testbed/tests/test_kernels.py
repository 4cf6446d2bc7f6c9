"""The oldest kernel that is promised, booted under emulation: everything that testbed/kernels checks there."""

import unittest

from pgtest.procs import TESTBED, run

OLDEST = "6.1"
SECONDS = 850
BOOTED_SECONDS = SECONDS - 100  # so that what hangs is told with its console


class OldestKernelTest(unittest.TestCase):
    """The packaged agent on Linux 6.1."""

    def test_oldest_kernel(self):
        told = run("env", f"KERNEL_SECONDS={BOOTED_SECONDS}", TESTBED / "kernels", OLDEST, check=False, timeout=SECONDS)
        lines = [line.split("\t") for line in told.splitlines()]
        print(told, end="")
        for kernel, check, verdict, _, found in lines:
            if check == "fetch":
                self.skipTest(f"{kernel}: {found}")
            with self.subTest(check=check):
                self.assertEqual("ok", verdict, found)
                self.assertTrue(kernel.startswith(f"{OLDEST}."), f"this ran on Linux {kernel}")
        checked = {check for _, check, *_ in lines}
        for needed in ("doctor", "load and attach", "filter at clsact", "drops", "tcp", "kill -9", "kernel log"):
            self.assertIn(needed, checked)
