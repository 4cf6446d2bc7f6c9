package org.pathgauge.netconf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pathgauge.config.YangModels;
import org.pathgauge.model.AgentConfig;
import org.pathgauge.model.SnapshotFixtures;

/** Clients that are not ours: ncclient, Ansible, OpenSSH, yanglint. */
@Timeout(600)
class InteropTest {
    private static final String PYTHON = "/usr/bin/python3";

    @TempDir
    Path folder;

    private Testbed start(int probes) throws Exception {
        return new Testbed(SnapshotFixtures.snapshot(probes), folder, Limits.DEFAULT);
    }

    private List<String> ssh(Testbed bed) {
        return List.of(
                "ssh",
                "-F",
                "none",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "-o",
                "IdentitiesOnly=yes",
                "-i",
                bed.keyFile.toString(),
                "-p",
                Integer.toString(bed.port),
                "-s",
                Testbed.USER + "@127.0.0.1",
                "netconf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void ncclientDoesEverythingItKnows(String base) throws Exception {
        Tool.need("ncclient for " + PYTHON, "python3-ncclient", PYTHON, "-c", "import ncclient");
        Path script = folder.resolve("client.py");
        Files.copy(InteropTest.class.getResourceAsStream("/netconf/client.py"), script);
        try (Testbed bed = start(50)) {
            String out = Tool.run(
                    folder,
                    "",
                    List.of(
                            PYTHON,
                            script.toString(),
                            Integer.toString(bed.port),
                            Testbed.USER,
                            bed.keyFile.toString(),
                            base));
            assertTrue(out.endsWith("all done\n"), out);
        }
    }

    @Test
    void ansibleReadsEditsAndAsks() throws Exception {
        Tool.need("Ansible's collection ansible.netcommon", "ansible", "ansible-doc", "ansible.netcommon.netconf_rpc");
        Path playbook = folder.resolve("playbook.yml");
        Files.copy(InteropTest.class.getResourceAsStream("/netconf/playbook.yml"), playbook);
        try (Testbed bed = start(5)) {
            Path inventory = Files.writeString(
                    folder.resolve("inventory"),
                    // The key has no passphrase, but ncclient 0.6.17 (Debian 13) fails on a key without.
                    ("agent ansible_host=127.0.0.1 ansible_port=%d ansible_user=%s ansible_password=''"
                                    + " ansible_ssh_private_key_file=%s\n")
                            .formatted(bed.port, Testbed.USER, bed.keyFile));
            String out = Tool.run(
                    folder,
                    "",
                    List.of(
                            "env",
                            "ANSIBLE_HOME=" + folder.resolve("ansible"),
                            "ANSIBLE_PERSISTENT_CONTROL_PATH_DIR=" + folder.resolve("pc"),
                            "ANSIBLE_HOST_KEY_CHECKING=False",
                            "ansible-playbook",
                            "-i",
                            inventory.toString(),
                            playbook.toString()));
            assertTrue(out.contains("failed=0") && out.contains("ignored=1"), out);
            assertEquals(
                    2,
                    bed.datastore.config().probes().stream()
                            .filter(p -> p.name().equals("probe-4"))
                            .findFirst()
                            .orElseThrow()
                            .interval()
                            .toSeconds());
        }
    }

    @Test
    void opensshSpeaksBothFramings() throws Exception {
        Tool.need("OpenSSH's client", "openssh-client", "ssh", "-V");
        String hello = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<hello xmlns=\"%s\"><capabilities><capability>%s"
                + "</capability></capabilities></hello>\n]]>]]>\n";
        String get = "<rpc message-id=\"1\" xmlns=\"" + Ns.NETCONF + "\"><get-config><source><running/></source>"
                + "</get-config></rpc>";
        String close = "<rpc message-id=\"2\" xmlns=\"" + Ns.NETCONF + "\"><close-session/></rpc>";
        try (Testbed bed = start(3)) {
            String old = Tool.run(
                    folder, hello.formatted(Ns.NETCONF, Ns.BASE_1_0) + get + "]]>]]>\n" + close + "]]>]]>\n", ssh(bed));
            assertEquals(4, old.split("]]>]]>", -1).length, old);
            assertTrue(old.contains("<name>probe-7</name>"), old);
            String now = Tool.run(
                    folder,
                    hello.formatted(Ns.NETCONF, Ns.BASE_1_1) + "\n#" + get.length() + "\n" + get + "\n##\n\n#"
                            + close.length() + "\n" + close + "\n##\n",
                    ssh(bed));
            assertTrue(now.contains("<name>probe-7</name>"), now);
            assertTrue(now.endsWith("\n##\n"), now);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void opensshLogsInWithEveryUsualKindOfKey(String type) throws Exception {
        Tool.need("OpenSSH's client", "openssh-client", "ssh", "-V");
        Path key = folder.resolve("key-" + type);
        Tool.run(folder, "", List.of("ssh-keygen", "-q", "-t", type, "-N", "", "-f", key.toString()));
        var user = new AgentConfig.User(
                Testbed.USER, List.of(Files.readString(Path.of(key + ".pub")).strip()));
        try (Testbed bed = start(1)) {
            var listen = List.of(new AgentConfig.Listen("127.0.0.1", 0));
            bed.server
                    .prepare(new AgentConfig.Netconf(true, listen, List.of(user)))
                    .apply();
            var command = new ArrayList<>(ssh(bed));
            command.set(command.indexOf(bed.keyFile.toString()), key.toString());
            String hello = "<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>" + Ns.BASE_1_0
                    + "</capability></capabilities></hello>]]>]]><rpc message-id=\"1\" xmlns=\"" + Ns.NETCONF
                    + "\"><close-session/></rpc>]]>]]>";
            String out = Tool.run(folder, hello, command);
            assertTrue(out.contains("<ok"), out);
        }
    }

    @Test
    void yanglintAcceptsAWholeReply() throws Exception {
        Tool.need("OpenSSH's client", "openssh-client", "ssh", "-V");
        Tool.need("yanglint", "libyang-tools", "yanglint", "-v");
        List<Path> modules = writeModules();
        try (Testbed bed = start(50)) {
            String data = content(reply(bed, "<get/>"));
            assertTrue(data.contains("<rtt-percentile>"), "state is part of what is checked");
            validate("data", Files.writeString(folder.resolve("get.xml"), data), modules);
            String operational = content(reply(
                    bed,
                    "<get-data xmlns=\"" + Ns.NMDA + "\" xmlns:ds=\"" + Ns.DATASTORES
                            + "\"><datastore>ds:operational</datastore></get-data>"));
            assertTrue(operational.contains("<interval>"), "with its defaults");
            validate("data", Files.writeString(folder.resolve("operational.xml"), operational), modules);
            String config = content(reply(bed, "<get-config><source><running/></source></get-config>"));
            assertTrue(config.contains("<threshold>"), config);
            validate("getconfig", Files.writeString(folder.resolve("config.xml"), config), modules);
            String wrong = data.replaceFirst("<state>up</state>", "<state>sideways</state>");
            Path bad = Files.writeString(folder.resolve("wrong.xml"), wrong);
            assertThrows(AssertionError.class, () -> validate("data", bad, modules), "yanglint does check");
        }
    }

    /** What is inside the data element: libyang takes several top-level elements in one file. */
    private static String content(String reply) {
        int start = reply.indexOf('>', reply.indexOf("<data")) + 1;
        return reply.substring(start, reply.lastIndexOf("</data>"));
    }

    private void validate(String type, Path instance, List<Path> modules) throws Exception {
        var command =
                new ArrayList<>(List.of("yanglint", "-p", folder.resolve("yang").toString(), "-t", type));
        modules.forEach(m -> command.add(m.toString()));
        command.add(instance.toString());
        Tool.run(folder, "", command);
    }

    /** Writes all modules where yanglint finds them; gives those that are implemented. */
    private List<Path> writeModules() throws Exception {
        Path yang = Files.createDirectories(folder.resolve("yang"));
        var implemented = new ArrayList<Path>();
        for (YangModels.Source source : TestModels.MODELS.sources()) {
            Path file = yang.resolve(source.name() + "@" + source.revision() + ".yang");
            Files.writeString(file, source.text());
            if (source.implemented()) {
                implemented.add(file);
            }
        }
        try (Stream<Path> files = Files.list(yang)) {
            assertEquals(TestModels.MODELS.sources().size(), files.count());
        }
        return implemented;
    }

    /** One reply over OpenSSH, in the framing that leaves it in one piece. */
    private String reply(Testbed bed, String operation) throws Exception {
        String input = "<hello xmlns=\"" + Ns.NETCONF + "\"><capabilities><capability>" + Ns.BASE_1_0
                + "</capability></capabilities></hello>]]>]]><rpc message-id=\"1\" xmlns=\"" + Ns.NETCONF + "\">"
                + operation + "</rpc>]]>]]><rpc message-id=\"2\" xmlns=\"" + Ns.NETCONF
                + "\"><close-session/></rpc>]]>]]>";
        return Tool.run(folder, input, ssh(bed)).split("]]>]]>")[1];
    }
}
