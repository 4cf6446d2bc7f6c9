"""What OpenNMS takes is what its source and the MIB say. Its own loaders read it in nms-integration/prove validated."""

import pathlib
import subprocess
import unittest

GENERATE = pathlib.Path(__file__).resolve().parents[2] / "nms-integration" / "opennms" / "generate"


class OpenNmsFilesTest(unittest.TestCase):
    def test_committed_files_are_what_the_source_says(self):
        done = subprocess.run([GENERATE, "--check"], capture_output=True, text=True)
        self.assertEqual((0, ""), (done.returncode, done.stderr))


if __name__ == "__main__":
    unittest.main()
