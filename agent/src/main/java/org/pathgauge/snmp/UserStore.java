package org.pathgauge.snmp;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.pathgauge.files.DurableFile;
import org.pathgauge.model.FileStamp;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.smi.OctetString;

/**
 * The SNMPv3 users of this agent, kept in {@code snmp-users.json} of the state directory, mode 0600.
 *
 * <p>Only keys localised to one engine are kept (RFC 3414 section 2.6), never passphrases nor the master keys made from
 * them: who steals the file can pose to this agent, and to those receivers of informs that a user was given keys for, and to
 * no other engine.
 */
public final class UserStore {
    /** The file's name in the state directory. */
    public static final String FILE = "snmp-users.json";

    /** RFC 3414 section 11.2. */
    public static final int MIN_PASSPHRASE_LENGTH = 8;

    private static final int MAX_NAME_LENGTH = 32;

    private final Path stateDir;
    private final Path file;

    public UserStore(Path stateDir) {
        this.stateDir = stateDir;
        this.file = stateDir.resolve(FILE);
    }

    /** A user as a person may see it: without keys. */
    public record User(String name, AuthProtocol auth, PrivProtocol priv) {}

    /**
     * A user with localised keys.
     *
     * @param engineId of the receiver of informs that the keys are for; empty if they are for this agent
     */
    record Keys(User user, Optional<byte[]> engineId, byte[] authKey, byte[] privKey) {
        /** Keys for this agent. */
        Keys(User user, byte[] authKey, byte[] privKey) {
            this(user, Optional.empty(), authKey, privKey);
        }

        /** What is unique among them. */
        private String key() {
            return user.name + '\n' + engine();
        }

        private String engine() {
            return engineId.map(HexFormat.of()::formatHex).orElse("");
        }

        @Override
        public String toString() {
            return "Keys[" + user + "]";
        }
    }

    /**
     * Keys of a user as a person may see them.
     *
     * @param engineId what they are for, in hexadecimal digits; empty for this agent
     */
    public record Entry(User user, String engineId) {}

    /**
     * Adds a user, or replaces the one of that name. A running agent sees it after {@code pathgauge reload}.
     *
     * @param name 1 to 32 octets (RFC 3414: usmUserName)
     * @param authPassphrase at least 8 characters; the caller wipes it
     * @param privPassphrase at least 8 characters; the caller wipes it
     * @throws SnmpException if a parameter is out of range or the file cannot be read or written
     */
    public void add(String name, AuthProtocol auth, char[] authPassphrase, PrivProtocol priv, char[] privPassphrase)
            throws SnmpException {
        add(name, Optional.empty(), auth, authPassphrase, priv, privPassphrase);
    }

    /**
     * Adds keys of a user, as {@link #add(String, AuthProtocol, char[], PrivProtocol, char[])}, for this agent or for a
     * receiver of informs, whose engine is the authoritative one there (RFC 3414 section 1.5.1).
     *
     * @param receiver the receiver's engine ID, 5 to 32 octets; empty for this agent
     */
    public void add(
            String name,
            Optional<byte[]> receiver,
            AuthProtocol auth,
            char[] authPassphrase,
            PrivProtocol priv,
            char[] privPassphrase)
            throws SnmpException {
        checkName(name);
        checkPassphrase("authentication", authPassphrase);
        checkPassphrase("privacy", privPassphrase);
        if (receiver.isPresent() && (receiver.get().length < 5 || receiver.get().length > 32)) {
            throw new SnmpException("The engine ID has " + receiver.get().length
                    + " octets: an engine ID has 5 to 32 (RFC 3411), two hexadecimal digits each");
        }
        byte[] engineId = receiver.isPresent()
                ? receiver.get()
                : EngineState.readOrCreate(stateDir).engineId();
        OctetString authSecret = octets(authPassphrase);
        OctetString privSecret = octets(privPassphrase);
        try {
            byte[] authKey = auth.protocol().passwordToKey(authSecret, engineId);
            byte[] privKey = SecurityProtocols.passwordToKey(priv.protocol(), auth.protocol(), privSecret, engineId);
            Keys keys = new Keys(new User(name, auth, priv), receiver, authKey, privKey);
            change(users -> users.put(keys.key(), keys));
        } finally {
            Arrays.fill(authSecret.getValue(), (byte) 0);
            Arrays.fill(privSecret.getValue(), (byte) 0);
        }
    }

    /**
     * Removes a user with all keys.
     *
     * @return whether there was one
     */
    public boolean remove(String name) throws SnmpException {
        boolean[] existed = new boolean[1];
        change(users -> existed[0] = users.values().removeIf(keys -> keys.user.name.equals(name)));
        return existed[0];
    }

    /** All users of this agent, sorted by name. */
    public List<User> list() throws SnmpException {
        return keys().stream().map(Keys::user).toList();
    }

    /** All users with what they have keys for, sorted by name. */
    public List<Entry> entries() throws SnmpException {
        return read().values().stream()
                .map(keys -> new Entry(keys.user, keys.engine()))
                .toList();
    }

    /** What tells whether the users are the same as before; empty when there is no file. */
    Optional<FileStamp> stamp() throws SnmpException {
        try {
            return FileStamp.of(file);
        } catch (IOException e) {
            throw new SnmpException("The SNMP users in " + file + " cannot be read (" + e + ")", e);
        }
    }

    /** All users of this agent with their keys, sorted by name; none if there is no file. */
    List<Keys> keys() throws SnmpException {
        return read().values().stream().filter(keys -> keys.engineId.isEmpty()).toList();
    }

    /** Users with their keys for receivers of informs. */
    List<Keys> remoteKeys() throws SnmpException {
        return read().values().stream()
                .filter(keys -> keys.engineId.isPresent())
                .toList();
    }

    @FunctionalInterface
    private interface Edit {
        void apply(TreeMap<String, Keys> users);
    }

    /** Two commands at a time must not lose a user, so the change holds a lock beside the file. */
    private void change(Edit edit) throws SnmpException {
        try {
            StateFile.makeDirectory(stateDir);
            try (FileChannel channel = FileChannel.open(
                            stateDir.resolve(FILE + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                assert lock.isValid();
                TreeMap<String, Keys> users = read();
                edit.apply(users);
                DurableFile.write(file, json(users).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new SnmpException(
                    "The SNMP users cannot be kept in " + file + " (" + e
                            + "): make the directory writable or choose another with --state",
                    e);
        }
    }

    private TreeMap<String, Keys> read() throws SnmpException {
        TreeMap<String, Keys> users = new TreeMap<>();
        if (!Files.exists(file)) {
            return users;
        }
        try {
            if (!StateFile.ownerOnly(file)) {
                throw new SnmpException(
                        "The SNMP users in " + file + " can be read or written by others: run chmod 600 " + file
                                + ", and add the users again with new passphrases if others may have read it");
            }
            try (Reader reader = Files.newBufferedReader(file);
                    JsonReader json = new JsonReader(reader)) {
                json.beginObject();
                while (json.hasNext()) {
                    if (json.nextName().equals("users")) {
                        for (Keys keys : readUsers(json)) {
                            users.put(keys.key(), keys);
                        }
                    } else {
                        json.skipValue();
                    }
                }
                json.endObject();
            }
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new SnmpException(
                    "The SNMP users in " + file + " cannot be read (" + e.getMessage()
                            + "): restore the file from a backup, or delete it and add the users again",
                    e);
        }
        return users;
    }

    private static List<Keys> readUsers(JsonReader json) throws IOException {
        List<Keys> users = new ArrayList<>();
        json.beginArray();
        while (json.hasNext()) {
            users.add(readUser(json));
        }
        json.endArray();
        return users;
    }

    private static Keys readUser(JsonReader json) throws IOException {
        TreeMap<String, String> members = new TreeMap<>();
        json.beginObject();
        while (json.hasNext()) {
            members.put(json.nextName(), json.nextString());
        }
        json.endObject();
        String name = member(members, "name");
        AuthProtocol auth = known(AuthProtocol.of(member(members, "auth")), "auth", name, AuthProtocol.labels());
        PrivProtocol priv = known(PrivProtocol.of(member(members, "priv")), "priv", name, PrivProtocol.labels());
        int authLength = auth.protocol().getDigestLength();
        int privLength = priv.protocol().getMinKeyLength();
        return new Keys(
                new User(name, auth, priv),
                Optional.ofNullable(members.get("engine-id")).map(HexFormat.of()::parseHex),
                key(members, "auth-key", authLength),
                key(members, "priv-key", privLength));
    }

    private static String member(TreeMap<String, String> members, String name) {
        String value = members.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a user lacks \"" + name + "\"");
        }
        return value;
    }

    private static byte[] key(TreeMap<String, String> members, String member, int length) {
        byte[] key = HexFormat.of().parseHex(member(members, member));
        if (key.length != length) {
            throw new IllegalArgumentException("\"" + member + "\" of user " + members.get("name") + " has "
                    + key.length + " octets instead of " + length);
        }
        return key;
    }

    private static <T> T known(Optional<T> protocol, String member, String user, String labels) {
        return protocol.orElseThrow(
                () -> new IllegalArgumentException("\"" + member + "\" of user " + user + " is none of " + labels));
    }

    private static String json(TreeMap<String, Keys> users) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonWriter json = new JsonWriter(text)) {
            json.setIndent("  ");
            json.beginObject().name("users").beginArray();
            for (Keys keys : users.values()) {
                json.beginObject();
                json.name("name").value(keys.user.name);
                if (keys.engineId.isPresent()) {
                    json.name("engine-id").value(keys.engine());
                }
                json.name("auth").value(keys.user.auth.label());
                json.name("auth-key").value(HexFormat.of().formatHex(keys.authKey));
                json.name("priv").value(keys.user.priv.label());
                json.name("priv-key").value(HexFormat.of().formatHex(keys.privKey));
                json.endObject();
            }
            json.endArray().endObject();
        }
        return text + "\n";
    }

    private static void checkName(String name) throws SnmpException {
        int octets = name.getBytes(StandardCharsets.UTF_8).length;
        if (octets < 1 || octets > MAX_NAME_LENGTH) {
            throw new SnmpException("The SNMP user name \"" + name + "\" has " + octets + " octets: choose one of 1 to "
                    + MAX_NAME_LENGTH);
        }
        if (name.codePoints().anyMatch(Character::isISOControl)) {
            throw new SnmpException(
                    "The SNMP user name has a control character, such as a line feed: choose one without");
        }
    }

    private static void checkPassphrase(String kind, char[] passphrase) throws SnmpException {
        if (passphrase.length < MIN_PASSPHRASE_LENGTH) {
            throw new SnmpException("The " + kind + " passphrase has " + passphrase.length
                    + " characters: choose one of at least " + MIN_PASSPHRASE_LENGTH);
        }
    }

    private static OctetString octets(char[] passphrase) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] exact = Arrays.copyOf(encoded.array(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        return new OctetString(exact);
    }
}
