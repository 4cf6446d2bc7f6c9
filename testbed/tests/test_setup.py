"""testbed/lib/setup.sh: the JDK that is fetched where apt offers none is just what the pinned key signed; what is interrupted leaves nothing."""

import email.utils
import hashlib
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import unittest

from pgtest.procs import TESTBED, await_true, run

SOURCED = f'. {TESTBED}/lib/common.sh; . {TESTBED}/lib/setup.sh; set -euo pipefail'
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
SECONDS = 60
# Amid a package: as the true one it does not mind HUP there. It ends by itself, should the test have failed.
APT = f"""#!/bin/bash
trap '' HUP
cd "$(dirname "$0")" && : >begun
for ((i = 0; i < {100 * SECONDS}; i++)); do [ ! -e go ] || break; sleep 0.01; done
: >finished
"""
# What the set-up asks a JDK.
JAVA = '#!/bin/sh\n[ "$*" = -Xshare:dump ] && echo dumped >"$(dirname "$0")/../dumped"\n'


class Archive:
    """An archive of Debian packages with a JDK, signed, as Ubuntu's is, in a folder."""

    def __init__(self, folder, release=99):
        self.folder = folder / "archive"
        self.keys = folder / "keys"
        self.keyring = folder / "keyring.gpg"
        self.folder.mkdir()
        self.keys.mkdir(mode=0o700)
        self.packages = [
            self._package(f"openjdk-{release}-jre-headless", release, {"bin/java": JAVA}),
            self._package(f"openjdk-{release}-jdk-headless", release, {"bin/javac": JAVA}),
        ]

    def _package(self, name, release, files):
        tree = self.folder.parent / name
        home = tree / f"usr/lib/jvm/java-{release}-openjdk-pg"
        etc = f"etc/java-{release}-openjdk/{name}.conf"
        files = {f"usr/lib/jvm/{home.name}/{file}": text for file, text in files.items()}
        files |= {f"usr/lib/jvm/{home.name}/release": f'JAVA_VERSION="{release}.0.1"\n', etc: "configured\n"}
        control = f"Package: {name}\nVersion: 1\nArchitecture: all\nMaintainer: nobody <nobody@example.org>\nDescription: a fake\n"
        for file, text in (files | {"DEBIAN/control": control}).items():
            (tree / file).parent.mkdir(parents=True, exist_ok=True)
            (tree / file).write_text(text)
            (tree / file).chmod(0o755 if "/bin/" in file else 0o644)
        (home / "conf").mkdir()
        (home / "conf" / f"{name}.conf").symlink_to(f"/{etc}")
        (home.parent / f"java-1.{release}.0-openjdk-pg").symlink_to(home.name)
        deb = self.folder / f"{name}.deb"
        run("dpkg-deb", "--build", "--root-owner-group", tree, deb)
        octets = deb.read_bytes()
        return f"{control}Filename: ./{deb.name}\nSize: {len(octets)}\nSHA256: {hashlib.sha256(octets).hexdigest()}\n"

    def gpg(self, *arguments):
        return run("gpg", "--homedir", self.keys, "--batch", "--quiet", "--passphrase", "", *arguments)

    def key(self, name):
        """Makes a key, which from then on is in the keyring; its fingerprint."""
        self.gpg("--quick-generate-key", name, "ed25519", "sign", "never")
        self.keyring.unlink(missing_ok=True)
        self.gpg("--output", self.keyring, "--export")
        listed = self.gpg("--with-colons", "--list-keys", name).splitlines()
        return next(line.split(":")[9] for line in listed if line.startswith("fpr:"))

    def sign(self, key):
        index = "\n".join(self.packages).encode()
        (self.folder / "Packages").write_bytes(index)
        release = self.folder / "Release"
        release.write_text(
            f"Date: {email.utils.formatdate(usegmt=True)}\nSHA256:\n {hashlib.sha256(index).hexdigest()} {len(index)} Packages\n"
        )
        self.gpg("--local-user", key, "--output", self.folder / "InRelease", "--clearsign", release)

    def close(self):
        run("gpgconf", "--homedir", self.keys, "--kill", "all")


class JdkTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="pgjdk")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def archive(self, **more):
        archive = Archive(self.folder, **more)
        self.addCleanup(archive.close)
        return archive

    def fetch(self, archive, key, **more):
        """Fetches the JDK as the set-up does; its status and all that it said. more: further environment."""
        environment = {
            "PATH": PATH,
            "REPO": str(self.folder),
            "PATHGAUGE_JDK_ARCHIVE": f"file:{archive.folder}",
            "PATHGAUGE_JDK_SUITES": "./",
            "PATHGAUGE_JDK_KEY": key,
            "PATHGAUGE_JDK_KEYRING": f"file:{archive.keyring}",
        } | more
        done = subprocess.run(
            ["bash", "-c", f"{SOURCED}; fetch_jdk || exit; jdk_version $STATE/jdk"],
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def test_signed_archive(self):
        archive = self.archive()
        key = archive.key("ours")
        archive.sign(key)
        status, said = self.fetch(archive, key)
        self.assertEqual((0, "99"), (status, said.splitlines()[-1]), said)
        home = self.folder / ".testbed" / "jdk"
        self.assertEqual("dumped\n", (home / "dumped").read_text())
        for name in ("openjdk-99-jre-headless.conf", "openjdk-99-jdk-headless.conf"):
            self.assertFalse((home / "conf" / name).is_symlink())
            self.assertEqual("configured\n", (home / "conf" / name).read_text())
        self.assertEqual([home], list(home.parent.iterdir()))

    def test_another_key_of_the_keyring(self):
        archive = self.archive()
        key = archive.key("ours")
        archive.sign(archive.key("another"))
        status, said = self.fetch(archive, key)
        self.assertNotEqual(0, status, said)
        self.assertIn("is not signed", said)
        self.assertFalse((self.folder / ".testbed" / "jdk").exists())

    def test_unsigned_though_this_machine_takes_such(self):
        archive = self.archive()
        key = archive.key("ours")
        archive.sign(key)
        (archive.folder / "InRelease").unlink()
        lax = self.folder / "lax.conf"
        lax.write_text('Acquire::AllowInsecureRepositories "true";\nAPT::Get::AllowUnauthenticated "true";\n')
        status, said = self.fetch(archive, key, APT_CONFIG=str(lax))
        self.assertNotEqual(0, status, said)
        self.assertIn("is not signed", said)
        self.assertFalse((self.folder / ".testbed" / "jdk").exists())

    def test_altered_package(self):
        archive = self.archive()
        key = archive.key("ours")
        archive.sign(key)
        deb = archive.folder / "openjdk-99-jdk-headless.deb"
        octets = bytearray(deb.read_bytes())
        octets[-1] ^= 1
        deb.write_bytes(octets)
        status, said = self.fetch(archive, key)
        self.assertNotEqual(0, status, said)
        self.assertIn("Hash Sum mismatch", said)
        self.assertFalse((self.folder / ".testbed" / "jdk").exists())

    def test_none_new_enough(self):
        archive = self.archive(release=17)
        key = archive.key("ours")
        archive.sign(key)
        status, said = self.fetch(archive, key)
        self.assertEqual(1, status, said)
        self.assertIn(f"The newest JDK of file:{archive.folder} (./) is 17, and 21 is the least.", said)

    def test_interrupted(self):
        keyring = self.folder / "keyring.gpg"
        keyring.touch()
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(SECONDS)
            environment = {
                "PATH": PATH,
                "REPO": str(self.folder),
                "PATHGAUGE_JDK_ARCHIVE": "http://127.0.0.1:%d" % server.getsockname()[1],
                "PATHGAUGE_JDK_KEYRING": f"file:{keyring}",
            }
            with begun('with_progress fetch "$STATE/log/jdk.log" "" fetch_jdk', environment) as shell:
                asking, _ = server.accept()  # that is apt-get update, which waits for an answer from now on
                with asking:
                    os.killpg(shell.pid, signal.SIGINT)
                    said = shell.communicate(timeout=SECONDS)[0]
                    asking.settimeout(SECONDS)
                    while asking.recv(65536):
                        pass
            self.assertEqual(130, shell.returncode, said)
            self.assertIn("fetch: interrupted, ending it", said)
            self.assertEqual(["log"], [path.name for path in (self.folder / ".testbed").iterdir()])


class InstallTest(unittest.TestCase):
    def test_interrupted(self):
        """Amid a package apt gets neither INT nor TERM, which would leave dpkg's work undone, and is awaited."""
        with tempfile.TemporaryDirectory(prefix="pgapt") as folder:
            folder = pathlib.Path(folder)
            apt = folder / "apt-get"
            apt.write_text(APT)
            apt.chmod(0o755)
            environment = {"PATH": f"{folder}:{PATH}", "REPO": str(folder)}
            with begun('with_progress install "$STATE/log/apt.log" "" apt_install package', environment) as shell:
                await_true("apt-get", (folder / "begun").exists, SECONDS)
                os.killpg(shell.pid, signal.SIGINT)
                self.assertEqual("install: interrupted, ending it ...", next(line for line in shell.stdout if "interrupted" in line).strip())
                (folder / "go").touch()
                shell.wait(SECONDS)
            self.assertTrue((folder / "finished").exists())
            self.assertEqual(130, shell.returncode)


def begun(command, environment):
    """The set-up's functions at work, in a shell that leads a group as a terminal's does."""
    return subprocess.Popen(
        ["env", "--default-signal=INT,TERM,HUP", "bash", "-c", f"{SOURCED}; {command}"],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


if __name__ == "__main__":
    unittest.main()
